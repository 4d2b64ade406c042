from django.apps import AppConfig


class BodiesConfig(AppConfig):
    name = "almenara.bodies"
    default_auto_field = "django.db.models.BigAutoField"
