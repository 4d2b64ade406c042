"""How things of the programmes are called, and which files hang on them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from almenara.core.documents.hanging import THINGS
from almenara.core.journal import titles
from almenara.core.parties.actor import Actor
from almenara.programmes.models import Activity

UNITS = {
    "people": _("personas"),
    "officers": _("oficiales"),
    "strategies": _("estrategias"),
    "publications": _("publicaciones"),
    "events": _("encuentros"),
    "activities": _("actividades"),
    "points-of-contact": _("puntos de contacto"),
    "courses": _("cursos"),
    "studies": _("estudios"),
    "meetings": _("reuniones"),
    "cases": _("casos"),
    "experts": _("personas expertas"),
    "exchanges": _("intercambios"),
    "assessments": _("evaluaciones"),
    "manuals": _("manuales"),
    "model-courses": _("cursos modelo"),
    "forums": _("foros"),
    "focal-points": _("puntos focales"),
    "systems": _("sistemas"),
    "networks": _("redes"),
}

PROMISES = {
    "at-least": _("al menos %(value)d"),
    "exactly": _("exactamente %(value)d"),
    "each-state": _("cada Estado Miembro"),
    "none": _("sin meta fijada"),
}


def target_words(target: Mapping[str, Any]) -> str:
    """A promise as a document says it, for people."""
    words = str(PROMISES[target["kind"]])
    return words % {"value": target["value"]} if target.get("value") else words


def register() -> None:
    THINGS["activity"] = Activity.objects.visible_to
    titles.register("plan", _("un plan"), url="/plans/{id}/")
    titles.register("publication", _("la publicación de un plan"), url="/plans/{id}/iati/")
    titles.register("activity", _("una actividad"), _titles, "/activities/{id}/")
    titles.register("likeness", _("dos nombres que pueden ser uno"), url="/proposals/")


def _titles(viewer: Actor, ids: list[str]) -> dict[str, str]:
    known = [UUID(pk) for pk in ids]
    found = Activity.objects.visible_to(viewer).filter(pk__in=known)
    return {str(row.pk): row.title for row in found}
