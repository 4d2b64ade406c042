from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "almenara.core.web"
    default_auto_field = "django.db.models.BigAutoField"
