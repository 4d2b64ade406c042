from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from almenara.core.types.heads import SPECS, Spec


class AssistanceConfig(AppConfig):
    name = "almenara.assistance"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("almenara.assistance.access")
        import_module("almenara.assistance.words").register()
        import_module("almenara.assistance.gave")
        topics = import_module("almenara.assistance.topics")
        activation = import_module("almenara.assistance.activation")
        SPECS["topic"] = Spec(topics.TopicShape, activation.apply, title=_("Temas de asistencia"))
