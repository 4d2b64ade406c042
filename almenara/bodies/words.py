"""How things of the bodies are called in the journal, and which files hang on them."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from almenara.bodies.models import Decision, Delegation, Meeting, Paper
from almenara.core.documents.hanging import THINGS
from almenara.core.journal import titles
from almenara.core.parties.actor import Actor


def register() -> None:
    THINGS["paper"] = Paper.objects.visible_to
    THINGS["delegation"] = Delegation.objects.visible_to
    titles.register("body", _("un órgano"), url="/bodies/{id}/")
    titles.register("meeting", _("una reunión"), _meetings)
    titles.register("agendaitem", _("un punto de la agenda"))
    titles.register("delegation", _("una delegación"))
    titles.register("registration", _("una inscripción"))
    titles.register("paper", _("un documento de reunión"), _papers)
    titles.register("decision", _("una decisión"), _decisions)


def _meetings(viewer: Actor, ids: list[str]) -> dict[str, str]:
    found = Meeting.objects.visible_to(viewer).filter(pk__in=[UUID(pk) for pk in ids])
    return {str(row.pk): row.name for row in found}


def _papers(viewer: Actor, ids: list[str]) -> dict[str, str]:
    found = Paper.objects.visible_to(viewer).filter(pk__in=[UUID(pk) for pk in ids])
    return {str(row.pk): row.symbol for row in found}


def _decisions(viewer: Actor, ids: list[str]) -> dict[str, str]:
    found = Decision.objects.visible_to(viewer).filter(pk__in=[UUID(pk) for pk in ids])
    return {str(row.pk): row.title for row in found}
