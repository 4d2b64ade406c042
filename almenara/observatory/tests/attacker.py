"""Somebody who knows all that was ever published, and works out what was hidden.

Nothing of `disclosure` is used. Every code of every list that a total spans is an unknown not
below zero, whether it was printed or not; every total is the sum of its parts; what was printed is
known; a rate with its population is a count; a cell that two releases have alike is one unknown.
Each unknown is then made as small and as large as all that allows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from scipy import optimize, sparse

from almenara.observatory.cells import Key, Table

PER = {"PER_100K": 100_000.0}
Unknown = tuple[int, Key, str]  # wording of the cell, its key without unit, its period


@dataclass
class Attacker:
    """`parts`: dimension → total → parts; `unit`: the dimension of units, NUMBER counts."""

    dimensions: Key
    parts: Mapping[str, Mapping[str, Sequence[str]]]
    unit: str = "UNIT_MEASURE"
    population: Mapping[tuple[Key, str], float] = field(default_factory=dict)
    unknown: dict[Unknown, int] = field(default_factory=dict)
    equations: list[tuple[list[int], list[float], float]] = field(default_factory=list)
    wording: dict[tuple[Key, str], int] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)

    def read(self, printed: Table, is_revised: Mapping[tuple[Key, str], bool] = {}) -> None:
        """One release: what it prints, and which of its cells are revised (all others are not).

        In dimensions that it has not it tells of all: `_T`.
        """
        if printed.dimensions != self.dimensions:
            said = [dict(zip(printed.dimensions, key, strict=True)) for key in printed.keys]
            keys = tuple(tuple(one.get(name, "_T") for name in self.dimensions) for one in said)
            printed = replace(printed, dimensions=self.dimensions, keys=keys)
        for cell in printed:
            place = (self._bare(cell.key), cell.period)
            if is_revised.get((cell.key, cell.period)):
                self.wording[place] = self.wording.get(place, 0) + 1
        for cell in printed:
            self._take(cell)
        for bare, period in {(self._bare(cell.key), cell.period) for cell in printed}:
            self._add_up(bare, period)

    def _names(self) -> list[str]:
        return [name for name in self.dimensions if name != self.unit]

    def _bare(self, key: Key) -> Key:
        if self.unit not in self.dimensions:
            return key
        at = self.dimensions.index(self.unit)
        return key[:at] + key[at + 1 :]

    def _at(self, bare: Key, period: str) -> int:
        wording = self.wording.get((bare, period), 0)
        return self.unknown.setdefault((wording, bare, period), len(self.unknown))

    def _take(self, cell) -> None:
        bare = self._bare(cell.key)
        at = self._at(bare, cell.period)
        unit = cell.key[self.dimensions.index(self.unit)] if self.unit in self.dimensions else ""
        if cell.value is None:
            if cell.confidentiality != "F":
                self.hidden.add(at)
        elif unit in ("", "NUMBER"):
            self.equations.append(([at], [1.0], cell.value))
        elif unit in PER and (bare, cell.period) in self.population:
            per = self.population[bare, cell.period] / PER[unit]
            self.equations.append(([at], [1.0], cell.value * per))

    def _add_up(self, bare: Key, period: str) -> None:
        """Every total above and below this cell, whether printed or not."""
        for at, name in enumerate(self._names()):
            for total, its_parts in self.parts.get(name, {}).items():
                if bare[at] != total and bare[at] not in its_parts:
                    continue
                line = [(*bare[:at], code, *bare[at + 1 :]) for code in (total, *its_parts)]
                places = [self._at(one, period) for one in line]
                said = (places, [1.0] + [-1.0] * len(its_parts), 0.0)
                if said not in self.equations[-200:]:
                    self.equations.append(said)

    def bounds(self) -> dict[Unknown, tuple[float, float]]:
        """How small and how large each hidden figure, and each one never printed, can be."""
        rows, columns, signs, goal = [], [], [], []
        for row, (places, factors, value) in enumerate(self.equations):
            rows += [row] * len(places)
            columns += places
            signs += factors
            goal.append(value)
        matrix = sparse.csr_array((signs, (rows, columns)), (len(goal), len(self.unknown)))
        known = {places[0] for places, factors, _value in self.equations if len(places) == 1}
        found = {}
        for one, at in self.unknown.items():
            if at not in known or at in self.hidden:
                found[one] = (self._far(matrix, goal, at, 1), self._far(matrix, goal, at, -1))
        return found

    def _far(self, matrix, goal, at: int, sign: int) -> float:
        aim = np.zeros(len(self.unknown))
        aim[at] = sign
        found = optimize.linprog(aim, A_eq=matrix, b_eq=goal, bounds=(0, None), method="highs")
        if found.status == 3:
            return np.inf
        assert found.status == 0, f"the figures contradict each other: {found.message}"
        return float(found.x[at])

    def finds(self, threshold: float) -> dict[Unknown, tuple[float, float]]:
        """What was found out: hidden figures in too small an interval; small ones never printed."""
        return {
            one: (low, high)
            for one, (low, high) in self.bounds().items()
            if high - low < threshold - 1e-5
            and (self.unknown[one] in self.hidden or (low < threshold - 1e-5 and high > 1e-5))
        }
