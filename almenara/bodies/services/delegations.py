"""Seats of experts, delegations with their credentials, and who was there with what voice."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.bodies import clocks, queries
from almenara.bodies.drafts import DelegationShape
from almenara.bodies.models import (
    PRESENCES,
    Attendance,
    Body,
    BodySeat,
    Delegate,
    Delegation,
    Meeting,
)
from almenara.bodies.stages import DELEGATION
from almenara.core.access.rules import require
from almenara.core.documents import hanging
from almenara.core.documents import services as documents
from almenara.core.journal.acts import act, record
from almenara.core.parties.actor import Actor
from almenara.core.parties.models import Person
from almenara.core.parties.refusals import WrongStage
from almenara.formats.refusal import Unreadable

Faults = list[tuple[list[str | int], str]]


@act
def seat(actor: Actor, body: Body, username: str, since: date) -> BodySeat:
    """Give an expert of a State their seat in a body of persons."""
    require(actor, "seat", body)
    person = queries.people_named(actor, [username]).get(username)
    if person is None:
        raise Unreadable(["username"], _("Usuario desconocido."))
    state = person.institution.state_id if person.institution else None
    if body.rule != "persons":
        raise WrongStage(_("En este órgano se sientan Estados, no personas."))
    if state is None:
        raise Unreadable(["username"], _("Esa persona no es de ningún Estado."))
    now_seated = BodySeat.objects.visible_to(actor).filter(body=body, person=person)
    if now_seated.exclude(until__lte=since).exists():
        raise Unreadable(["username"], _("Esa persona ya tiene asiento."))
    made = BodySeat(body=body, person=person, state_id=state, since=since)
    BodySeat.objects.bulk_create([made], ignore_conflicts=True)
    if not BodySeat.objects.visible_to(actor).filter(pk=made.pk).exists():
        raise Unreadable(["username"], _("Esa persona ya tiene asiento."))  # a moment ago
    record(actor, "seat", body, state=state)
    return made


@act
def unseat(actor: Actor, seat: BodySeat) -> BodySeat:
    """The seat ends; from today on the papers of the body are not there for this person."""
    require(actor, "unseat", seat)
    if seat.until is not None:
        raise WrongStage(_("Ese asiento ya terminó."))
    seat.until = max(timezone.localdate(), seat.since + timedelta(days=1))
    seat.save(update_fields=["until"])
    record(actor, "unseat", seat.body, state=seat.state_id)
    return seat


@act
def name(
    actor: Actor, meeting: Meeting, shape: DelegationShape, note: UploadedFile | None = None
) -> Delegation:
    """Say whom a State, an observer or an institution sends; only a seat with a vote votes."""
    delegation = Delegation(
        meeting=meeting,
        state_id=shape.state,
        observer_id=shape.observer,
        institution_id=shape.institution,
        named_at=timezone.now(),
    )
    require(actor, "name", delegation)
    people = _checked(actor, delegation, shape)
    seats = queries.seats_on(actor, meeting.body, clocks.day(meeting.starts, meeting.zone))
    held = seats.get(shape.state or "", "voice")
    delegation.capacity = "vote" if held == "vote" and shape.capacity != "voice" else "voice"
    if note is not None:
        file = cast(BinaryIO, note)
        delegation.note = documents.keep(actor, file, note.name or "", "TLP:AMBER")
    Delegation.objects.bulk_create([delegation], ignore_conflicts=True)
    if not queries.delegations(actor, meeting).filter(pk=delegation.pk).exists():
        raise WrongStage(_("Ya nombró su delegación."))
    hanging.hang_all(actor, [str(delegation.note_id)] if note else [], delegation, ["note"])
    Delegate.objects.bulk_create(
        Delegate(delegation=delegation, meeting=meeting, name=one.name.strip(),
                 person=people.get(one.username))
        for one in shape.delegates
    )  # fmt: skip
    record(actor, "name", delegation, meeting=str(meeting.pk))
    return delegation


@act
def answer(actor: Actor, delegation: Delegation, is_accredited: bool) -> Delegation:
    """The answer to credentials, with its day."""
    verb = "accredit" if is_accredited else "refuse"
    require(actor, verb, delegation)
    DELEGATION.step(delegation, verb, answered_at=timezone.now())
    record(actor, verb, delegation)
    return delegation


@act
def attend(
    actor: Actor, meeting: Meeting, day: date, presences: Mapping[str, str]
) -> list[Attendance]:
    """Who was there on a day; a State whose seat does not take part that day has no vote."""
    delegations = {str(one.pk): one for one in queries.delegations(actor, meeting)
                   if one.stage == "accredited"}  # fmt: skip
    require(actor, "attend", Delegation(meeting=meeting))
    faults: Faults = [
        (["presences", pk], _("Delegación desconocida, o sin acreditar."))
        for pk in presences if pk not in delegations
    ]  # fmt: skip
    faults += [(["presences", pk], _("Se espera una de: ") + ", ".join(PRESENCES))
               for pk, said in presences.items() if said not in PRESENCES]  # fmt: skip
    first, last = (clocks.day(one, meeting.zone) for one in (meeting.starts, meeting.ends))
    if not first <= day <= last:
        faults.append((["day"], _("Ese día no hay reunión.")))
    if faults:
        raise Unreadable.many(faults)
    if queries.has_voted_on(actor, meeting, day):
        raise WrongStage(_("Ese día ya se votó: la lista queda como está."))
    seats = queries.seats_on(actor, meeting.body, day)
    rows = [_attendance(delegations[pk], day, said, seats) for pk, said in presences.items()]
    Attendance.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["delegation", "day"],
        update_fields=["presence", "capacity"],
    )  # fmt: skip
    record(actor, "attend", meeting, day=day.isoformat(), present=len(rows))
    return rows


def _attendance(
    delegation: Delegation, day: date, said: str, seats: Mapping[str, str]
) -> Attendance:
    held = seats.get(delegation.state_id or "", "voice")
    may_vote = delegation.capacity == held == "vote"
    return Attendance(
        delegation=delegation,
        meeting=delegation.meeting,
        day=day,
        presence=said,
        capacity="vote" if may_vote else "voice",
    )


def _checked(actor: Actor, delegation: Delegation, shape: DelegationShape) -> dict[str, Person]:
    """The persons with an account, or every place that cannot be read."""
    meeting = delegation.meeting
    faults: Faults = []
    party = {"state": shape.state, "observer": shape.observer, "institution": shape.institution}
    [(kind, code)] = [(kind, code) for kind, code in party.items() if code]
    if not queries.is_party(actor, kind, code):
        faults.append(([kind], _("No se conoce.")))
    others = queries.delegations(actor, meeting)
    if others.filter(**{f"{kind}_id": code}).exists():
        faults.append(([kind], _("Ya nombró su delegación.")))
    names = {one.username for one in shape.delegates if one.username}
    people = queries.people_named(actor, names)
    sent = set(queries.delegates(actor, meeting).values_list("person_id", flat=True))
    for place, one in enumerate(shape.delegates):
        loc: list[str | int] = ["delegates", place, "username"]
        if one.username and one.username not in people:
            faults.append((loc, _("Usuario desconocido.")))
        elif one.username and people[one.username].pk in sent:
            faults.append((loc, _("Ya está en otra delegación de esta reunión.")))
    if faults:
        raise Unreadable.many(faults)
    return people
