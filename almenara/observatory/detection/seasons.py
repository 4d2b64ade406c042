"""Which weeks of the past speak for a week, and of which season each of them is.

Reference windows lie around the same week of former years; between two windows the weeks are cut
into consecutive spans, numbered from the window, so that a level means the same season each year.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Years = Literal["index", "calendar"]
YEAR, WEEK = 52, 7


@dataclass(frozen=True)
class Window:
    """Years back, half-window, levels of season, and how many of the newest weeks are left out."""

    b: int = 5
    w: int = 3
    noperiods: int = 10
    skip_weeks: int = 26
    years: Years = "index"


@dataclass(frozen=True)
class Design:
    """Weeks back from the judged week, oldest first, with the level of each; 0 is its own."""

    back: NDArray[np.int64]
    level: NDArray[np.int64]

    @cached_property
    def levels(self) -> int:
        return int(self.level.max(initial=0)) + 1

    @cached_property
    def years(self) -> NDArray[np.float64]:
        """Time in years of 52 weeks, 0 at the judged week."""
        return -self.back / YEAR

    @cached_property
    def sums(self) -> NDArray[np.float64]:
        """Column by column: membership of each level, time within each level, time squared."""
        own = (self.level[:, None] == np.arange(self.levels)).astype(np.float64)
        time = self.years[:, None]
        return np.hstack([own, own * time, time**2])


def references(day: date, window: Window) -> tuple[int, ...]:
    """How many weeks back each former year's reference week lies."""
    if window.years == "index":
        return tuple(YEAR * year for year in range(1, window.b + 1))
    found = (_years_before(day, year) for year in range(1, window.b + 1))
    return tuple(round((day - then).days / WEEK) for then in found)


@lru_cache(maxsize=256)
def design(back: tuple[int, ...], window: Window) -> Design:
    """The history of a week whose reference weeks lie so far back; the same for every series."""
    placed = [one for one in _levels(back, window) if one[0] > window.skip_weeks]
    weeks, level = np.array(placed, dtype=np.int64).reshape(-1, 2).T
    used = np.unique(level)  # a level without a week has no column
    return Design(weeks, np.searchsorted(used, level))


def _levels(back: tuple[int, ...], window: Window) -> Iterator[tuple[int, int]]:
    """(weeks back, level), from the oldest window to the week itself."""
    for centre, following in pairwise((*reversed(back), 0)):
        yield from ((week, 0) for week in range(centre + window.w, centre - window.w - 1, -1))
        between = range(centre - window.w - 1, following + window.w, -1)
        if window.noperiods > 1:
            size, longer = divmod(len(between), window.noperiods - 1)
            spans = (size + (span < longer) for span in range(window.noperiods - 1))
            level = np.repeat(np.arange(1, window.noperiods), list(spans))
            yield from zip(between, level.tolist(), strict=True)


def _years_before(day: date, years: int) -> date:
    """The same date so many years earlier; the day before 1 March for 29 February is 1 March."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28) + timedelta(days=1)
