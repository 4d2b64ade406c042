"""What can be done with a case. Each function is one act."""

from datetime import datetime
from typing import Any, BinaryIO

from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.assistance import composing, queries, scoping, telling
from almenara.assistance.drafts import (
    CaseShape,
    ErrandShape,
    EvaluationShape,
    MeetingShape,
    MinutesShape,
    OutcomeShape,
)
from almenara.assistance.models import Case, Errand, Outcome, Remark, Scoping
from almenara.assistance.stages import CASE, ERRAND, OPEN, SCOPING, UNANSWERED
from almenara.core.access.rules import require
from almenara.core.documents import hanging
from almenara.core.documents import services as documents
from almenara.core.journal.acts import act, record
from almenara.core.parties.actor import Actor
from almenara.core.parties.refusals import WrongStage
from almenara.formats.refusal import Unreadable


@act
def ask(actor: Actor, shape: CaseShape) -> Case:
    """A State asks for assistance; the unit is told, and the clock runs until it has an owner."""
    case = composing.bare(actor)
    require(actor, "ask", case)
    composing.compose(actor, case, shape)
    case.save(force_insert=True)
    composing.index(case)
    telling.asked(actor, case)
    record(actor, "ask", case, topic=case.topic_id)
    return case


@act
def assign(actor: Actor, case: Case, username: str, seen: str = "") -> Case:
    """Give a case an officer; `seen` is the one whom the page showed, so that nobody is overrun."""
    require(actor, "assign", case)
    owner, former = composing.officer(username), queries.account(actor, seen)
    found = Case.objects.visible_to(actor).filter(pk=case.pk, owner=former, stage__in=OPEN)
    is_moved = found.update(owner=owner)
    case.refresh_from_db()
    if not is_moved:
        name = queries.names_of(actor, [case.owner_id]).get(case.owner_id)
        raise WrongStage(_("Ya lo lleva %s.") % name if name else _("El caso ya está cerrado."))
    telling.moved(actor, case)
    record(actor, "assign", case, owner=owner.pseudonym)
    return case


@act
def convene(actor: Actor, case: Case, shape: MeetingShape) -> Scoping:
    """Call the meeting before the assistance, or record one that was held with its terms."""
    require(actor, "convene", case)
    if case.stage not in UNANSWERED:
        raise WrongStage(_("La reunión preliminar va antes de la aceptación."))
    made = scoping.composed(actor, case, shape)
    scoping.plan(actor, made)
    made.save(force_insert=True)
    if shape.terms:
        SCOPING.step(made, "write", version=1, unit_by=actor.person)
        scoping.hold(made)
        _scope(actor, case)
    telling.met(actor, made)
    record(actor, "convene", case, meeting=str(made.pk), held=made.is_record)
    return made


@act
def write(actor: Actor, meeting: Scoping, shape: MinutesShape) -> Scoping:
    """Write notes and terms; whoever had confirmed an earlier version is asked again."""
    require(actor, "write", meeting)
    locked = _locked(actor, meeting, shape.version)
    _unanswered(actor, locked.case)
    SCOPING.step(
        locked, "write", notes=shape.notes, terms=shape.terms, version=shape.version + 1,
        is_record=False, unit_by=None, state_by=None,
        written_by=actor.person, written_at=timezone.now(),
    )  # fmt: skip
    telling.met(actor, locked)
    record(actor, "write", locked, version=locked.version)
    return locked


@act
def confirm(actor: Actor, meeting: Scoping, version: int) -> Scoping:
    """One side confirms notes and terms as they stand; once both did, the terms hold."""
    require(actor, "confirm", meeting)
    locked = _locked(actor, meeting, version)
    _unanswered(actor, locked.case)
    side = "state_by" if actor.state else "unit_by"
    scoping.confirm(actor, locked, side)
    if locked.stage == "agreed":
        scoping.hold(locked)
        _scope(actor, locked.case)
    telling.met(actor, locked)
    record(actor, "confirm", locked, version=version)
    return locked


@act
def dispute(actor: Actor, meeting: Scoping, version: int, reason: str) -> Scoping:
    """The State says that this is not what was agreed: the terms hold no more."""
    require(actor, "dispute", meeting)
    if not reason.strip():
        raise Unreadable(["reason"], _("Diga qué no corresponde."))
    locked = _locked(actor, meeting, version)
    _unanswered(actor, locked.case)
    SCOPING.step(locked, "dispute", reason=reason.strip()[:2000], unit_by=None, state_by=None)
    telling.met(actor, locked)
    record(actor, "dispute", locked)
    return locked


@act
def accept(actor: Actor, case: Case) -> Case:
    """The unit takes it on, on the terms that were agreed in a meeting before."""
    require(actor, "accept", case)
    list(Case.objects.visible_to(actor).filter(pk=case.pk).select_for_update(of=("self",)))
    agreed = queries.agreed(actor, case)
    if case.stage in UNANSWERED and agreed is None:
        raise WrongStage(_("Falta una reunión preliminar con términos acordados."))
    _move(actor, case, "accept", agreed=agreed)
    return case


