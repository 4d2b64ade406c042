from importlib import import_module

from django.apps import AppConfig

from almenara.core.types.heads import SPECS, Spec


class ObservatoryConfig(AppConfig):
    name = "almenara.observatory"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("almenara.observatory.access")
        import_module("almenara.observatory.words").register()
        drafts = import_module("almenara.observatory.drafts")
        activation = import_module("almenara.observatory.activation")
        SPECS["codelist"] = Spec(drafts.CodelistShape, activation.apply_list)
        SPECS["concepts"] = Spec(drafts.ConceptsShape, activation.apply_list)
        SPECS["structure"] = Spec(drafts.StructureShape, activation.apply_structure)
        SPECS["dataflow"] = Spec(drafts.DataflowShape, activation.apply_dataflow)
