"""Who reads what of the bodies: bodies and meetings are public, the rest goes to its readers.

`public` for anybody, `invited` for the members and who is accredited, `members` for the body's
own States or experts, `delegates` for the persons named. The secretariat reads all but RED.
"""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.bodies.models import (
    AgendaItem,
    AgendaOrder,
    Attendance,
    Ballot,
    Body,
    BodySeat,
    Decision,
    Delegate,
    Delegation,
    Meeting,
    Numbering,
    Paper,
    PaperText,
    Registration,
)
from almenara.core.access.rules import Owners, Policy, anybody, desk, is_desk, nothing, register
from almenara.core.parties.actor import Actor
from almenara.core.parties.models import Membership
from almenara.core.parties.statuses import participating_statuses


def bodies_of(viewer: Actor) -> QuerySet[Body]:
    """The bodies in which the viewer's State, or the viewer as an expert, has a seat today."""
    today = timezone.now().date()
    seats = BodySeat.objects.filter(body=OuterRef("pk"), since__lte=today).exclude(until__lte=today)
    mine = Q(Exists(seats.filter(person=viewer.person or None)))
    if viewer.state:
        states = Membership.objects.filter(
            state=viewer.state, status__in=participating_statuses(), since__lte=today
        ).exclude(until__lte=today)
        held = Exists(seats.filter(state=viewer.state, person=None))
        mine |= Q(Exists(states)) & (Q(rule="all") | Q(rule="states") & Q(held))
    return Body.objects.filter(mine)


def sent_by(viewer: Actor) -> Q:
    """Delegations of the viewer's own State, observer or institution."""
    found = Q(state=viewer.state) if viewer.state else nothing()
    if viewer.institution:
        found |= Q(institution=viewer.institution)
    if viewer.observer:
        found |= Q(observer=viewer.observer)
    return found


def distributed(viewer: Actor) -> Q:
    """Parts of a meeting that are for the viewer."""
    found = Q(distribution="public")
    if not viewer.is_known:
        return found
    here = {"meeting": OuterRef("meeting_id"), "stage": "accredited"}
    invited = Exists(Delegation.objects.filter(sent_by(viewer), **here))
    named = Exists(
        Delegate.objects.filter(
            meeting=OuterRef("meeting_id"), person=viewer.person, delegation__stage="accredited"
        )
    )
    found |= Q(distribution__in=("invited", "members"), meeting__body__in=bodies_of(viewer))
    found |= Q(distribution="invited") & Q(invited)
    return found | Q(distribution="delegates") & Q(named)


def parts(viewer: Actor) -> Q:
    return Q() if is_desk(viewer) else distributed(viewer)


def papers(viewer: Actor) -> Q:
    """As other parts; what is RED the persons named and its author alone."""
    if viewer.is_system:
        return Q()
    mine = Q(author=viewer.person) if viewer.person else nothing()
    return distributed(viewer) | mine | (~Q(marking="TLP:RED") if is_desk(viewer) else nothing())


def of_paper(viewer: Actor) -> Q:
    return Q(Exists(Paper.objects.filter(papers(viewer), pk=OuterRef("paper_id"))))


def of_decision(viewer: Actor) -> Q:
    return Q(Exists(Decision.objects.filter(parts(viewer), pk=OuterRef("decision_id"))))


def seats(viewer: Actor) -> Q:
    """States' seats are public; of experts each one sees their own, the secretariat all."""
    if is_desk(viewer):
        return Q()
    return Q(person=None) | Q(person=viewer.person) if viewer.person else Q(person=None)


def delegations(viewer: Actor) -> Q:
    """Every State sees who is sent, others their own; accredited organisations are public."""
    if is_desk(viewer) or viewer.state:
        return Q()
    return ~Q(organisation="") | sent_by(viewer)


def of_delegation(viewer: Actor) -> Q:
    """Names of delegates and who was there: for every State and for those sent."""
    if is_desk(viewer) or viewer.state:
        return Q()
    return Q(Exists(Delegation.objects.filter(sent_by(viewer), pk=OuterRef("delegation_id"))))


def secretariat(actor: Actor, thing: Any) -> str:
    if is_desk(actor):
        return ""
    return _("Solo la secretaría lleva los órganos.")


def sender(actor: Actor, delegation: Delegation) -> str:
    """A State's delegation is named by its Mission or contact point, or by the secretariat."""
    if is_desk(actor):
        return ""
    mine = bool(delegation.state_id) and delegation.state_id == actor.state
    if mine and actor.has_role("mission", "ncp"):
        return ""
    return _("La delegación la nombra la Misión del Estado o la secretaría.")


def anyone(actor: Actor, registration: Registration) -> str:
    """Whoever may read the calendar may ask to come."""
    return ""


def owners(thing: Delegation) -> Owners:
    return Owners(institutions=frozenset(filter(None, [thing.institution_id])))


KEPT = dict.fromkeys(("convene", "open", "close", "report", "cancel", "adopt"), secretariat)
register(Body, Policy(anybody, {"seat": secretariat, "unseat": secretariat}))
register(BodySeat, Policy(seats, {"unseat": secretariat}))
register(Numbering, Policy(desk))
register(Meeting, Policy(anybody, {**KEPT, "submit": secretariat}))
register(AgendaItem, Policy(parts, {"submit": secretariat, "raise": secretariat,
                                    "remove": secretariat}))  # fmt: skip
register(AgendaOrder, Policy(anybody))
register(Delegation, Policy(delegations, {"name": sender, "accredit": secretariat,
                                          "refuse": secretariat, "attend": secretariat},
                            owners))  # fmt: skip
register(Delegate, Policy(of_delegation))
register(Attendance, Policy(of_delegation))
register(Registration, Policy(desk, {"register": anyone, "confirm": anyone,
                                     "accredit": secretariat, "refuse": secretariat}))  # fmt: skip
register(Paper, Policy(papers, {"submit": secretariat, "revise": secretariat,
                                "translate": secretariat}))  # fmt: skip
register(PaperText, Policy(of_paper))
register(Decision, Policy(parts, {"decide": secretariat, "annul": secretariat,
                                  "replace": secretariat}))  # fmt: skip
register(Ballot, Policy(of_decision))
