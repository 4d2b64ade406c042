from django.apps import AppConfig


class SubstancesConfig(AppConfig):
    name = "almenara.substances"
    default_auto_field = "django.db.models.BigAutoField"
