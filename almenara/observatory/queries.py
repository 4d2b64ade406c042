"""What can be asked of figures: what they mean, what is out now or was out once, what came in."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import F, Prefetch, Q, QuerySet
from django.utils import timezone

from almenara.core.access.context import as_system
from almenara.core.parties.actor import Actor
from almenara.core.parties.alphabet import ByName
from almenara.core.parties.models import Institution, Person
from almenara.formats.sdmx import model
from almenara.formats.sdmx.periods import days, within
from almenara.observatory import registry, structures
from almenara.observatory.cells import Cell, Key, Table, of_rows, text
from almenara.observatory.comparison import Standing, cuts, why_not
from almenara.observatory.differences import Differences, differences
from almenara.observatory.models import (
    CodeMap,
    Comment,
    Dataflow,
    Finding,
    Observation,
    Part,
    Provision,
    Published,
    Release,
    Reuse,
    Series,
    Submission,
    WatchSignal,
)
from almenara.observatory.stages import OVER
from almenara.observatory.structures import Flow

__all__ = [
    "Cell", "CodeMap", "Comment", "Finding", "Flow", "Part", "Provision", "Release", "Standing",
    "Submission", "Table", "WatchSignal", "cuts", "text", "why_not",
]  # fmt: skip
PUBLISHED: list[Callable[[str], None]] = []  # told of which flow a release is out, or back
UNREAD = (*OVER, "draft", "submitted")  # nothing of it is kept yet, or it counts no more
CELL = ("series_id", "period", "value", "status", "confidentiality", "attributes")
_AVAILABLE: dict[str, tuple[list[int], dict[str, tuple[str, ...]]]] = {}  # by flow
_LAST = "~"  # after every sign of a period: `2023~` is after `2023-12`


def flows(viewer: Actor) -> list[Flow]:
    """Every flow in force that the viewer may know of, by code."""
    found = Dataflow.objects.visible_to(viewer).values_list("code", "version")
    return registry.flows(dict(found))


def flow(viewer: Actor, id: str, version: str | None = None) -> Flow:
    """One flow, as it is in force; another version than that is not there."""
    found = Dataflow.objects.visible_to(viewer).filter(code=id).values_list("code", "version")
    for one in registry.flows(dict(found)):
        if version in (None, "", one.version):
            return one
    raise ObjectDoesNotExist


def codelists(viewer: Actor) -> list[model.Codelist]:
    return [structures.codelist(one) for one in registry.all_of("codelist")]


def figures(
    viewer: Actor,
    flow: Flow,
    where: Mapping[str, Iterable[str]] | None = None,
    start: str = "",
    end: str = "",
    as_of: date | datetime | None = None,
) -> Table:
    """What is out of a flow, the newest of each cell; with `as_of`, what was out then: for the desk
    also what was withdrawn since, which nobody else reads any more.

    where: dimension → codes. start, end: periods, both within; `2023` has its months. Series in the
    order of their keys, each by period: the same question of the same moment has the same bytes.
    """
    series = _series(viewer, flow, where or {})
    cells = _published(viewer, series, start, end).filter(_out(as_of))
    newest = cells.order_by("series_id", "period", "-release__published_at", "-release_id")
    rows = list(newest.distinct("series_id", "period").values_list(*CELL))
    if start or end:
        asked = {period for period in {row[1] for row in rows} if within(period, start, end)}
        rows = [row for row in rows if row[1] in asked]
    return of_rows(flow.dimensions, dict(series.values_list("id", "key")), rows)


def out_since(viewer: Actor, as_of: date | None = None) -> dict[str, datetime]:
    """By flow, when its newest release went out; with `as_of`, the one that was newest then."""
    found = Release.objects.visible_to(viewer).filter(stage="published").order_by("published_at")
    if as_of:
        found = found.filter(published_at__lte=_moment(as_of))
    return {flow: at for flow, at in found.values_list("dataflow_id", "published_at") if at}


def available(viewer: Actor, flow: Flow) -> dict[str, tuple[str, ...]]:
    """By dimension the codes with published figures, in the order of their lists.

    Looked up once for all releases that are out together: it reads every series of the flow.
    """
    out_now = Release.objects.visible_to(viewer).filter(dataflow=flow.id, stage="published")
    numbers = list(out_now.order_by("pk").values_list("pk", flat=True))
    if not numbers:
        return {}
    of, there = _AVAILABLE.get(flow.id, ([], {}))
    if of != numbers:
        out = Series.objects.visible_to(viewer).filter(dataflow=flow.id, is_published=True)
        each = {f"d{n}": ArrayAgg(f"key__{n}", distinct=True) for n in range(len(flow.dimensions))}
        found = out.aggregate(**each)
        there = {
            name: _in_order(flow, name, found[f"d{n}"]) for n, name in enumerate(flow.dimensions)
        }
        _AVAILABLE[flow.id] = numbers, there
    return there


def keys(viewer: Actor, flow: Flow, where: Mapping[str, Iterable[str]], most: int) -> list[Key]:
    """Series with published figures, so many at most, in the order of their keys."""
    found = _series(viewer, flow, where).filter(is_published=True).order_by("key")
    return [tuple(key) for key in found.values_list("key", flat=True)[:most]]


def _in_order(flow: Flow, dimension: str, codes: Iterable[str]) -> tuple[str, ...]:
    places = {code: at for at, code in enumerate(flow.codes.get(dimension, {}))}
    return tuple(sorted(codes or (), key=lambda code: (places.get(code, len(places)), code)))


def how_many(
    viewer: Actor, flow: Flow, where: Mapping[str, Iterable[str]], start: str, end: str, most: int
) -> int:
    """How many cells `figures` would read, revisions counted too; not counted on from `most`."""
    cells = _published(viewer, _series(viewer, flow, where), start, end)
    return cells.values("series_id")[: most + 1].count()


def _series(viewer: Actor, flow: Flow, where: Mapping[str, Iterable[str]]) -> QuerySet[Series]:
    chosen = Q(dataflow=flow.id)
    for dimension, codes in where.items():
        chosen &= Q(**{f"key__{flow.dimensions.index(dimension)}__in": list(codes)})
    return Series.objects.visible_to(viewer).filter(chosen)


def _published(
    viewer: Actor, series: QuerySet[Series], start: str, end: str
) -> QuerySet[Published]:
    """Cells of these years and those beside them; a week has the year of its Thursday."""
    cells = Published.objects.visible_to(viewer).filter(series__in=series)
    if start:
        cells = cells.filter(period__gte=str(days(start).first.year))
    if end:
        cells = cells.filter(period__lte=f"{days(end).last.year}{_LAST}")
    return cells


def _out(as_of: date | datetime | None) -> Q:
    """Cells of releases that are out, or were at a moment."""
    if as_of is None:
        return Q(release__stage="published")
    at = _moment(as_of)
    stays = Q(release__withdrawn_at=None) | Q(release__withdrawn_at__gt=at)
    return Q(release__published_at__lte=at) & stays


def keys_of(viewer: Actor, flow: Flow, states: Iterable[str | None]) -> set[Key]:
    """The series of some States."""
    found = Series.objects.visible_to(viewer).filter(dataflow=flow.id, state__in=list(states))
    return {tuple(key) for key in found.values_list("key", flat=True)}


def delivered(viewer: Actor, submission: Submission) -> Table:
    """What a submission says, cell by cell."""
    cells = Observation.objects.visible_to(viewer).filter(submission=submission)
    series = Series.objects.visible_to(viewer).filter(pk__in=cells.values("series_id").distinct())
    dimensions = submission.dataflow.dimensions
    keys = dict(series.values_list("id", "key"))
    return of_rows(dimensions, keys, list(cells.values_list(*CELL)))


def newest(
    viewer: Actor, dataflow: str, state: str | None, before: date | Submission | None = None
) -> Table:
    """The newest vintage that was read, or the newest before another: empty where none is."""
    found = former(viewer, dataflow, state, before)
    if found is None:
        dimensions = Dataflow.objects.visible_to(viewer).get(pk=dataflow).dimensions
        return of_rows(dimensions, {}, [])
    return delivered(viewer, found)


def former(
    viewer: Actor, dataflow: str, state: str | None, before: date | Submission | None = None
) -> Submission | None:
    """The submission that `newest` reads; of one vintage a later file corrects an earlier one."""
    found = submissions(viewer).filter(dataflow=dataflow, state=state or None)
    found = found.exclude(stage__in=UNREAD).filter(result__cells__gt=0)
    if isinstance(before, Submission):
        earlier = Q(vintage=before.vintage, made_at__lt=before.made_at)
        found = found.filter(earlier | Q(vintage__lt=before.vintage)).exclude(pk=before.pk)
    elif before:
        found = found.filter(vintage__lt=before)
    return found.order_by("-vintage", "-made_at").first()


def corrected(viewer: Actor, submission: Submission) -> Submission | None:
    """What a delivery corrects: the newest file of its vintage in which there were figures."""
    found = submissions(viewer).filter(
        dataflow=submission.dataflow_id, state=submission.state_id, vintage=submission.vintage,
        made_at__lt=submission.made_at, result__cells__gt=0,
    )  # fmt: skip
    return found.exclude(stage="withdrawn").first()


def submissions(viewer: Actor) -> QuerySet[Submission]:
    """The newest first."""
    found = Submission.objects.visible_to(viewer)
    return found.select_related("dataflow", "state").order_by("-made_at", "pk")


def overdue(viewer: Actor) -> QuerySet[Submission]:
    """Those of which the State's time to agree is over."""
    return submissions(viewer).filter(stage="accepted", answer_by__lte=timezone.now())


