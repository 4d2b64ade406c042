from importlib import import_module

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "almenara.core.identity"

    def ready(self) -> None:
        import_module("almenara.core.identity.access")
        import_module("almenara.core.identity.headletters")
        import_module("almenara.core.identity.called")
