"""What a meeting decides, with the quorum of that day; and when a decision ends."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.bodies import clocks, queries
from almenara.bodies.counting import is_adopted, required
from almenara.bodies.drafts import DecisionShape
from almenara.bodies.models import Attendance, Ballot, Decision, Meeting
from almenara.bodies.numbering import following
from almenara.bodies.stages import DECISION
from almenara.core.access.rules import require
from almenara.core.journal.acts import act, record
from almenara.core.parties.actor import Actor
from almenara.core.parties.refusals import WrongStage
from almenara.formats.refusal import Unreadable

Faults = list[tuple[list[str | int], str]]
ENDED: list[Callable[[Actor, Decision], None]] = []  # filled by higher floors: part of the act


@dataclass(frozen=True)
class Room:
    """Who could vote on a day: by State its attendance, and how many had to be there."""

    there: dict[str, Attendance]
    required: int


@act
def decide(actor: Actor, meeting: Meeting, shape: DecisionShape) -> Decision:
    """Record what the meeting decided; without quorum, or votes of those who have none, refused."""
    decision = _drafted(actor, meeting, shape)
    require(actor, "decide", decision)
    if meeting.stage != "open":
        raise WrongStage(_("Solo se decide con la reunión abierta."))
    room = _room(actor, meeting, decision.adopted_on)
    _refuse_unreadable(room, shape)
    if len(room.there) < room.required:
        said = {"present": len(room.there), "required": room.required}
        raise WrongStage(_("No hay cuórum: están %(present)d y hacen falta %(required)d.") % said)
    if shape.mode == "vote" and not is_adopted(meeting.body.voting, shape.votes.values()):
        raise WrongStage(_("La votación no alcanza: la decisión no se adopta."))
    decision.present, decision.required = len(room.there), room.required
    decision.number = following(actor, meeting.body, f"decision-{meeting.ordinal}", 0)
    decision.save(force_insert=True)
    Ballot.objects.bulk_create(
        Ballot(decision=decision, state_id=code, attendance=room.there[code], choice=choice)
        for code, choice in shape.votes.items()
    )
    if decision.replaces:
        _end(actor, decision.replaces, "replace", "")
    record(actor, "decide", decision, meeting=str(meeting.pk), kind=decision.kind)
    return decision


@act
def annul(actor: Actor, decision: Decision, why: str) -> Decision:
    """The decision is in force no more, and nothing takes its place."""
    require(actor, "annul", decision)
    if not why.strip():
        raise Unreadable(["why"], _("Diga por qué se anula."))
    _end(actor, decision, "annul", why.strip()[:200])
    return decision


def _end(actor: Actor, decision: Decision, verb: str, why: str) -> None:
    """What follows from it is told by whoever keeps that."""
    require(actor, verb, decision)
    DECISION.step(decision, verb, why_ended=why)
    record(actor, verb, decision)
    for tell in ENDED:
        tell(actor, decision)


def _drafted(actor: Actor, meeting: Meeting, shape: DecisionShape) -> Decision:
    """As it was said; what it names must be there for who says it."""
    decision = Decision(
        meeting=meeting,
        titles=shape.titles.said,
        language=queries.language_of(actor, shape.titles.said),
        texts=shape.texts.said,
        distribution=shape.distribution,
        kind=shape.kind,
        targets=[target.model_dump() for target in shape.targets],
        mode=shape.mode,
        reservations=[one.model_dump() for one in shape.reservations],
        adopted_on=shape.adopted_on or clocks.day(timezone.now(), meeting.zone),
        author_id=actor.person or None,
        made_at=timezone.now(),
    )
    if shape.item:
        decision.item = queries.item(actor, meeting, shape.item, "item")
    if shape.paper:
        decision.paper = queries.named_paper(actor, meeting, shape.paper)
    if shape.replaces:
        decision.replaces = queries.named_decision(actor, meeting.body, shape.replaces)
    return decision


def _room(actor: Actor, meeting: Meeting, day: date) -> Room:
    seats = queries.seats_on(actor, meeting.body, day)
    there = queries.present_on(actor, meeting, day)
    voting = sum(capacity == "vote" for capacity in seats.values())
    return Room(
        {one.delegation.state_id or "": one for one in there if one.capacity == "vote"},
        required(meeting.body.quorum, voting),
    )


def _refuse_unreadable(room: Room, shape: DecisionShape) -> None:
    """A voice without a vote, a State that was not there, votes where nobody voted."""
    faults: Faults = [
        (["votes", code], _("No puede votar: no está presente con voto ese día."))
        for code in shape.votes
        if code not in room.there
    ]
    if bool(shape.votes) != (shape.mode == "vote"):
        faults.append((["votes"], _("Hay votos si se vota, y solo entonces.")))
    faults += [
        (["reservations", place, "state"], _("Ese Estado no estaba presente con voto."))
        for place, one in enumerate(shape.reservations)
        if one.state not in room.there
    ]
    if faults:
        raise Unreadable.many(faults)
