from django.apps import AppConfig


class MandatesConfig(AppConfig):
    name = "almenara.mandates"
    default_auto_field = "django.db.models.BigAutoField"
