from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from almenara.core.types.heads import SPECS, Spec


class ReportsConfig(AppConfig):
    name = "almenara.reports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("almenara.reports.access")
        import_module("almenara.reports.words").register()
        drafts = import_module("almenara.reports.drafts")
        activation = import_module("almenara.reports.activation")
        SPECS["report"] = Spec(drafts.ReportShape, activation.apply, title=_("Informes"))
