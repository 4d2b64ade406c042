"""Which cells of a table a figures question is about: positions, so that a big table stays one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from almenara.formats.sdmx import asking
from almenara.formats.sdmx.asking import FiguresQuestion, Wanted
from almenara.observatory.cells import Cell, Key, Table

Positions = NDArray[np.intp]
Place = tuple[Key, str]
CHUNK = 10_000  # cells that are Python's at one time


@dataclass(frozen=True, eq=False)
class Chosen:
    """Cells of a table by their positions; with `start` they are what held from then to `end`."""

    table: Table
    at: Positions
    start: datetime | None = None
    end: datetime | None = None

    def __len__(self) -> int:
        return len(self.at)

    def __iter__(self) -> Iterator[Cell]:
        table = self.table
        for begin in range(0, len(self.at), CHUNK):
            at = self.at[begin : begin + CHUNK]
            rows = zip(
                at.tolist(), table.series[at].tolist(), table.period[at].tolist(),
                table.value[at].tolist(), table.status[at].tolist(),
                table.confidentiality[at].tolist(), strict=True,
            )  # fmt: skip
            for place, series, period, value, status, secret in rows:
                said = None if value != value else value
                attributes = table.attributes.get(place, {})
                key, when = table.keys[series], table.periods[period]
                yield Cell(key, when, said, status, secret, attributes)

    @property
    def keys(self) -> list[Key]:
        return [self.table.keys[one] for one in np.unique(self.table.series[self.at]).tolist()]

    @property
    def periods(self) -> list[str]:
        return [self.table.periods[one] for one in np.unique(self.table.period[self.at]).tolist()]


def kept(table: Table, question: FiguresQuestion, wanted: list[Wanted]) -> Chosen:
    """The cells of the keys, conditions and periods that are asked for."""
    series = [_is_wanted(dict(zip(table.dimensions, key, strict=True)), question, wanted)
              for key in table.keys]  # fmt: skip
    periods = [asking.in_time(question, one) for one in table.periods]
    meets = np.array(series, bool)[table.series] & np.array(periods, bool)[table.period]
    at = np.flatnonzero(meets)
    if question.first or question.last:
        at = at[_ends(table.series[at], question.first, question.last)]
    return Chosen(table, at)


def changed(
    found: Chosen, before: Table | None, start: datetime | None = None, end: datetime | None = None
) -> Chosen:
    """Those that were not there before, or said something else; `start`, `end`: as in Chosen."""
    known = {(cell.key, cell.period): _said(cell) for cell in before or ()}
    differs = [known.get((cell.key, cell.period)) != _said(cell) for cell in found]
    return Chosen(found.table, found.at[np.array(differs, bool)], start, end)


def _is_wanted(codes: Mapping[str, str], question: FiguresQuestion, wanted: list[Wanted]) -> bool:
    tests = question.tests
    if not all(test(codes[name]) for name in codes for test in tests.get(name, ())):
        return False
    return any(all(codes[name] in said for name, said in key.items()) for key in wanted)


def _ends(series: NDArray[np.int32], first: int, last: int) -> NDArray[np.bool_]:
    """The first and the last so many of each series, which stand together."""
    place = np.arange(len(series))
    begins = np.append(True, series[1:] != series[:-1])[: len(series)]
    ends = np.append(series[1:] != series[:-1], True)[: len(series)]
    from_begin = place - np.maximum.accumulate(np.where(begins, place, 0))
    to_end = np.minimum.accumulate(np.where(ends, place, len(series))[::-1])[::-1] - place
    return (from_begin < first) | (to_end < last)


def _said(cell: Cell) -> tuple[object, ...]:
    return cell.value, cell.status, cell.confidentiality, *sorted(cell.attributes.items())
