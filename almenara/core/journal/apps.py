from importlib import import_module

from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "almenara.core.journal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("almenara.core.journal.access")
