from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from almenara.core.types.heads import SPECS, Spec


class ProgrammesConfig(AppConfig):
    name = "almenara.programmes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("almenara.programmes.access")
        import_module("almenara.programmes.words").register()
        import_module("almenara.programmes.gave")
        import_module("almenara.programmes.fulfilling").register()
        frameworks = import_module("almenara.programmes.frameworks")
        activation = import_module("almenara.programmes.activation")
        SPECS["plan"] = Spec(frameworks.PlanShape, activation.apply, title=_("Planes"))
        SPECS["strategic"] = Spec(
            frameworks.StrategyShape, activation.apply_strategy, title=_("Planes estratégicos")
        )
