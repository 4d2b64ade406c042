"""What a rate was made of, seen beside it: the count, the population, its source and year (S91)."""

from dataclasses import dataclass

from almenara.core.parties.actor import Actor
from almenara.observatory import queries
from almenara.observatory.cells import Cell
from almenara.observatory.pages import sources
from almenara.observatory.pages.readings import Reading
from almenara.observatory.selections import TOTAL
from almenara.observatory.structures import AREA, UNIT, Flow

Place = tuple[str, str]  # area, period


@dataclass(frozen=True)
class Beside:
    """Counts and populations by area and period; `flow` is that of the population."""

    counts: dict[Place, Cell]
    populations: dict[Place, Cell]
    flow: Flow | None

    @property
    def source(self) -> str:
        return sources.source(self.flow) if self.flow else ""


def beside(viewer: Actor, read: Reading) -> Beside | None:
    """None where the figures are no rates, or nobody says of what."""
    flow, chosen = read.flow, read.selection
    units = chosen.where.get(UNIT, ())
    if AREA not in flow.dimensions or not units or set(units) & flow.additive:
        return None
    if not flow.policy.denominator or len(read.cells) != len({read.area(k) for k in read.cells}):
        return None
    people = queries.flow(viewer, flow.policy.denominator)
    return Beside(_counts(viewer, read), _populations(viewer, read, people), people)


def _counts(viewer: Actor, read: Reading) -> dict[Place, Cell]:
    flow, chosen = read.flow, read.selection
    counted = sorted(code for code in flow.additive if flow.units[code].whole)
    where = {**chosen.where, UNIT: tuple(counted)}
    found = queries.figures(
        viewer, flow, where, chosen.start, chosen.end, as_of=chosen.as_of
    ) if counted else ()  # fmt: skip
    return {(read.area(cell.key), cell.period): cell for cell in found}


def _populations(viewer: Actor, read: Reading, people: Flow) -> dict[Place, Cell]:
    chosen, where = read.selection, {}
    for name in people.dimensions:
        codes = people.codes.get(name, {})
        shared = chosen.where.get(name, ()) if name != UNIT else ()
        if own := tuple(code for code in shared if code in codes):
            where[name] = own
        elif TOTAL in codes and name != AREA:
            where[name] = (TOTAL,)
    found = queries.figures(viewer, people, where, chosen.start, chosen.end, as_of=chosen.as_of)
    at = people.dimensions.index(AREA)
    return {(cell.key[at], cell.period): cell for cell in found}
