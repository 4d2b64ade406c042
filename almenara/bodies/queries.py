"""What can be asked about bodies: meetings, agendas, papers, decisions, who sits where.

What follows from a decision stands on a higher floor; it is shown here by `FOLLOWING`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.bodies.links import digest
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
    Paper,
    PaperText,
    Registration,
)
from almenara.core.access.context import as_system
from almenara.core.identity import queries as identity
from almenara.core.parties.actor import SYSTEM, Actor
from almenara.core.parties.alphabet import ByName
from almenara.core.parties.models import Person
from almenara.formats.refusal import Unreadable

__all__ = ["Body", "BodySeat", "Decision", "Meeting", "Paper", "Registration"]
NEEDED = "an account is named by its user name, wherever its person works"


@dataclass(frozen=True)
class Follower:
    """Something that follows from a decision: a mandate, a task; its tone is ember when late."""

    title: str
    url: str
    tone: str
    word: str


Following = Callable[[Actor, list[Decision]], dict[UUID, list[Follower]]]
FOLLOWING: list[Following] = []  # filled by higher floors when they are ready


def bodies(viewer: Actor) -> QuerySet[Body]:
    return Body.objects.visible_to(viewer).select_related("parent").order_by("slug")


def body(viewer: Actor, slug: str) -> Body:
    return bodies(viewer).get(slug=slug)


def experts(viewer: Actor, body: Body) -> list[tuple[BodySeat, str]]:
    """Seats of persons with their user names: one's own, and all of them for the secretariat."""
    found = BodySeat.objects.visible_to(viewer).filter(body=body, person__isnull=False)
    rows = list(found.select_related("state").order_by(ByName("state"), "since"))
    with as_system(NEEDED):
        people = identity.people(SYSTEM).filter(pk__in=[row.person_id for row in rows])
        names = {one.pk: one.user.get_username() for one in people}
    return [(row, names.get(row.person_id or row.pk, "")) for row in rows]


def body_seat(viewer: Actor, body: Body, pk: UUID | str) -> BodySeat:
    return BodySeat.objects.visible_to(viewer).filter(body=body).get(pk=pk)


def seats_on(viewer: Actor, body: Body, day: date) -> dict[str, str]:
    """By State that takes part in a body on a day, whether it has a vote or a voice."""
    current = BodySeat.objects.visible_to(viewer).filter(body=body, since__lte=day)
    held = dict(current.exclude(until__lte=day).values_list("state_id", "capacity"))
    there = identity.participating(viewer, day)
    everybody = dict.fromkeys(there, "vote") if body.rule == "all" else {}
    return {code: how for code, how in {**everybody, **held}.items() if code in there}


def meetings(viewer: Actor, body: Body | None = None) -> QuerySet[Meeting]:
    """The newest first."""
    found = Meeting.objects.visible_to(viewer).select_related("body")
    return (found.filter(body=body) if body else found).order_by("-starts", "id")


def meeting(viewer: Actor, pk: UUID | str) -> Meeting:
    return meetings(viewer).get(pk=_uuid(pk))


def meeting_of(viewer: Actor, slug: str, pk: UUID | str) -> Meeting:
    """A meeting where the address says that it is."""
    return meetings(viewer).get(pk=_uuid(pk), body=slug)


def coming(viewer: Actor, body: Body | None = None) -> QuerySet[Meeting]:
    """Those that are not over, the next first."""
    return meetings(viewer, body).filter(ends__gte=timezone.now()).order_by("starts", "id")


def items(viewer: Actor, meeting: Meeting) -> QuerySet[AgendaItem]:
    """Those that are on the agenda now."""
    found = AgendaItem.objects.visible_to(viewer).filter(meeting=meeting, removed_at=None)
    return found.order_by("position", "id")


def item(viewer: Actor, meeting: Meeting, pk: str, field: str = "") -> AgendaItem:
    """A point of this agenda; named in a field it is a fault of the field when it is not there."""
    found = items(viewer, meeting).filter(pk=_uuid(pk)).first()
    if found is None and field:
        raise Unreadable([field], _("Ese punto no está en la agenda."))
    if found is None:
        raise ObjectDoesNotExist
    return found


