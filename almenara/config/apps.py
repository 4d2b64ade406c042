from importlib import import_module

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "almenara.config"
    label = "config"

    def ready(self) -> None:
        import_module("almenara.config.sheets").register()
