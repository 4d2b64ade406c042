"""Series ready to be drawn: cells in the order of time, cut where nothing connects them.

Two points are joined only when one period follows the other, both were reported, by the same
source, and the method did not change between them. Nothing is interpolated (R8).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import NamedTuple

from almenara.formats.sdmx import periods
from almenara.observatory.cells import FREE, Cell, Key

days = lru_cache(maxsize=4096)(periods.days)  # the same few periods stand in every series
BREAK = "B"
FLAGS = {"B": "b", "P": "p", "E": "e", "F": "f", "U": "u"}  # status → the letter beside the point
HIDDEN = "c"


class Point(NamedTuple):
    """One figure; `piece` numbers the stretches that a line may join; `flag` is its letter."""

    period: str
    value: float | None
    flag: str
    piece: int


@dataclass(frozen=True)
class Line:
    """One series of one source; without points it says that there are no data."""

    name: str
    points: tuple[Point, ...] = ()

    @property
    def is_empty(self) -> bool:
        return all(point.value is None and not point.flag for point in self.points)


def lines(found: Iterable[Cell], name: Callable[[Key], str]) -> list[Line]:
    """A line for each series; of a series with two sources each has its own (S91)."""
    return [
        Line(f"{name(key)} · {source}" if source else name(key), tuple(_points(cells)))
        for (key, source), cells in _apart(found)
    ]


def flag(cell: Cell) -> str:
    """The letter that says what is special about a figure, "" for nothing."""
    if cell.confidentiality != FREE and cell.value is None:
        return HIDDEN
    return FLAGS[BREAK] if is_break(cell) else FLAGS.get(cell.status, "")


def is_break(cell: Cell) -> bool:
    """Was it counted in another way than what stands before it?"""
    return cell.status == BREAK or bool(cell.attributes.get("BREAK"))


def used(found: Sequence[Line]) -> list[str]:
    """The letters that stand in these lines, each once."""
    return sorted({point.flag for line in found for point in line.points if point.flag})


@lru_cache(maxsize=4096)
def _follows(before: str, after: str) -> bool:
    """Does nothing lie between these two periods?"""
    return days(after).first - days(before).last == timedelta(1)


def _apart(found: Iterable[Cell]) -> Iterator[tuple[tuple[Key, str], list[Cell]]]:
    by_key: dict[Key, list[Cell]] = {}
    for cell in found:
        by_key.setdefault(cell.key, []).append(cell)
    for key, cells in by_key.items():
        cells.sort(key=lambda cell: days(cell.period))
        sources = dict.fromkeys(cell.attributes.get("SOURCE", "") for cell in cells)
        for source in sources:
            own = [cell for cell in cells if cell.attributes.get("SOURCE", "") == source]
            yield (key, source if len(sources) > 1 else ""), own


def _points(cells: list[Cell]) -> Iterator[Point]:
    piece, before = 0, None
    for cell in cells:
        if before is None or is_break(cell) or not _follows(before, cell.period):
            piece += 1
        yield Point(cell.period, cell.value, flag(cell), piece)
        before = cell.period if cell.value is not None else None
