from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "almenara.config"
    label = "config"
