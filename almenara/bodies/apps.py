from importlib import import_module

from django.apps import AppConfig


class BodiesConfig(AppConfig):
    name = "almenara.bodies"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("almenara.bodies.access")
        import_module("almenara.bodies.words").register()
        import_module("almenara.bodies.typed")
        import_module("almenara.bodies.gave")
