from importlib import import_module

from django.apps import AppConfig


class TypesConfig(AppConfig):
    name = "almenara.core.types"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("almenara.core.types.access")