def submission(viewer: Actor, pk: str) -> Submission:
    return submissions(viewer).get(pk=pk)


def findings(viewer: Actor, submission: Submission) -> QuerySet[Finding]:
    """Errors first, in the order of the file."""
    return Finding.objects.visible_to(viewer).filter(submission=submission)


def maps(viewer: Actor, flow: str, state: str) -> list[CodeMap]:
    """The newest version of each of a State's maps of codes for a flow."""
    found = every_map(viewer).filter(dataflow=flow, state=state or None)
    return list(found.order_by("dimension", "-version").distinct("dimension"))


def every_map(viewer: Actor) -> QuerySet[CodeMap]:
    """All versions, the newest first."""
    found = CodeMap.objects.visible_to(viewer).select_related("dataflow", "state")
    return found.order_by("dataflow_id", "state_id", "dimension", "-version")


def every_comment(viewer: Actor) -> QuerySet[Comment]:
    """What stands and, for its State and the desk, what stood before; the newest first."""
    found = Comment.objects.visible_to(viewer).select_related("dataflow", "state")
    return found.order_by("-made_at", "pk")


def comments(viewer: Actor, flow: str = "", state: str = "") -> QuerySet[Comment]:
    """What States say of external flows, as it stands."""
    chosen = {"dataflow": flow, "state": state}
    said = {name: one for name, one in chosen.items() if one}
    found = every_comment(viewer).filter(replaced_at=None, withdrawn_at=None, **said)
    return found.order_by(ByName("state"), "dataflow_id")


