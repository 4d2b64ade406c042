from importlib import import_module

from django.apps import AppConfig


class FundsConfig(AppConfig):
    name = "almenara.funds"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("almenara.funds.access")
        import_module("almenara.funds.gave")
        import_module("almenara.funds.words").register()
