from importlib import import_module
from typing import Any

from django.apps import AppConfig


class ObservatoryConfig(AppConfig):
    name = "almenara.observatory"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("almenara.observatory.access")
        import_module("almenara.observatory.words").register()
        import_module("almenara.observatory.gave")
        import_module("almenara.observatory.typed").register()
        typefile = import_module("almenara.core.types.typefile")
        typefile.READERS.append(_imported)


def _imported(raw: bytes) -> list[Any] | None:
    """Structures of SDMX; XML is read only when somebody brings some."""
    found: list[Any] | None = import_module("almenara.observatory.imported").documents(raw)
    return found
