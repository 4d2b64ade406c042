"""Who sees and does what with plans: results are public, who took part is the secretariat's."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from almenara.core.access.rules import Owners, Policy, anybody, desk, is_desk, nothing, register
from almenara.core.parties.actor import Actor
from almenara.programmes.models import (
    Activity,
    Coverage,
    Evidence,
    Fulfilment,
    Goal,
    Likeness,
    Participant,
    Participation,
    Place,
    Plan,
    Programme,
    Publication,
    Result,
    Roll,
    Serving,
    Strategy,
)


def activities(viewer: Actor) -> Q:
    """CLEAR for all, GREEN for every State, AMBER for its States; all for the secretariat."""
    if is_desk(viewer):
        return Q()
    found = Q(marking="TLP:CLEAR")
    if viewer.state:
        here = Place.objects.filter(activity=OuterRef("pk"), state=viewer.state)
        found |= Q(marking="TLP:GREEN") | Q(Exists(here))
    return found


def of_activity(viewer: Actor) -> Q:
    """Things that exist for whoever the activity exists for."""
    if is_desk(viewer):
        return Q()
    return Q(Exists(Activity.objects.filter(activities(viewer), pk=OuterRef("activity_id"))))


def places(viewer: Actor) -> Q:
    """As activities; of an AMBER one each State sees its own row alone."""
    if is_desk(viewer):
        return Q()
    found = Q(marking="TLP:CLEAR")
    return found | Q(marking="TLP:GREEN") | Q(state=viewer.state) if viewer.state else found


def coverages(viewer: Actor) -> Q:
    """Figures by State are for officials of States (S1); of what is AMBER each reads its own."""
    if is_desk(viewer):
        return Q()
    if not viewer.state:
        return nothing()
    return Q(marking__in=("TLP:CLEAR", "TLP:GREEN")) | Q(state=viewer.state)


def secretariat(actor: Actor, thing: Any) -> str:
    if is_desk(actor):
        return ""
    return _("Solo la secretaría escribe en los planes.")


def owners(thing: Activity) -> Owners:
    return Owners(institutions=frozenset({thing.institution_id}))


def owners_of_evidence(thing: Evidence) -> Owners:
    return owners(thing.activity)


VERBS = ("submit", "confirm", "hold", "report", "postpone", "cancel", "enrol", "attest", "read")
register(Plan, Policy(anybody, {"close": secretariat}))
register(Programme, Policy(anybody))
register(Strategy, Policy(anybody))
register(Goal, Policy(anybody))
register(Coverage, Policy(coverages))
register(Publication, Policy(anybody, {"publish": secretariat}))
register(Fulfilment, Policy(anybody, {"serve": secretariat}))
register(Result, Policy(anybody))
register(Activity, Policy(activities, dict.fromkeys(VERBS, secretariat), owners))
register(Serving, Policy(of_activity))
register(Place, Policy(places))
register(Evidence, Policy(of_activity, {}, owners_of_evidence))
register(Participant, Policy(desk))
register(Participation, Policy(desk))
register(Roll, Policy(desk, {"withdraw": secretariat}))
register(Likeness, Policy(desk, {"join": secretariat, "part": secretariat}))
