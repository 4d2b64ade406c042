from importlib import import_module

from django.apps import AppConfig

from almenara.core.types.heads import SPECS, Spec


class ExchangeConfig(AppConfig):
    name = "almenara.exchange"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("almenara.exchange.access")
        words = import_module("almenara.exchange.words")
        words.register()
        kinds = import_module("almenara.exchange.kinds")
        services = import_module("almenara.exchange.activation")
        SPECS["kind"] = Spec(kinds.KindShape, services.apply)
