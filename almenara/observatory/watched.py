"""What is stored of a flow, published or not yet, and the signals that were found in it."""

from uuid import UUID

from django.db.models import Count, QuerySet

from almenara.core.parties.actor import Actor
from almenara.observatory import judging, queries
from almenara.observatory.access import is_observatory
from almenara.observatory.cells import Key, Table, of_rows
from almenara.observatory.models import Observation, Series, Watch, WatchSignal
from almenara.observatory.structures import Flow


def stored(viewer: Actor, flow: Flow) -> Table:
    """The newest vintage of each cell that was checked, as delivered."""
    series = dict(
        Series.objects.visible_to(viewer).filter(dataflow=flow.id).values_list("id", "key")
    )
    cells = Observation.objects.visible_to(viewer).filter(series__dataflow=flow.id)
    cells = cells.exclude(submission__stage__in=queries.UNREAD)
    newest = ("series_id", "period", "-submission__vintage", "-submission__made_at")
    rows = cells.order_by(*newest).distinct("series_id", "period").values_list(*queries.CELL)
    return of_rows(flow.dimensions, series, list(rows))


def watchable(viewer: Actor) -> list[str]:
    """The flows of which figures are stored."""
    found = queries.submissions(viewer).exclude(stage__in=queries.UNREAD).order_by("dataflow_id")
    return list(found.values_list("dataflow_id", flat=True).distinct())


def states(viewer: Actor, flow: Flow) -> dict[Key, str]:
    """Whose each series is; those of no State are not there."""
    rows = Series.objects.visible_to(viewer).filter(dataflow=flow.id).exclude(state=None)
    return {tuple(key): state for key, state in rows.values_list("key", "state_id")}


def watches(viewer: Actor) -> QuerySet[Watch]:
    """The newest first."""
    found = Watch.objects.visible_to(viewer).select_related("dataflow", "made_by")
    return found.order_by("-made_at", "pk")


def newest(viewer: Actor) -> QuerySet[Watch]:
    """The newest look at each flow."""
    found = Watch.objects.visible_to(viewer).order_by("dataflow_id", "-made_at")
    return found.distinct("dataflow_id")


def numbers(viewer: Actor, looks: list[Watch]) -> dict[UUID, int]:
    """How many signals of each look the viewer reads."""
    found = WatchSignal.objects.visible_to(viewer).filter(watch__in=looks).order_by()
    return dict(found.values_list("watch").annotate(n=Count("pk")))


def counts(viewer: Actor, watch: Watch) -> dict[str, dict[str, int]]:
    """How many series were judged, and how many not and why; of a State its own alone."""
    if is_observatory(viewer):
        return {"judged": watch.judged, "silent": watch.silent}
    own = {state: n for state, n in watch.judged.items() if state == viewer.state}
    return {"judged": own, "silent": {}}


def signals(
    viewer: Actor, flow: str = "", state: str = "", watch: str = ""
) -> QuerySet[WatchSignal]:
    """Of the newest look at each flow, or of one; the least likely of each State first."""
    found = WatchSignal.objects.visible_to(viewer).select_related("watch__dataflow", "state")
    if watch:
        found = found.filter(watch=watch)
    else:
        found = found.filter(watch__in=[one.pk for one in newest(viewer)])
    if flow:
        found = found.filter(watch__dataflow=flow)
    if state:
        found = found.filter(state=state)
    return found


def replayed(signal: WatchSignal) -> tuple[judging.Outcome | None, bool]:
    """The signal computed again from what was kept, and whether it says the same."""
    again = judging.replayed(signal.inputs, signal.watch.levels)
    former = judging.Outcome(
        signal.period, signal.observed, signal.expected, signal.bound, signal.probability,
        signal.is_confirmed,
    )  # fmt: skip
    return again, again is not None and again.is_same(former)
