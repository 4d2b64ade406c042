"""The chart of units on one day: rows of dated units as a tree. Plain values only."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from almenara.core.parties.models import Unit


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


def _present_parent(code: str, present: set[str], successors: dict[str, str]) -> str:
    seen: set[str] = set()
    while code and code not in present and code not in seen:
        seen.add(code)
        code = successors.get(code, "")
    return code if code in present else ""


def _branches(code: str, below: dict[str, list[Unit]]) -> tuple[Branch, ...]:
    units = sorted(below.pop(code, []), key=lambda unit: (unit.facts.get("order", 0), unit.code))
    return tuple(Branch(unit, _branches(unit.code, below)) for unit in units)
