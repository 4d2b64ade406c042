"""Weekly counts of many series, end to end in one array, and the weeks of them that are judged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from almenara.observatory.detection.seasons import WEEK

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Weekly:
    """Series of any length: name, first day of the first week (ordinal), number of weeks."""

    names: Sequence[str]
    first: Whole
    weeks: Whole
    counts: Floats

    @cached_property
    def begins(self) -> Whole:
        """Where each series begins in `counts`."""
        return np.cumsum(self.weeks) - self.weeks

    @cached_property
    def series(self) -> Whole:
        """The series of each place in `counts`."""
        return np.repeat(np.arange(len(self.weeks)), self.weeks)

    def newest(self, last: int | None) -> Whole:
        """The places of the newest weeks of each series, or of all."""
        if last is None:
            return np.arange(len(self.counts))
        kept = np.minimum(self.weeks, last)
        ends = np.repeat(self.begins + self.weeks, kept)
        until = np.repeat(np.cumsum(kept), kept)
        return ends - until + np.arange(kept.sum())

    def since(self, picks: Whole) -> Whole:
        """How many weeks of its series lie before each place."""
        return picks - self.begins[self.series[picks]]

    def days(self, picks: Whole) -> Whole:
        """The first day (ordinal) of each place's week."""
        return self.first[self.series[picks]] + WEEK * self.since(picks)

    def back(self, picks: Whole, weeks: Whole) -> Floats:
        """Counts so many weeks before each place; nan before the series begins."""
        apart = weeks <= self.since(picks)[:, None]
        return np.where(apart, self.counts[np.maximum(picks[:, None] - weeks, 0)], np.nan)


def of_matrix(counts: Floats, start: date, names: Sequence[str] = ()) -> Weekly:
    """Series × weeks that all begin in the same week."""
    series, weeks = counts.shape
    return Weekly(
        names or [str(number) for number in range(series)],
        np.full(series, start.toordinal()),
        np.full(series, weeks),
        np.asarray(counts, dtype=np.float64).ravel(),
    )
