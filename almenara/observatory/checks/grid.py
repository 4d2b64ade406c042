"""A delivery laid over the vintage before it: every cell of both, by series and period."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from almenara.formats.refusal import Said
from almenara.observatory.cells import Key, Table
from almenara.observatory.findings import Finding, area_of
from almenara.observatory.structures import FREQUENCY, UNIT, Flow

Figures = NDArray[np.float64]
Mask = NDArray[np.bool_]
TOTAL = "_T"
_YEAR, _MONTH = re.compile(r"[0-9]{4}"), re.compile(r"[0-9]{4}-[0-9]{2}")


@dataclass(frozen=True, eq=False)
class Ground:
    """What a delivery is judged by; `others` are figures of other flows, by their id."""

    flow: Flow
    table: Table
    before: Table | None = None
    vintage: str = ""
    others: Mapping[str, Table] = field(default_factory=dict)

    @property
    def area(self) -> str:
        """The dimension that says of whom a figure is."""
        return self.flow.policy.area

    @cached_property
    def grid(self) -> "Grid":
        return Grid(self)


class Grid:
    """Two vintages in one shape: `now`, `was` (NaN = nothing) and `at`, the cell's place or -1."""

    def __init__(self, ground: Ground) -> None:
        self.flow, self.table, self.area = ground.flow, ground.table, ground.area
        before = ground.before
        self.keys = tuple(dict.fromkeys((*self.table.keys, *(before.keys if before else ()))))
        found = {*self.table.periods, *(before.periods if before else ())}
        self.periods = _unbroken(sorted(found))
        self.at = np.full(self.shape, -1, np.int32)
        series, period = self.places(self.table)
        self.at[series, period] = np.arange(len(self.table), dtype=np.int32)
        self.now = self.laid(self.table)
        self.was = self.laid(before) if before else np.full(self.shape, np.nan)
        self.is_revision = before is not None and bool(len(before))

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.keys), len(self.periods)

    @cached_property
    def rows(self) -> Mapping[Key, int]:
        """The row of each series."""
        return {key: at for at, key in enumerate(self.keys)}

    @cached_property
    def columns(self) -> Mapping[str, int]:
        """The column of each period."""
        return {period: at for at, period in enumerate(self.periods)}

    def places(self, table: Table) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Row and column of each cell of a table whose series and periods are all here."""
        rows = np.array([self.rows[key] for key in table.keys], np.intp)
        columns = np.array([self.columns[period] for period in table.periods], np.intp)
        return rows[table.series], columns[table.period]

    def laid(self, table: Table) -> Figures:
        """The figures of another table where it has the same series and periods."""
        rows = np.array([self.rows.get(key, -1) for key in table.keys], np.intp)
        columns = np.array([self.columns.get(period, -1) for period in table.periods], np.intp)
        series, period = rows[table.series], columns[table.period]
        known = (series >= 0) & (period >= 0)
        found = np.full(self.shape, np.nan)
        found[series[known], period[known]] = table.value[known]
        return found

    def joined(self, other: Table, without: tuple[str, ...] = ()) -> Figures:
        """What another flow says of each series and period, by the dimensions that both have.

        What the other one divides further counts by its total; nothing where no area is shared.
        """
        mine = self.flow.dimensions
        shared = [one for one in other.dimensions if one in mine and one not in without]
        found = np.full(self.shape, np.nan)
        if self.area not in shared:
            return found
        rest = [other.at(one) for one in other.dimensions if one not in (*shared, *without)]
        places = [other.at(one) for one in shared]
        known = {
            (tuple(one.key[at] for at in places), one.period): one.value
            for one in other
            if one.value is not None and all(one.key[at] == TOTAL for at in rest)
        }
        keys = [tuple(key[mine.index(one)] for one in shared) for key in self.keys]
        for series, key in enumerate(keys):
            found[series] = [known.get((key, period), np.nan) for period in self.periods]
        return found

    def having(self, codes: Mapping[str, str]) -> Mask:
        """Series with these codes; a dimension that is not here says nothing."""
        places = {
            self.flow.dimensions.index(one): code
            for one, code in codes.items()
            if one in self.flow.dimensions
        }
        return np.array(
            [all(key[at] == code for at, code in places.items()) for key in self.keys], bool
        )

    @cached_property
    def spoken(self) -> Mask:
        """Periods from the first to the last of which the delivery speaks; the others it leaves."""
        here = [self.columns[period] for period in self.table.periods]
        places = np.arange(len(self.periods))
        return (places >= min(here, default=0)) & (places <= max(here, default=-1))

    @cached_property
    def fresh(self) -> Mask:
        """Figures that the vintage before did not have, or had otherwise."""
        filled = ~np.isnan(self.now)
        return filled & (np.isnan(self.was) | (self.now != self.was))

    def codes(self, dimension: str) -> list[str]:
        """The code of each series in a dimension."""
        at = self.flow.dimensions.index(dimension)
        return [key[at] for key in self.keys]

    @cached_property
    def units(self) -> list[str]:
        return self.codes(UNIT) if UNIT in self.flow.dimensions else [""] * len(self.keys)

    @cached_property
    def adds(self) -> Mask:
        """Series whose figures may be added."""
        return np.array([self.flow.adds(key) for key in self.keys], bool)

    @cached_property
    def free(self) -> tuple[str, ...]:
        """Dimensions along which one total is divided here: not area, time, unit or frequency."""
        fixed = (self.area, FREQUENCY, UNIT)
        return tuple(
            one for one in self.flow.dimensions
            if one not in fixed and len(set(self.codes(one))) > 1
        )  # fmt: skip

    @cached_property
    def leaves(self) -> Mask:
        """Series that are no total of others: no code of a free dimension has codes below it."""
        above = {one: self._above(one) for one in self.free}
        at = {one: self.flow.dimensions.index(one) for one in self.free}
        return np.array(
            [not any(key[at[one]] in above[one] for one in self.free) for key in self.keys], bool
        )

    def _above(self, dimension: str) -> set[str]:
        codes = self.flow.codes.get(dimension, {})
        used = set(self.codes(dimension))
        return {codes[one].parent for one in used if one in codes} | {TOTAL}

    def groups(self, dimensions: Iterable[str]) -> NDArray[np.intp]:
        """A number for each series, the same where all these dimensions are the same."""
        places = [self.flow.dimensions.index(one) for one in dimensions]
        numbers: dict[tuple[str, ...], int] = {}
        return np.array(
            [
                numbers.setdefault(tuple(key[at] for at in places), len(numbers))
                for key in self.keys
            ],
            np.intp,
        )

    def finding(self, rule: str, level: str, said: Said, place: tuple[int, int]) -> Finding:
        """A finding at a cell; one that is not in the file has no line."""
        series, period = place
        at, key = self.at[series, period], self.keys[series]
        line, column = (self.table.line[at], self.table.column[at]) if at >= 0 else (0, 0)
        area = area_of(self.flow, key)
        name = self.periods[period]
        return Finding(rule, level, said, area, name, key, int(line), int(column))

    def label(self, series: int, dimensions: Sequence[str]) -> str:
        """A series in the words of the list, as short as it can be said."""
        key = self.keys[series]
        said = [
            self.flow.label(one, key[self.flow.dimensions.index(one)], "es") for one in dimensions
        ]
        return " / ".join(dict.fromkeys(said))


def cells(mask: Mask) -> Iterable[tuple[int, int]]:
    """The places that a mask marks."""
    return ((int(series), int(period)) for series, period in np.argwhere(mask))


def _unbroken(periods: list[str]) -> tuple[str, ...]:
    """Years or months with those between them of which nobody says anything."""
    if periods and all(_YEAR.fullmatch(one) for one in periods):
        return tuple(str(year) for year in range(int(periods[0]), int(periods[-1]) + 1))
    if periods and all(_MONTH.fullmatch(one) for one in periods):
        first, last = (int(one[:4]) * 12 + int(one[5:]) - 1 for one in (periods[0], periods[-1]))
        return tuple(f"{at // 12}-{at % 12 + 1:02}" for at in range(first, last + 1))
    return tuple(periods)
