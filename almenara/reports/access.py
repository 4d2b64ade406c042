"""Who reads reports: drafts the secretariat, what was presented every State, the rest everybody."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from almenara.core.access.rules import Owners, Policy, desk, is_desk, register
from almenara.core.parties.actor import Actor
from almenara.reports.models import Edition, Figure, Kept, Prose


def editions(viewer: Actor) -> Q:
    if is_desk(viewer):
        return Q()
    found = Q(stage="published")
    return found | Q(stage="presented") if viewer.state else found


def figures(viewer: Actor) -> Q:
    """Those of the editions that exist for the viewer."""
    if is_desk(viewer):
        return Q()
    return Q(Exists(Edition.objects.filter(editions(viewer), pk=OuterRef("edition_id"))))


def secretariat(actor: Actor, thing: Any) -> str:
    if is_desk(actor):
        return ""
    return _("Solo la secretaría hace informes.")


def another(actor: Actor, edition: Edition) -> str:
    """Whoever built an edition does not clear it."""
    if edition.author_id and str(edition.author_id) == actor.person:
        return _("La revisa otra persona que quien la hizo.")
    return secretariat(actor, edition)


def owners(edition: Edition) -> Owners:
    return Owners(persons=frozenset({str(edition.author_id)} if edition.author_id else set()))


register(
    Edition,
    Policy(
        editions,
        {"build": secretariat, "clear": another, "present": secretariat, "publish": secretariat},
        owners,
    ),
)
register(Figure, Policy(figures))
register(Kept, Policy(desk))
register(Prose, Policy(desk, {"write": secretariat}))
