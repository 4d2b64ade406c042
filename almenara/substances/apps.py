from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from almenara.core.types.heads import SPECS, Spec


class SubstancesConfig(AppConfig):
    name = "almenara.substances"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("almenara.substances.access")
        import_module("almenara.substances.words").register()
        import_module("almenara.substances.gave")
        kinds = import_module("almenara.substances.kinds")
        activation = import_module("almenara.substances.activation")
        SPECS["signal"] = Spec(kinds.SignalKindShape, activation.apply, title=_("Clases de señal"))
