from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from almenara.core.types.heads import SPECS, Spec


class StudiesConfig(AppConfig):
    name = "almenara.studies"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("almenara.studies.access")
        import_module("almenara.studies.words").register()
        drafts = import_module("almenara.studies.drafts")
        activation = import_module("almenara.studies.activation")
        SPECS["threats"] = Spec(
            drafts.ThreatsShape, activation.apply, title=_("Listas de amenazas")
        )
