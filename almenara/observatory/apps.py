from importlib import import_module
from typing import Any

from django.apps import AppConfig

from almenara.core.types.heads import SPECS, Spec


class ObservatoryConfig(AppConfig):
    name = "almenara.observatory"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("almenara.observatory.access")
        import_module("almenara.observatory.words").register()
        import_module("almenara.observatory.gave")
        drafts = import_module("almenara.observatory.drafts")
        activation = import_module("almenara.observatory.activation")
        SPECS["codelist"] = Spec(drafts.CodelistShape, activation.apply_list)
        SPECS["concepts"] = Spec(drafts.ConceptsShape, activation.apply_list)
        SPECS["structure"] = Spec(drafts.StructureShape, activation.apply_structure)
        SPECS["dataflow"] = Spec(drafts.DataflowShape, activation.apply_dataflow)
        typefile = import_module("almenara.core.types.typefile")
        typefile.READERS.append(_imported)


def _imported(raw: bytes) -> list[Any] | None:
    """Structures of SDMX; XML is read only when somebody brings some."""
    found: list[Any] | None = import_module("almenara.observatory.imported").documents(raw)
    return found
