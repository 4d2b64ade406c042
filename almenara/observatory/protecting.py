"""What of a release may go out: its figures beside all that was published of them before."""

from collections.abc import Iterable, Sequence
from itertools import chain

from django.db.models import Exists, OuterRef

from almenara.core.parties.actor import SYSTEM
from almenara.formats.late import Late
from almenara.observatory import queries
from almenara.observatory.cells import FREE, Row, Table, of_rows
from almenara.observatory.disclosure import rules
from almenara.observatory.disclosure.margins import Place
from almenara.observatory.models import Observation, Published, Series
from almenara.observatory.structures import AREA, FREQUENCY, UNIT, Flow

hiding = Late("almenara.observatory.disclosure.hiding")  # scipy, when something goes out
TOTAL = "_T"
_PROTECTS = "a figure is hidden because of all others, whoever may read them"


def protect(flow: Flow, table: Table, published_before: Sequence[Table]) -> Table:
    """The table that may go out; `published_before` as `before` gives it."""
    people: dict[Place, float] = {}
    if flow.policy.threshold and flow.policy.denominator:
        people = _population(flow, (*published_before, table))
    return hiding.protect(table, rules.of(flow), published_before, people).table


def before(flow: Flow, states: Iterable[str | None]) -> list[Table]:
    """What was published of these States, a release a table, the oldest first.

    With the letters that it had and its true values: a withdrawn release was read as well.
    """
    if not flow.policy.threshold:
        return []
    series = Series.objects.unguarded(_PROTECTS).filter(dataflow=flow.id)
    if AREA not in flow.parts:
        series = series.filter(state__in=[one for one in states if one])
    keys = dict(series.values_list("pk", "key"))
    cells = Published.objects.unguarded(_PROTECTS).filter(series__in=series)
    cells = cells.order_by("release__published_at", "release_id")
    true = _hidden(series)
    found: dict[int, list[Row]] = {}
    for release, *row in cells.values_list("release_id", *queries.CELL):
        if row[2] is None and row[4] != FREE:
            row[2] = true.get((release, row[0], row[1]))
        found.setdefault(release, []).append(row)
    return [of_rows(flow.dimensions, keys, rows) for rows in found.values()]


def _hidden(series: object) -> dict[tuple[int, int, str], float | None]:
    """Release, series, period → what was delivered and is not printed."""
    printed = Published.objects.unguarded(_PROTECTS).filter(
        release=OuterRef("submission__part__release"), series=OuterRef("series"),
        period=OuterRef("period"), value=None,
    )  # fmt: skip
    rows = Observation.objects.unguarded(_PROTECTS).filter(Exists(printed), series__in=series)
    columns = ("submission__part__release", "series_id", "period", "value")
    return {
        (release, one, period): value for release, one, period, value in rows.values_list(*columns)
    }


def _population(flow: Flow, tables: Iterable[Table]) -> dict[Place, float]:
    """The population of each cell that is given by a rate, where there is one."""
    people = queries.figures(SYSTEM, queries.flow(SYSTEM, flow.policy.denominator))
    named = [name for name in people.dimensions if name not in (FREQUENCY, UNIT)]
    at = [people.at(name) for name in named]
    known = {
        (tuple(cell.key[one] for one in at), cell.period): cell.value
        for cell in people if cell.value
    }  # fmt: skip
    found = {}
    for cell in chain.from_iterable(tables):
        said = dict(zip(flow.dimensions, cell.key, strict=True))
        place = (tuple(said.get(name, TOTAL) for name in named), cell.period[:4])
        if place in known and said.get(UNIT) in rules.PER:
            bare = tuple("" if name == UNIT else code for name, code in said.items())
            found[bare, cell.period] = known[place]
    return found
