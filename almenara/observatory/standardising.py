"""The rate of one area and period, crude and by age; and which series of a flow may be compared."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from almenara.core.parties.actor import Actor
from almenara.formats.late import Late
from almenara.formats.refusal import Said, Unreadable
from almenara.formats.refusal import Said as _
from almenara.formats.sdmx.periods import days
from almenara.observatory import comparison, queries
from almenara.observatory.cells import Cell, Key, Table
from almenara.observatory.comparison import Cut, Standing
from almenara.observatory.structures import FREQUENCY, UNIT, Flow

rates = Late("almenara.observatory.rates")
AGE, TOTAL, COUNT = "AGE", "_T", "NUMBER"
_BAND = re.compile(r"Y(\d+)T(\d+)|Y_GE(\d+)")
Where = Mapping[str, tuple[str, ...]]


def standardised(
    viewer: Actor, flow: Flow, where: Where, period: str, standard: str
) -> dict[str, Any]:
    """Both rates with their intervals, and the bands that they are made of.

    Of a dimension that nobody chose the total is taken. Refused where a band is missing, hidden or
    has no population: nothing is made up for it.
    """
    if AGE not in flow.dimensions or not flow.policy.denominator:
        raise Unreadable(["dataflow"], _("Sin población no hay tasa."))
    if standard not in rates.STANDARDS:
        words = _("Se espera una de: {words}", words=", ".join(rates.STANDARDS))
        raise Unreadable(["query", "standard"], words)
    people_flow = queries.flow(viewer, flow.policy.denominator)
    counts = _bands(viewer, flow, where, period)
    people = _bands(viewer, people_flow, where, period[:4])
    bands = sorted(counts)
    if not bands or not people.keys() >= counts.keys():
        raise Unreadable(["bands"], _("Cada grupo de edad necesita su número y su población."))
    number = [_value(counts[band]) for band in bands]
    population = [_value(people[band]) for band in bands]
    made = [(first, None if last == _OLDEST else last) for first, last in bands]
    return {
        "bands": made, "counts": number, "population": population,
        "crude": rates.crude(sum(number), sum(population)),
        "standardised": rates.standardised(number, population, made, rates.STANDARDS[standard]),
    }  # fmt: skip


_OLDEST = 999  # stands for "and more", so that bands sort


def _bands(viewer: Actor, flow: Flow, where: Where, period: str) -> dict[tuple[int, int], Cell]:
    """The cells of one line by band of age, those of total and unknown age aside."""
    fixed = {name: where.get(name) or (TOTAL,) for name in flow.dimensions if name != AGE}
    fixed |= {UNIT: (COUNT,), FREQUENCY: where.get(FREQUENCY) or ("A",)}
    at, found, lines = flow.dimensions.index(AGE), {}, set()
    for cell in queries.figures(viewer, flow, fixed, period, period):
        lines.add(cell.key[:at] + cell.key[at + 1 :])
        if said := _BAND.fullmatch(cell.key[at]):
            first = int(said[1] or said[3])
            found[first, int(said[2] or _OLDEST)] = cell
    if len(lines) > 1:
        raise Unreadable(["query", "key"], _("Nombra varias series: pida la tasa de una."))
    return found


def _value(cell: Cell) -> float:
    return float("nan") if cell.value is None else cell.value


@dataclass(frozen=True)
class Compared:
    """A series: where it breaks, and why it may not stand beside the first one."""

    key: Key
    cuts: list[Cut]
    apart: list[Said]


def compared(flow: Flow, table: Table) -> list[Compared]:
    """Each series of a table, in its order."""
    cells: dict[Key, list[Cell]] = {}
    for cell in table:
        cells.setdefault(cell.key, []).append(cell)
    lines = [sorted(one, key=lambda cell: days(cell.period).first) for one in cells.values()]
    stand = [_standing(flow, one) for one in lines]
    return [
        Compared(one[0].key, list(comparison.cuts(one)), comparison.why_not(stand[0], own))
        for one, own in zip(lines, stand, strict=True)
    ]


def _standing(flow: Flow, line: list[Cell]) -> Standing:
    said = dict(zip(flow.dimensions, line[-1].key, strict=True))
    return Standing(
        flow.id, flow.version, said.get(flow.policy.area, ""), said.get(UNIT, ""),
        line[-1].attributes.get("SOURCE", ""), flow.policy.is_external,
    )  # fmt: skip
