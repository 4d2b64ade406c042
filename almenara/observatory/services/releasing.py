"""What is agreed goes out: together, not before its embargo, protected, and never changed after."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.access.context import as_system
from almenara.core.access.rules import require
from almenara.core.journal.acts import act, record
from almenara.core.parties.actor import SYSTEM, Actor
from almenara.core.parties.refusals import WrongStage
from almenara.formats.refusal import Unreadable
from almenara.observatory import cells, drafts, keeping, protecting, queries
from almenara.observatory.differences import unsaid
from almenara.observatory.models import Dataflow, Part, Release, Submission
from almenara.observatory.stages import RELEASE, SUBMISSION
from almenara.observatory.structures import Flow

WHY = "what goes out was agreed; the protection of figures looks at all of them"


@act
def schedule(
    actor: Actor, submissions: Sequence[Submission], embargo_until: datetime, note: str = ""
) -> Release:
    """Put agreed deliveries of one flow together; nobody reads them before the embargo is over."""
    flow = _one_flow(submissions)
    release = Release(
        dataflow=flow,
        embargo_until=embargo_until,
        note=note,
        made_by_id=actor.person or None,
        made_at=timezone.now(),
    )
    verb = "take-over" if flow.source == "external" else "schedule"
    for submission in submissions:
        require(actor, verb, submission)
    release.save(force_insert=True)
    for submission in submissions:
        SUBMISSION.step(submission, verb, release_id=release.pk)
    record(actor, verb, release, submissions=len(submissions))
    return release


@act
def publish(actor: Actor, release: Release) -> Release:
    """Let a release out: protected together with all that is out already."""
    require(actor, "publish", release)
    if timezone.now() < release.embargo_until:
        raise WrongStage(_("El embargo no ha terminado."))
    with as_system(WHY):
        if _held(release) != "scheduled":
            raise WrongStage(_("Ya no es posible: alguien lo hizo antes o la etapa cambió."))
        among = protecting.held(release.dataflow_id)
        flow = among[0]
        parts = list(queries.submissions(SYSTEM).filter(release=release, stage="scheduled"))
        table = cells.joined([queries.delivered(SYSTEM, one) for one in parts])
        states = [one.state_id for one in parts]
        table = protecting.protect(among, table, states)
        table = _with_silence(flow, table, states)
        keeping.put_out(flow, release, table)
        RELEASE.step(release, "publish", published_at=timezone.now())
        for submission in parts:
            _publish(release, submission)
    for told in queries.PUBLISHED:
        told(flow.id)
    record(actor, "publish", release, cells=len(table))
    return release


@act
def withdraw(actor: Actor, release: Release, reason: str) -> Release:
    """Take a release back: nobody reads it any more; what was out before it is out again."""
    require(actor, "withdraw", release)
    why = drafts.reason(reason)
    with as_system(WHY):
        was_out = _held(release) == "published"
        RELEASE.step(release, "withdraw", withdrawn_at=timezone.now(), reason=why)
        rows = queries.submissions(SYSTEM).filter(release=release)
        if was_out:
            _take_in(release, rows, why)
        else:
            _recall(rows)
    for told in queries.PUBLISHED:
        told(release.dataflow_id)
    record(actor, "withdraw", release)
    return release


def _recall(rows: QuerySet[Submission]) -> None:
    """What was only scheduled waits again, as agreed or silent as it was."""
    SUBMISSION.step_all(rows.filter(source="external"), "recall-taken", release=None)
    SUBMISSION.step_all(rows.exclude(silent_at=None), "recall-silent", release=None)
    SUBMISSION.step_all(rows.exclude(agreed_at=None), "recall-agreed", release=None)


def _take_in(release: Release, rows: QuerySet[Submission], why: str) -> None:
    """What was out goes with its release; the vintage before it is the newest again."""
    keeping.take_in(release)
    states = list(rows.filter(stage="published").values_list("state", flat=True))
    SUBMISSION.step_all(rows.filter(stage="superseded"), "restore")
    SUBMISSION.step_all(rows, "withdraw", reason=why)
    for state in states:
        former = queries.submissions(SYSTEM).filter(
            dataflow=release.dataflow_id, state=state, stage="superseded"
        )
        if newest := former.order_by("-release__published_at").first():
            SUBMISSION.step(newest, "restore")


def _with_silence(flow: Flow, table: cells.Table, states: Sequence[str | None]) -> cells.Table:
    """Beside what is said what was out and is said no more: it goes out as not reported."""
    mine = None if flow.policy.is_external else queries.keys_of(SYSTEM, flow, states)
    lost = unsaid(queries.figures(SYSTEM, flow), table, mine)
    return cells.joined([table, cells.table(flow.dimensions, lost)]) if lost else table


def _held(release: Release) -> str:
    """Its stage now: of two who act on it at once one waits."""
    return (
        Release.objects.visible_to(SYSTEM).select_for_update(of=("self",)).get(pk=release.pk).stage
    )


def _publish(release: Release, submission: Submission) -> None:
    """This vintage is the newest now; the one that was is superseded."""
    former = queries.submissions(SYSTEM).filter(
        dataflow=release.dataflow_id, state=submission.state_id, stage="published"
    )
    if former.filter(vintage__gt=submission.vintage).exists():
        raise WrongStage(_("Ya salió un corte posterior."))
    SUBMISSION.step_all(former, "supersede")
    SUBMISSION.step(submission, "publish")
    consent = "silent" if submission.silent_at else "agreed"
    Part.objects.create(
        release=release,
        submission=submission,
        state_id=submission.state_id,
        vintage=submission.vintage,
        consent="external" if submission.source == "external" else consent,
        quality=submission.quality,
    )


def _one_flow(submissions: Sequence[Submission]) -> Dataflow:
    if not submissions:
        raise Unreadable(["submissions"], _("Elija al menos una entrega."))
    if len({one.dataflow_id for one in submissions}) > 1:
        raise Unreadable(["submissions"], _("Una publicación es de un solo flujo."))
    states = [one.state_id for one in submissions]
    if len(set(states)) < len(states):
        raise Unreadable(["submissions"], _("Dos entregas del mismo Estado no salen juntas."))
    return submissions[0].dataflow
