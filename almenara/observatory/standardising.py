"""The rate of one area and period out of a flow of counts and its population, crude and by age."""

import re
from collections.abc import Mapping
from typing import Any

from almenara.core.parties.actor import Actor
from almenara.formats.late import Late
from almenara.formats.refusal import Said as _
from almenara.formats.refusal import Unreadable
from almenara.observatory import queries
from almenara.observatory.cells import Cell
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
        raise Unreadable(["query", "standard"], f"one of: {', '.join(rates.STANDARDS)}")
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
    found = {}
    for cell in queries.figures(viewer, flow, fixed, period, period):
        if said := _BAND.fullmatch(cell.key[flow.dimensions.index(AGE)]):
            first = int(said[1] or said[3])
            found[first, int(said[2] or _OLDEST)] = cell
    return found


def _value(cell: Cell) -> float:
    return float("nan") if cell.value is None else cell.value
