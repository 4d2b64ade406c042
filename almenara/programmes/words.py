"""How things of the programmes are called in the journal, and which files hang on them."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from almenara.core.documents.hanging import THINGS
from almenara.core.journal import titles
from almenara.core.parties.actor import Actor
from almenara.programmes.models import Activity


def register() -> None:
    THINGS["activity"] = Activity.objects.visible_to
    titles.register("plan", _("un plan"), url="/plans/{id}/")
    titles.register("activity", _("una actividad"), _titles, "/activities/{id}/")
    titles.register("likeness", _("dos nombres que pueden ser uno"), url="/proposals/")


def _titles(viewer: Actor, ids: list[str]) -> dict[str, str]:
    known = [UUID(pk) for pk in ids]
    found = Activity.objects.visible_to(viewer).filter(pk__in=known)
    return {str(row.pk): row.title for row in found}
