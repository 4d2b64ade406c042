from importlib import import_module

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "almenara.core.notices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("almenara.core.notices.access")
        import_module("almenara.core.notices.keys")
