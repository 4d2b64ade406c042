from importlib import import_module

from django.apps import AppConfig


class MandatesConfig(AppConfig):
    name = "almenara.mandates"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("almenara.mandates.access")
        import_module("almenara.mandates.words").register()
        import_module("almenara.mandates.gave")
        import_module("almenara.mandates.ending")
