from importlib import import_module

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "almenara.directory"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Who sees what, what a network is and what notices say are known from the start."""
        import_module("almenara.directory.access")
        import_module("almenara.directory.typed")
        import_module("almenara.directory.titles")
        import_module("almenara.directory.gave")
        import_module("almenara.directory.words")
        import_module("almenara.directory.endings")
