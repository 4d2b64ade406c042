from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "almenara.core.search"
    default_auto_field = "django.db.models.BigAutoField"
