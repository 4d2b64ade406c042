from importlib import import_module

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "almenara.exchange"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("almenara.exchange.access")
        import_module("almenara.exchange.gave")
        words = import_module("almenara.exchange.words")
        words.register()
        import_module("almenara.exchange.typed")
        import_module("almenara.exchange.endings")
