"""Improved Farrington: is this week's count more than former years lead us to expect?

After Noufaily et al. 2013, *Statistics in Medicine* 32:1206-1222: quasi-Poisson regression on
season and trend, past outbreaks weighted down once, bound from a negative binomial distribution.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import special

from almenara.observatory.detection import regression, seasons, tails
from almenara.observatory.detection.regression import Fit
from almenara.observatory.detection.seasons import Design, Window
from almenara.observatory.detection.verdicts import Verdicts
from almenara.observatory.detection.weekly import Floats, Weekly, Whole

Threshold = Literal["nbPlugin", "delta", "muan"]
ENOUGH, RECENT = 5, 4  # cases in so many weeks, below which nothing is said
YEARS_FOR_TREND = 3
_BATCH = 1024
_UNKNOWN = 28.0  # log of an upper limit so high (10¹²) that it says nothing


@dataclass(frozen=True)
class Options:
    """As the command line names them; `trend_p` 1 tries a trend always."""

    window: Window = field(default_factory=Window)
    alpha: float = 0.01
    threshold: Threshold = "nbPlugin"
    weights_threshold: float = 2.58
    trend_p: float = 1.0


@dataclass(frozen=True)
class Forecast:
    """What former years lead to expect in each judged week; nan without enough history."""

    expected: Floats
    dispersion: Floats
    log_variance: Floats
    slope: Floats  # of the log per year of 52 weeks, nan where no trend was kept

    @property
    def trend(self) -> NDArray[np.bool_]:
        return ~np.isnan(self.slope)


def judge(weekly: Weekly, picks: Whole, options: Options) -> Verdicts:
    """Expected value, bound and alarm of each picked week."""
    found = forecast(weekly, picks, options)
    count = weekly.counts[picks]
    bound = np.where(enough(weekly, picks), bounds(found, options), np.nan)
    return Verdicts(
        count, found.expected, bound, tails.tail(count, found.expected, found.dispersion)
    )


def enough(weekly: Weekly, picks: Whole) -> NDArray[np.bool_]:
    """Were there at least five cases in the last four weeks?"""
    return np.nansum(weekly.back(picks, np.arange(RECENT)), axis=1) >= ENOUGH


def bounds(found: Forecast, options: Options) -> Floats:
    """The largest count that is no alarm, by the threshold that was chosen."""
    z, mean = special.ndtri(1 - options.alpha), found.expected
    if options.threshold == "delta":
        spread = np.sqrt(found.dispersion / mean + found.log_variance)
        return mean * (1 + 2 / 3 * z * spread) ** 1.5
    if options.threshold == "muan":
        upper = np.log(mean) + z * np.sqrt(found.log_variance)
        mean = np.where(upper < _UNKNOWN, np.exp(np.minimum(upper, _UNKNOWN)), np.nan)
    return tails.quantile(1 - options.alpha, mean, found.dispersion)


def forecast(weekly: Weekly, picks: Whole, options: Options) -> Forecast:
    """Fits the history of every picked week; weeks of one design go through together."""
    found = np.full((4, len(picks)), np.nan)
    for design, members in _designs(weekly, picks, options.window):
        for some in np.array_split(members, max(1, len(members) // _BATCH)):
            counts = weekly.counts[picks[some][:, None] - design.back]
            found[:, some] = _fitted(counts, design, options)
    return Forecast(*found)


def _designs(weekly: Weekly, picks: Whole, window: Window) -> Iterator[tuple[Design, Whole]]:
    """Each design with the picks that have the whole history it asks for."""
    days = weekly.days(picks) if window.years == "calendar" else np.ones_like(picks)
    distinct, of = np.unique(days, return_inverse=True)
    backs = [seasons.references(date.fromordinal(day), window) for day in distinct.tolist()]
    since = weekly.since(picks)
    for back in dict.fromkeys(backs):
        design = seasons.design(back, window)
        its_own = np.array([one == back for one in backs])[of]
        members = np.flatnonzero(its_own & (since >= back[-1] + window.w))
        if members.size and len(design.back) > design.levels + 1:
            yield design, members


def _fitted(counts: Floats, design: Design, options: Options) -> Floats:
    """Expected value, dispersion, variance and slope; the trend is kept only where it may."""
    if options.window.b < YEARS_FOR_TREND:
        return _columns(_robust(counts, design, options, trend=False), trend=False)
    first = _robust(counts, design, options, trend=True)
    found = _columns(first, trend=True)
    kept = first.prediction <= counts.max(axis=1)
    if options.trend_p < 1:
        error = np.sqrt(first.dispersion * first.slope_variance)
        free = len(design.level) - design.levels - 1
        kept &= 2 * special.stdtr(free, -np.abs(first.slope / error)) <= options.trend_p
    if not kept.all():
        again = _robust(counts[~kept], design, options, trend=False)
        found[:, ~kept] = _columns(again, trend=False)
    return found


def _robust(counts: Floats, design: Design, options: Options, *, trend: bool) -> Fit:
    """Two fits: the second with past outbreaks weighted down."""
    first = regression.fit(counts, design, np.ones_like(counts), trend=trend)
    weights = regression.reweighted(counts, first, options.weights_threshold)
    return regression.fit(counts, design, weights, trend=trend)


def _columns(fit: Fit, *, trend: bool) -> Floats:
    slope = fit.slope if trend else np.full_like(fit.slope, np.nan)
    return np.stack([fit.prediction, fit.dispersion, fit.dispersion * fit.log_variance, slope])
