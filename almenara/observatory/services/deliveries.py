"""A State delivers: the file is kept as it came, read, checked by cell, and answered for."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.access.context import as_system
from almenara.core.access.rules import require
from almenara.core.documents import files, kinds
from almenara.core.documents.models import place
from almenara.core.journal.acts import act, record
from almenara.core.parties.actor import SYSTEM, Actor
from almenara.core.parties.models import State
from almenara.core.parties.refusals import Denied, WrongStage
from almenara.formats.refusal import Unreadable
from almenara.formats.sdmx.periods import days
from almenara.observatory import drafts, keeping, quality, queries, receiving, schedules, telling
from almenara.observatory.findings import Finding as Found
from almenara.observatory.intake import periods
from almenara.observatory.models import Finding, Reuse, Submission
from almenara.observatory.stages import OVER, SUBMISSION
from almenara.observatory.structures import Flow

RECEIVED: list[Callable[[str], None]] = []  # told of each file that waits to be read
MOST = 5_000  # findings of one file that are kept; how many more there are is said


@dataclass(frozen=True)
class Sent:
    """What somebody delivers: the figures of a State of a flow, as they were known on a day."""

    flow: str
    state: str
    vintage: date
    name: str
    raw: bytes = field(repr=False)
    operator: str = ""


@act
def receive(actor: Actor, sent: Sent) -> Submission:
    """Keep the file, to be read and checked in a moment."""
    submission = _taken(actor, sent)
    for told in RECEIVED if submission.stage == "submitted" else ():
        told(str(submission.pk))
    return submission


@act
def deliver(actor: Actor, sent: Sent) -> Submission:
    """Keep the file, read and check it at once."""
    submission = _taken(actor, sent)
    return check(actor, submission) if submission.stage == "submitted" else submission


def _taken(actor: Actor, sent: Sent) -> Submission:
    """The same file again is the delivery that is there already."""
    flow = _flow(actor, sent)
    submission = Submission(
        dataflow_id=flow.id,
        state_id=sent.state,
        source=flow.policy.source,
        vintage=sent.vintage,
        name=kinds.clean_name(sent.name)[:200],
        sha256=hashlib.sha256(sent.raw).hexdigest(),
        made_by_id=actor.person or None,
        operator=sent.operator[:60],
        made_at=timezone.now(),
    )
    require(actor, "submit", submission)
    if flow.policy.is_external:
        why = _("Las cifras de este flujo se toman de su fuente; ningún Estado las entrega.")
        raise Denied(why, "submit", submission)
    if not schedules.has_come(sent.vintage, submission.made_at):
        raise Unreadable(["vintage"], _("Ese día no ha llegado: ponga el de las cifras."))
    standing = queries.submissions(actor).filter(
        dataflow=flow.id, state=sent.state, vintage=sent.vintage
    )
    if same := standing.filter(sha256=submission.sha256).exclude(stage__in=OVER).first():
        record(actor, "submit", same, again=True)
        return same
    submission.corrects = standing.exclude(stage="withdrawn").first()
    _kept(sent.raw)
    submission.save(force_insert=True)
    SUBMISSION.step(submission, "submit")
    record(actor, "submit", submission, sha256=submission.sha256, operator=submission.operator)
    return submission


@act
def check(actor: Actor, submission: Submission) -> Submission:
    """Read the file, compare it with the vintage before and run the rules of its flow."""
    require(actor, "check", submission)
    rows = queries.submissions(actor).filter(pk=submission.pk, stage="submitted")
    if not rows.select_for_update(of=("self",)).first():  # two workers: one checks
        raise WrongStage(_("Ya no es posible: alguien lo hizo antes o la etapa cambió."))
    flow = queries.flow(SYSTEM, submission.dataflow_id)
    got = receiving.received(flow, submission, place(submission.sha256).read_bytes())
    return _checked(actor, flow, submission, got)


@act
def report_nothing(actor: Actor, sent: Sent, period: str) -> Submission:
    """A nil report, in one click: the State had nothing to tell of a period; it is no zero."""
    _told_of(_flow(actor, sent), period)
    name, raw = f"nil-{period}.csv", f"nil {period}\n".encode()
    submission = _taken(actor, Sent(sent.flow, sent.state, sent.vintage, name, raw))
    if submission.stage == "submitted":
        with as_system("a nil report has nothing to check"):
            flow = queries.flow(SYSTEM, submission.dataflow_id)
            _checked(SYSTEM, flow, submission, receiving.nothing(flow, period))
    record(actor, "submit", submission, nil=period)
    return submission


@act
def reuse(actor: Actor, flow: str, source: str, figures: int) -> Reuse:
    """The State agrees, this once, that what it told `source` is written into a delivery (R19)."""
    consent = Reuse(
        dataflow_id=flow,
        state_id=actor.state or None,
        institution_id=actor.institution or None,
        made_by_id=actor.person or None,
        made_at=timezone.now(),
        source=source[:60],
        figures=figures,
    )
    require(actor, "reuse", consent)
    consent.save(force_insert=True)
    record(actor, "reuse", consent, flow=flow, source=consent.source, figures=figures)
    return consent


@act
def explain(
    actor: Actor, submission: Submission, findings: Sequence[Finding], words: str
) -> Submission:
    """The State says why it is so; when nothing is open the observatory is told."""
    said = drafts.reason(words, "answer", _("Escriba la explicación."))
    if submission.stage != "checked":
        raise WrongStage(_("Ya no se explica: la entrega siguió su camino."))
    for finding in findings:
        require(actor, "answer", finding)
    rows = queries.findings(actor, submission).filter(pk__in=[one.pk for one in findings])
    rows.update(answer=said, answered_by=actor.person or None, answered_at=timezone.now())
    record(actor, "answer", submission, findings=len(findings))
    if not queries.findings(actor, submission).filter(answered_at=None).exists():
        telling.ready(actor, submission)
    return submission


def _checked(
    actor: Actor, flow: Flow, submission: Submission, got: receiving.Received
) -> Submission:
    """What was found is written beside the figures."""
    kept = got.findings[:MOST]
    Finding.objects.bulk_create([_row(submission, one) for one in kept], batch_size=1000)
    keeping.keep(flow, submission, got.table)
    result = got.result | {"unsaid": len(got.findings) - len(kept)}
    scores = quality.document(quality.quality(got.facts))
    SUBMISSION.step(submission, "check", result=result, quality=scores)
    telling.checked(actor, submission)
    record(actor, "check", submission, cells=result["cells"], findings=len(got.findings))
    return submission


def _row(submission: Submission, found: Found) -> Finding:
    values: dict[str, Any] = {name: str(value) for name, value in found.said.values.items()}
    return Finding(
        submission=submission, rule=found.rule, level=found.level, area=found.area[:20],
        period=found.period[:10], key=list(found.key), line=found.line, column=found.column,
        word=found.said.template, params=values,
    )  # fmt: skip


def _flow(actor: Actor, sent: Sent) -> Flow:
    """The flow that is meant; Unreadable for one that is not, or for a State that is none."""
    if not State.objects.unguarded("States are public").filter(pk=sent.state).exists():
        raise Unreadable(["state"], _("No es un Estado: use su código de tres letras."))
    try:
        return queries.flow(actor, sent.flow)
    except ObjectDoesNotExist:
        raise Unreadable(["dataflow"], _("No hay un flujo con ese código.")) from None


def _told_of(flow: Flow, period: str) -> None:
    """Of a period as the flow has them, which has begun; Unreadable for any other."""
    _period, said, is_fine = periods.read(period, flow.policy.calendar.get("frequency", ""))
    if said and not is_fine:
        raise Unreadable(["period"], said)
    if not schedules.has_come(days(period).first, timezone.now()):
        raise Unreadable(["period"], _("Ese período no ha empezado."))


def _kept(raw: bytes) -> None:
    """The bytes, under their hash, whatever they are: nobody opens them but our reader."""
    taken = files.take(BytesIO(raw))
    try:
        files.settle(taken)
    finally:
        files.drop(taken)
