"""Flows that count the same persons, as one table: a margin of one is a margin of the other.

What one flow tells apart and another does not, the other has as a whole: its cells stand at the
total of that dimension, or at the code that its type names (`shares`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from almenara.observatory.cells import Table
from almenara.observatory.structures import Flow

TOTAL = "_T"


def together(code: str, every: Iterable[Flow]) -> list[Flow]:
    """The flow with this code, then all that share with it, or with one that does."""
    found = {flow.id: flow for flow in every}
    near: Mapping[str, set[str]] = {one: set(flow.policy.shared) for one, flow in found.items()}
    reached = [code]
    for one in reached:
        reached += [
            other for other in sorted(found)
            if other not in reached and (other in near[one] or one in near[other])
        ]  # fmt: skip
    return [found[one] for one in reached]


def whole(flow: Flow, among: Sequence[Flow], table: Table) -> Table:
    """The same cells in the same order, under keys of the dimensions of all these flows."""
    every = tuple(dict.fromkeys(name for one in among for name in one.dimensions))
    if every == table.dimensions:
        return table
    fixed = {name: flow.policy.stands.get(name, TOTAL) for name in every}
    keys = (dict(zip(table.dimensions, key, strict=True)) for key in table.keys)
    stand = tuple(tuple(key.get(name, fixed[name]) for name in every) for key in keys)
    return replace(table, dimensions=every, keys=stand)
