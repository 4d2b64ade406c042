"""Weekly series with known outbreaks, on which detection is calibrated and scored.

42 scenarios after the recipe of Noufaily et al. 2013: level, trend, season and dispersion, four
past outbreaks and one that is going on. Nothing here is a figure of any State.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from almenara.observatory.detection.verdicts import Floats

WEEKS, CURRENT = 624, 576
_PAST, _PAST_SIZES, _SPREAD = (313, 576), (2, 3, 5, 10), 0.5
_LEVEL = (0.1, -2, 1.5, 0.5, 2.5, 3.75, 5)
_TREND = (0.0025, 0.005, 0.003, 0.002, 0.001, 0.001, 0.0001)
_SEASON = ((0.6, 0.6), (0.1, 0.3), (0.2, -0.4), (0.5, 0.5), (1, 0.1), (0.1, -0.1), (0.05, 0.01))
_DISPERSION = (1.5, 2, 1, 5, 3, 1.1, 1.2)
_YEAR = 52


@dataclass(frozen=True)
class Simulated:
    """Series × weeks: all cases, and those of the outbreak that is going on."""

    counts: Floats
    outbreak: Floats


@dataclass(frozen=True)
class Score:
    """Shares of weeks (and of outbreaks, `found`) in the weeks that were judged."""

    false: float
    found: float
    sensitivity: float
    precision: float

    @property
    def f1(self) -> float:
        return 2 * self.sensitivity * self.precision / (self.sensitivity + self.precision)


def simulate(seed: int, replicates: int) -> Simulated:
    """Every scenario so many times, with one seed for all."""
    random = np.random.default_rng(seed)
    pairs = [_series(random, *one) for one in _scenarios() for _again in range(replicates)]
    return Simulated(*(np.array(part) for part in zip(*pairs, strict=True)))


def _scenarios() -> list[tuple[Floats, float]]:
    """Expected counts of each scenario, with its dispersion."""
    week = np.arange(1, WEEKS + 1)
    found = []
    sets = zip(_LEVEL, _TREND, _SEASON, _DISPERSION, strict=True)
    for (level, slope, (cosine, sine), dispersion), trend, terms in product(
        sets, (0, 1), (0, 1, 2)
    ):
        angles = [2 * np.pi * term * week / _YEAR for term in range(1, terms + 1)]
        season = sum((cosine * np.cos(a) + sine * np.sin(a) for a in angles), np.zeros(WEEKS))
        found.append((np.exp(level + trend * slope * week + season), dispersion))
    return found


def _series(
    random: np.random.Generator, mean: Floats, dispersion: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """One series with its outbreaks, and the current one alone."""
    if dispersion > 1:
        counts = random.negative_binomial(mean / (dispersion - 1), 1 / dispersion)
    else:
        counts = random.poisson(mean)
    for size in _PAST_SIZES:
        start = int(random.integers(*_PAST))
        counts = counts + _outbreak(random, mean, dispersion, start, size)
    start = int(random.integers(CURRENT, WEEKS + 1))
    current = _outbreak(random, mean, dispersion, start, int(random.integers(1, 11)))
    return counts + current, current


def _outbreak(
    random: np.random.Generator, mean: Floats, dispersion: float, start: int, size: int
) -> NDArray[np.int64]:
    """Cases by week; `start` counts weeks from 1, `size` is in standard deviations."""
    cases = max(int(random.poisson(size * np.sqrt(dispersion * mean[start - 1]))), 2)
    delay = np.floor(random.lognormal(0, _SPREAD, cases)).astype(int)
    weeks = start - 1 + delay
    return np.bincount(weeks[weeks < WEEKS], minlength=WEEKS)


def score(alarm: NDArray[np.bool_], outbreak: Floats) -> Score:
    """Alarms against outbreaks, series × weeks, in the weeks judged."""
    going = outbreak > 0
    hits, false = (alarm & going).sum(), (alarm & ~going).sum()
    return Score(
        false=float(false / (~going).sum()),
        found=float((alarm & going).any(axis=1).sum() / going.any(axis=1).sum()),
        sensitivity=float(hits / going.sum()),
        precision=float(hits / max(hits + false, 1)),
    )
