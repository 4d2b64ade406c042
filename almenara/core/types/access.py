"""The register of types is public (R1); administrators fill it, and nobody approves their own."""

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almenara.core.access.rules import Policy, register
from almenara.core.journal import titles
from almenara.core.parties.actor import Actor
from almenara.core.types.models import TypeVersion


def visible(viewer: Actor) -> Q:
    return Q() if viewer.is_known else Q(stage="active")


def administrator(actor: Actor, version: TypeVersion) -> str:
    if actor.is_system or actor.has_role("administrator"):
        return ""
    return _("Solo la administración carga tipos.")


def another_administrator(actor: Actor, version: TypeVersion) -> str:
    if version.missing:
        return _("Faltan datos obligatorios del tipo.")
    if not actor.has_role("administrator", "secretariat"):
        return _("Solo la administración o la Secretaría aprueba tipos.")
    if actor.pseudonym == version.loaded_by:
        return _("Nadie aprueba el tipo que cargó: hace falta otra persona.")
    return ""


register(TypeVersion, Policy(visible, {"load": administrator, "grant": another_administrator}))
titles.register("typeversion", gettext_lazy("la versión de un tipo"))