@act
def decline(actor: Actor, case: Case, reason: str) -> Case:
    """The unit says no, and why."""
    require(actor, "decline", case)
    if not reason.strip():
        raise Unreadable(["reason"], _("Diga por qué."))
    _move(actor, case, "decline", reason=reason.strip()[:2000])
    return case


@act
def task(actor: Actor, case: Case, shape: ErrandShape) -> Errand:
    """A dated task with its owner; its area says with whom to coordinate."""
    require(actor, "task", case)
    _live(case)
    errand = composing.errand(case, shape)
    errand.save(force_insert=True)
    telling.said(actor, case, errand.pk)
    record(actor, "task", case, errand=str(errand.pk))
    return errand


@act
def finish(actor: Actor, errand: Errand) -> Errand:
    """The task is done."""
    require(actor, "finish", errand)
    ERRAND.step(errand, "finish")
    record(actor, "finish", errand)
    return errand


@act
def provide(actor: Actor, case: Case, shape: OutcomeShape) -> Outcome:
    """Something was given: a text, and the activity of a plan in which it was."""
    require(actor, "provide", case)
    if case.stage not in ("accepted", "delivered"):
        raise WrongStage(_("Se entrega lo que se aceptó."))
    outcome = composing.outcome(actor, case, shape)
    outcome.save(force_insert=True)
    telling.said(actor, case, outcome.pk)
    record(actor, "provide", case, outcome=str(outcome.pk))
    return outcome


@act
def deliver(actor: Actor, case: Case) -> Case:
    """All that was agreed has been given."""
    require(actor, "deliver", case)
    if case.stage == "accepted" and not queries.outcomes(actor, case).exists():
        raise WrongStage(_("Anote antes qué se entregó."))
    _move(actor, case, "deliver")
    return case


@act
def evaluate(actor: Actor, case: Case, shape: EvaluationShape) -> Case:
    """The State says whether it got what it needed."""
    require(actor, "evaluate", case)
    _move(actor, case, "evaluate", met=shape.met, evaluation=shape.words)
    return case


@act
def answer(actor: Actor, case: Case, text: str) -> Remark:
    """A word to the other side."""
    require(actor, "answer", case)
    remark = Remark(
        case=case, text=text, author_id=actor.person or None,
        institution_id=actor.institution or None, at=timezone.now(),
    )  # fmt: skip
    remark.save(force_insert=True)
    telling.said(actor, case, remark.pk)
    record(actor, "answer", case, remark=str(remark.pk))
    return remark


@act
def hang(actor: Actor, case: Case, file: BinaryIO, name: str) -> Case:
    """A document for those of the case, and for the institution that sends it."""
    require(actor, "hang", case)
    document = documents.keep(actor, file, name, telling.MARKING)
    hanging.hang_all(actor, [str(document.pk)], case, ["file"])
    telling.said(actor, case, document.pk)
    record(actor, "hang", case, document=str(document.pk))
    return case


@act
def escalate(actor: Actor, case: Case, at: datetime) -> list[Any]:
    """Its time is over and nobody took it: the head of the unit is told, once; who was."""
    require(actor, "escalate", case)
    late = queries.late(actor, at).filter(pk=case.pk)
    if not late.update(told_at=at):
        raise WrongStage(_("Ya tiene quien lo lleve, o ya se avisó."))
    people = telling.unowned(actor, case)
    record(actor, "escalate", case, told=len(people))
    return people


def _scope(actor: Actor, case: Case) -> None:
    """The first terms that hold make it scoped; later ones find it so."""
    if case.stage == "received":
        now = timezone.now()
        CASE.step(case, "scope", moved_by=actor.person, moved_at=now)


def _move(actor: Actor, case: Case, verb: str, **changes: Any) -> None:
    """A step of the case, recorded and told; of two at once the second learns who was first."""
    now = timezone.now()
    try:
        CASE.step(case, verb, moved_by=actor.person, moved_at=now, **changes)
    except WrongStage:
        case.refresh_from_db()
        raise composing.moved(actor, case) from None
    telling.moved(actor, case)
    record(actor, verb, case)


def _unanswered(actor: Actor, case: Case) -> None:
    if case.stage not in UNANSWERED:
        raise composing.moved(actor, case)


def _live(case: Case) -> None:
    if case.stage not in OPEN:
        raise WrongStage(_("El caso ya está cerrado."))


def _locked(actor: Actor, meeting: Scoping, version: int) -> Scoping:
    """The meeting, ours until the end of the act, if nobody wrote since it was read."""
    rows = Scoping.objects.visible_to(actor).select_related("case__topic").filter(pk=meeting.pk)
    locked = rows.select_for_update(of=("self", "case")).get()
    if locked.version != version:
        raise scoping.changed(actor, locked)
    return locked
