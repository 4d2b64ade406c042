"""Look over the stored series of a flow: what its history did not lead to expect is a signal."""

from django.utils import timezone

from almenara.core.access.context import as_system
from almenara.core.access.rules import require
from almenara.core.journal.acts import act, record
from almenara.core.parties.actor import SYSTEM, Actor
from almenara.observatory import judging, queries, watched, watchlist
from almenara.observatory.models import Watch, WatchSignal

WHY = "a signal of a State is held against its own series and what is out of all"


@act
def watch(actor: Actor, code: str) -> Watch:
    """Judge every series of a flow; false signals are held by State, and all can be replayed."""
    flow = queries.flow(actor, code)
    made = Watch(
        dataflow_id=flow.id, levels=judging.NEWEST, model=judging.MODEL,
        made_by_id=actor.person or None, made_at=timezone.now(),
    )  # fmt: skip
    require(actor, "watch", made)
    with as_system(WHY):
        table, states = watched.stored(SYSTEM, flow), watched.states(SYSTEM, flow)
        out = queries.figures(SYSTEM, flow)
    every, made.silent = watchlist.candidates(flow, table, states, out)
    made.judged = watchlist.judged(every)
    found = [_row(made, one) for one in watchlist.signals(every, judging.LEVELS[made.levels])]
    made.save(force_insert=True)
    WatchSignal.objects.bulk_create(found, batch_size=500)
    record(actor, "watch", made, flow=flow.id, signals=len(found))
    return made


def _row(made: Watch, found: watchlist.Found) -> WatchSignal:
    said = found.outcome
    return WatchSignal(
        watch=made, state_id=found.candidate.state or None, key=list(found.candidate.key),
        period=said.period, method=found.candidate.inputs["method"], observed=said.observed,
        expected=said.expected, bound=said.bound, probability=said.probability,
        discovery=found.discovery, is_confirmed=said.is_confirmed, rank=found.rank,
        inputs=dict(found.candidate.inputs),
    )  # fmt: skip