def agenda(viewer: Actor, meeting: Meeting) -> list[tuple[str, AgendaItem]]:
    """The tree in its order, each point with its number as people say it: «2.1»."""
    below: dict[UUID | None, list[AgendaItem]] = {}
    for one in items(viewer, meeting):
        below.setdefault(one.parent_id, []).append(one)

    def walk(parent: UUID | None, before: str) -> Iterable[tuple[str, AgendaItem]]:
        for number, one in enumerate(below.get(parent, []), 1):
            yield f"{before}{number}", one
            yield from walk(one.pk, f"{before}{number}.")

    return list(walk(None, ""))


def orders(viewer: Actor, meeting: Meeting) -> QuerySet[AgendaOrder]:
    """The orders of business that were adopted, the last one first."""
    return AgendaOrder.objects.visible_to(viewer).filter(meeting=meeting).order_by("-number")


def adopted(viewer: Actor, order: AgendaOrder) -> list[tuple[str, AgendaItem]]:
    """The points of an order as they were, also those taken out since; hidden ones left out."""
    rows = AgendaItem.objects.visible_to(viewer).filter(meeting=order.meeting_id)
    known = {str(row.pk): row for row in rows}
    return [(number, known[pk]) for number, pk in order.items if pk in known]


def delegations(viewer: Actor, meeting: Meeting) -> QuerySet[Delegation]:
    found = Delegation.objects.visible_to(viewer).filter(meeting=meeting)
    found = found.select_related("state", "observer", "institution", "meeting")
    return found.order_by(ByName("state"), ByName("observer"), "named_at", "id")


def delegation(viewer: Actor, meeting: Meeting, pk: UUID | str) -> Delegation:
    return delegations(viewer, meeting).get(pk=pk)


def sent(viewer: Actor) -> QuerySet[Delegation]:
    """What the viewer's own State named, the last meeting first."""
    own = Delegation.objects.visible_to(viewer).filter(state=viewer.state or None)
    return own.order_by("-meeting__starts", "delegates__name")


def cast(viewer: Actor) -> QuerySet[Ballot]:
    """How the viewer's own State voted."""
    own = Ballot.objects.visible_to(viewer).filter(state=viewer.state or None)
    return own.order_by("-decision__adopted_on", "decision")


def delegates(viewer: Actor, meeting: Meeting) -> QuerySet[Delegate]:
    return Delegate.objects.visible_to(viewer).filter(meeting=meeting).order_by("name")


def attendances(viewer: Actor, meeting: Meeting) -> QuerySet[Attendance]:
    found = Attendance.objects.visible_to(viewer).filter(meeting=meeting)
    return found.select_related("delegation").order_by("day")


def present_on(viewer: Actor, meeting: Meeting, day: date) -> QuerySet[Attendance]:
    return attendances(viewer, meeting).filter(day=day, presence="present")


def papers(viewer: Actor, meeting: Meeting | None = None) -> QuerySet[Paper]:
    """Those of a meeting, or all, by class and number; each part after its original."""
    found = Paper.objects.visible_to(viewer).select_related("body", "item", "original")
    found = found.filter(meeting=meeting) if meeting else found
    return found.order_by("series", "year", "number", "made_at", "id")


def paper(viewer: Actor, pk: UUID | str, meeting: Meeting | None = None) -> Paper:
    return papers(viewer, meeting).get(pk=_uuid(pk))


def named_paper(viewer: Actor, meeting: Meeting, pk: str) -> Paper:
    """A paper of the meeting that a field names."""
    found = papers(viewer, meeting).filter(pk=_uuid(pk)).first()
    if found is None:
        raise Unreadable(["paper"], _("Ese documento no es de la reunión."))
    return found


def texts_of(viewer: Actor, rows: Iterable[Paper]) -> dict[UUID, dict[str, PaperText]]:
    """By paper and language the file that there is."""
    found = PaperText.objects.visible_to(viewer).filter(paper__in=list(rows))
    by_paper: dict[UUID, dict[str, PaperText]] = {}
    for text in found:
        by_paper.setdefault(text.paper_id, {})[text.language] = text
    return by_paper


def decisions(viewer: Actor, meeting: Meeting | None = None) -> QuerySet[Decision]:
    """Those of a meeting, or all; the newest first."""
    found = Decision.objects.visible_to(viewer).select_related("meeting__body", "replaces")
    found = found.filter(meeting=meeting) if meeting else found
    return found.order_by("-adopted_on", "-number", "id")


