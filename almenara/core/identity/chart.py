"""The chart of parties on one day: units as a tree, dates as far as they are known. Values only."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from almenara.core import dates
from almenara.core.parties.models import Belonging, Institution, State, Unit


@dataclass(frozen=True)
class Branch:
    """A unit with those below it."""

    unit: Unit
    below: tuple["Branch", ...]


def tree(units: Iterable[Unit], successors: dict[str, str]) -> list[Branch]:
    """The units in force as branches, in their order.

    Below a unit that was replaced hangs nothing: what named it as its parent hangs below its
    successor, or at the top where there is none in force.
    """
    found = list(units)
    present = {unit.code for unit in found}
    below: dict[str, list[Unit]] = defaultdict(list)
    for unit in found:
        below[_present_parent(unit.parent_code, present, successors)].append(unit)
    return list(_branches("", below))


def as_known(day: date | None, precision: str) -> str:
    """A date in words, or nothing where none is known."""
    return dates.known(day, precision) if day else ""


def membership(organisation: Institution) -> list[tuple[State, str]]:
    """The States in its `current`, each with the day since when, as far as it is known."""
    current: list[Belonging] = organisation.current  # type: ignore[attr-defined]
    return [(row.state, joined(organisation, row)) for row in current]


def joined(organisation: Institution, belonging: Belonging) -> str:
    """Since when a State is in a subregional organisation, in so many words as are known."""
    for note in organisation.facts.get("notes", []):
        is_this = note.get("since") in (None, str(belonging.since))
        if note.get("state") == belonging.state_id and is_this:
            return as_known(belonging.since, note.get("since_precision", ""))
    return as_known(belonging.since, "")


def _present_parent(code: str, present: set[str], successors: dict[str, str]) -> str:
    seen: set[str] = set()
    while code and code not in present and code not in seen:
        seen.add(code)
        code = successors.get(code, "")
    return code if code in present else ""


def _branches(code: str, below: dict[str, list[Unit]]) -> tuple[Branch, ...]:
    units = sorted(below.pop(code, []), key=lambda unit: (unit.facts.get("order", 0), unit.code))
    return tuple(Branch(unit, _branches(unit.code, below)) for unit in units)