def comment(viewer: Actor, flow: str, state: str) -> Comment:
    """What a State says of a flow."""
    return comments(viewer).get(dataflow=flow, state=state)


def reuses(viewer: Actor) -> QuerySet[Reuse]:
    """When a State agreed that what it told one instrument answers another, newest first."""
    return Reuse.objects.visible_to(viewer).select_related("dataflow").order_by("-made_at")


def homes(viewer: Actor) -> list[Institution]:
    """Institutions of States in which somebody holds statistics, for who arranges calendars."""
    why = "the observatory arranges a calendar with those who hold statistics"
    with as_system(why):
        held = Q(people__grants__role="statistician", people__grants__until=None)
        found = Institution.objects.unguarded(why).filter(held).exclude(state=None)
        return list(found.distinct().order_by(ByName("state"), "pk"))


def usernames(viewer: Actor, people: Iterable[Any]) -> dict[Any, str]:
    """By person who was told of a delivery, the name of the account."""
    why = "who was told is said to the operator"
    with as_system(why):
        found = Person.objects.unguarded(why).filter(pk__in=set(people))
        return dict(found.values_list("pk", "user__username"))


def provisions(viewer: Actor) -> QuerySet[Provision]:
    """Who delivers what when, by flow and State."""
    found = Provision.objects.visible_to(viewer).select_related("state", "institution", "dataflow")
    return found.order_by("dataflow_id", ByName("state"), "pk")


def provision(viewer: Actor, flow: str, state: str) -> Provision | None:
    """What is agreed with a State about a flow, in force."""
    return provisions(viewer).filter(dataflow=flow, state=state or None, ends=None).first()


def releases(viewer: Actor, flow: Flow | None = None) -> QuerySet[Release]:
    """The newest first, each with its parts: whose figures, of which vintage, agreed or not."""
    parts = Part.objects.visible_to(viewer).select_related("state").order_by(ByName("state"))
    found = Release.objects.visible_to(viewer).select_related("dataflow")
    found = found.prefetch_related(Prefetch("parts", queryset=parts))
    return (found.filter(dataflow=flow.id) if flow else found).order_by(
        F("published_at").desc(nulls_first=True), "-pk"
    )


def due(viewer: Actor) -> QuerySet[Release]:
    """Those of which the embargo is over."""
    return releases(viewer).filter(stage="scheduled", embargo_until__lte=timezone.now())


def release(viewer: Actor, pk: str) -> Release:
    if not (pk.isascii() and pk.isdecimal() and len(pk) < 10):
        raise ObjectDoesNotExist
    return releases(viewer).get(pk=pk)


def watch_signal(viewer: Actor, pk: UUID | str) -> WatchSignal:
    """What a look over stored series found: of a State its own."""
    found = WatchSignal.objects.visible_to(viewer).select_related("watch__dataflow", "state")
    return found.get(pk=pk)


def revised(viewer: Actor, flow: Flow, release: Release) -> Differences:
    """What a release that is out says otherwise than what was out before it."""
    out = releases(viewer, flow).filter(stage="published")
    former = out.filter(published_at__lt=release.published_at).first()
    before = former and figures(viewer, flow, as_of=former.published_at)
    after = figures(viewer, flow, as_of=release.published_at)
    return differences(before or of_rows(flow.dimensions, {}, []), after)


def _moment(at: date | datetime) -> datetime:
    """A day means its end, in UTC."""
    return at if isinstance(at, datetime) else datetime.combine(at, time.max, UTC)