def decision(viewer: Actor, pk: UUID | str) -> Decision:
    return decisions(viewer).get(pk=_uuid(pk))


def named_decision(viewer: Actor, body: Body, pk: str) -> Decision:
    """A decision of the body that a field names."""
    found = decisions(viewer).filter(pk=_uuid(pk), meeting__body=body).first()
    if found is None:
        raise Unreadable(["replaces"], _("Esa decisión no es de este órgano."))
    return found


def ballots(viewer: Actor, rows: Iterable[Decision]) -> dict[UUID, list[Ballot]]:
    """By decision who voted how."""
    found = Ballot.objects.visible_to(viewer).filter(decision__in=list(rows))
    by_decision: dict[UUID, list[Ballot]] = {}
    for one in found.select_related("state").order_by(ByName("state")):
        by_decision.setdefault(one.decision_id, []).append(one)
    return by_decision


def has_voted_on(viewer: Actor, meeting: Meeting, day: date) -> bool:
    found = Ballot.objects.visible_to(viewer)
    return found.filter(attendance__meeting=meeting, attendance__day=day).exists()


def following(viewer: Actor, rows: list[Decision]) -> dict[UUID, list[Follower]]:
    """By decision what follows from it, as far as the viewer may see it."""
    found: dict[UUID, list[Follower]] = {}
    for ask in FOLLOWING:
        for pk, followers in ask(viewer, rows).items():
            found.setdefault(pk, []).extend(followers)
    return found


def registrations(viewer: Actor, meeting: Meeting) -> QuerySet[Registration]:
    """Who proved their address, for the secretariat."""
    found = Registration.objects.visible_to(viewer).filter(meeting=meeting)
    return found.exclude(stage="registered").order_by("confirmed_at", "id")


def registration(viewer: Actor, meeting: Meeting, pk: UUID | str) -> Registration:
    return registrations(viewer, meeting).get(pk=pk)


def registration_of(viewer: Actor, token: str) -> Registration:
    """That of whoever holds the link, with or without an account."""
    with as_system("the link proves who asks"):
        found = Registration.objects.visible_to(SYSTEM).select_related("meeting__body")
        return found.get(digest=digest(token))


def people_named(viewer: Actor, names: Iterable[str]) -> dict[str, Person]:
    """Persons by user name: for the secretariat all, for a State its own."""
    wanted = set(names)
    if not viewer.has_role("secretariat"):
        found = identity.people(viewer).filter(user__username__in=wanted)
        return {one.user.get_username(): one for one in found}
    with as_system(NEEDED):
        found = identity.people(SYSTEM).filter(user__username__in=wanted, ended_at=None)
        return {one.user.get_username(): one for one in found}


def parties(viewer: Actor, on: date) -> list[tuple[str, str]]:
    """Whom this person may send, as `state:PAN`: a State its own, the secretariat everybody."""
    states = identity.states(viewer, on)
    if not viewer.has_role("secretariat"):
        return [(f"state:{one.pk}", one.name) for one in states.filter(pk=viewer.state)]
    there = identity.participating(viewer, on)
    found = [(f"state:{one.pk}", one.name) for one in states if one.pk in there]
    found += [(f"observer:{one.pk}", one.name) for one in identity.observers(viewer)]
    others = identity.institutions(viewer).filter(state=None)
    return found + [(f"institution:{one.pk}", one.name) for one in others]


def is_party(viewer: Actor, kind: str, code: str) -> bool:
    """Is there such a State, observer or institution?"""
    if kind == "state":
        return identity.states(viewer, timezone.localdate()).filter(code=code).exists()
    if kind == "observer":
        return identity.observers(viewer).filter(code=code).exists()
    return identity.institutions(viewer).filter(slug=code).exists()


def language_of(viewer: Actor, said: dict[str, str]) -> str:
    """The language in which it was written: the writer's, if they said it in that one."""
    return viewer.language if viewer.language in said else next(iter(said))


def _uuid(text: UUID | str) -> UUID | None:
    """A key; what is none is the key of nothing."""
    try:
        return UUID(str(text))
    except ValueError:
        return None
