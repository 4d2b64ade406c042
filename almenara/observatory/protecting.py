"""What of a release may go out: its figures beside all that was published of them before.

Flows that count the same persons (`shares`) are protected as one: what one of them printed, in a
release that was withdrawn too, is known when another goes out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Left

from almenara.core.parties.actor import SYSTEM
from almenara.formats.late import Late
from almenara.observatory import queries
from almenara.observatory.cells import FREE, Row, Table, of_rows
from almenara.observatory.disclosure import rules, sharing
from almenara.observatory.disclosure.margins import Place
from almenara.observatory.disclosure.sharing import TOTAL
from almenara.observatory.models import Dataflow, Observation, Published, Series
from almenara.observatory.structures import AREA, FREQUENCY, UNIT, Flow

hiding = Late("almenara.observatory.disclosure.hiding")  # scipy, when something goes out
_PROTECTS = "a figure is hidden because of all others, whoever may read them"


def held(code: str) -> list[Flow]:
    """A flow and all that share its persons; of two releases of them at once one waits."""
    among = sharing.together(code, queries.flows(SYSTEM))
    rows = Dataflow.objects.unguarded(_PROTECTS).filter(pk__in=[one.id for one in among])
    list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk"))
    return among


def protect(among: Sequence[Flow], table: Table, states: Iterable[str | None]) -> Table:
    """The table of the first of these flows as it may go out, of these States."""
    if among[0].policy.is_external:
        return table
    before = out_before(among, states, table.periods)
    one = sharing.whole(among[0], among, table)
    people = _population(among, (*before, one))
    made: Table = hiding.protect(one, rules.of(*among), before, people).table
    return replace(made, dimensions=table.dimensions, keys=table.keys)


def out_before(
    among: Sequence[Flow], states: Iterable[str | None], periods: Iterable[str]
) -> list[Table]:
    """What was published of these States in the years of these periods, the oldest release first.

    With the letters that it had and its true values: a withdrawn release was read as well. No
    equation goes beyond a year.
    """
    series = Series.objects.unguarded(_PROTECTS).filter(dataflow__in=[one.id for one in among])
    if not any(AREA in one.parts for one in among):
        series = series.filter(state__in=[one for one in states if one])
    keys = dict(series.values_list("pk", "key"))
    years = {period[:4] for period in periods}
    cells = _of_years(Published.objects.unguarded(_PROTECTS).filter(series__in=series), years)
    cells = cells.order_by("release__published_at", "release_id")
    true = _hidden(series, years)
    found: dict[tuple[str, int], list[Row]] = {}
    for flow, release, *row in cells.values_list(
        "release__dataflow_id", "release_id", *queries.CELL
    ):
        if row[2] is None and row[4] != FREE:
            row[2] = true.get((release, row[0], row[1]))
        found.setdefault((flow, release), []).append(row)
    flows = {one.id: one for one in among}
    return [
        sharing.whole(flows[flow], among, of_rows(flows[flow].dimensions, keys, rows))
        for (flow, _release), rows in found.items()
    ]


def _of_years(cells: QuerySet, years: set[str]) -> QuerySet:
    return cells.alias(year=Left("period", 4)).filter(year__in=years)


def _hidden(series: object, years: set[str]) -> dict[tuple[int, int, str], float | None]:
    """Release, series, period → what was delivered and is not printed."""
    printed = Published.objects.unguarded(_PROTECTS).filter(
        release=OuterRef("submission__part__release"), series=OuterRef("series"),
        period=OuterRef("period"), value=None,
    )  # fmt: skip
    rows = Observation.objects.unguarded(_PROTECTS).filter(Exists(printed), series__in=series)
    columns = ("submission__part__release", "series_id", "period", "value")
    return {
        (release, one, period): value
        for release, one, period, value in _of_years(rows, years).values_list(*columns)
    }


def _population(among: Sequence[Flow], tables: Iterable[Table]) -> dict[Place, float]:
    """The population of each cell that is given by a rate, where there is one."""
    every, found = list(tables), dict[Place, float]()
    for code in dict.fromkeys(one.policy.denominator for one in among if one.policy.denominator):
        people = queries.figures(SYSTEM, queries.flow(SYSTEM, code))
        named = [name for name in people.dimensions if name not in (FREQUENCY, UNIT)]
        at = [people.at(name) for name in named]
        known = {
            (tuple(cell.key[one] for one in at), cell.period): cell.value
            for cell in people if cell.value
        }  # fmt: skip
        for table in every:
            found |= _of_rates(table, named, known)
    return found


def _of_rates(
    table: Table, named: Sequence[str], known: dict[tuple[tuple[str, ...], str], float]
) -> dict[Place, float]:
    """By cell that has a rate, without its unit, how many people it is a rate of."""
    found = {}
    for cell in table:
        said = dict(zip(table.dimensions, cell.key, strict=True))
        place = (tuple(said.get(name, TOTAL) for name in named), cell.period[:4])
        if place in known and said.get(UNIT) in rules.PER:
            bare = tuple("" if name == UNIT else code for name, code in said.items())
            found[bare, cell.period] = known[place]
    return found
