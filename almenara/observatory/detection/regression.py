"""Quasi-Poisson regression on level of season and time, for many series of one design at once.

Each week belongs to one level, so the normal equations are an arrow: a diagonal of levels and one
row for time. They are solved in closed form, and their sums for all series are one product of
matrices. Method: iteratively reweighted least squares (McCullagh and Nelder 1989, ch. 2).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from almenara.observatory.detection.seasons import Design

Floats = NDArray[np.float64]
_CLOSE, _ROUNDS, _FLOOR, _CEILING = 1e-8, 25, -36.0, 36.0
_NONE = 1e-10


@dataclass(frozen=True)
class Fit:
    """One row a series; `log_variance` is that of log `prediction`, without dispersion."""

    prediction: Floats
    log_variance: Floats
    slope: Floats
    slope_variance: Floats
    dispersion: Floats
    fitted: Floats
    leverage: Floats


def fit(counts: Floats, design: Design, weights: Floats, *, trend: bool) -> Fit:
    """Fits every row of counts (series × weeks) and predicts the week that the design judges."""
    linear = np.log(counts + 0.1)
    level = np.zeros((len(counts), design.levels))
    slope = np.zeros(len(counts))
    before = np.full(len(counts), np.inf)
    running = np.arange(len(counts))
    own = _own_deviance(counts, weights)
    for _round in range(_ROUNDS):
        y, v = counts[running], weights[running]
        level[running], slope[running], now = _step(y, v, linear[running], design, trend)
        linear[running] = now
        deviance = 2 * (own[running] - (v * (y * now - np.exp(now))).sum(axis=1))
        moved = np.abs(deviance - before[running]) / (np.abs(deviance) + 0.1) >= _CLOSE
        before[running] = deviance
        running = running[moved]
        if not running.size:
            break
    return _described(counts, design, weights, linear, level, slope, trend)


def _own_deviance(counts: Floats, weights: Floats) -> Floats:
    """The part of the deviance that no fit changes."""
    logs = np.log(np.where(counts > 0, counts, 1.0))
    return (weights * (counts * logs - counts)).sum(axis=1)


def _step(
    y: Floats, v: Floats, linear: Floats, design: Design, trend: bool
) -> tuple[Floats, Floats, Floats]:
    """One weighted least squares step: levels, slope and the new linear predictor."""
    mean = np.exp(linear)
    weighted = v * (mean * linear + y - mean)
    size, timed, spread = _arrow(v * mean, design)
    sums = weighted @ design.sums[:, : design.levels]
    slope = np.zeros(len(y))
    if trend:
        slope = (weighted @ design.years - (timed * sums / size).sum(axis=1)) / spread
    level = (sums - slope[:, None] * timed) / size
    now = level[:, design.level] + slope[:, None] * design.years
    return level, slope, np.clip(now, _FLOOR, _CEILING)


def _arrow(weights: Floats, design: Design) -> tuple[Floats, Floats, Floats]:
    """Weight of each level, weighted time of each level, and the scatter of time within levels."""
    sums = weights @ design.sums
    size, timed = sums[:, : design.levels], sums[:, design.levels : -1]
    return size, timed, sums[:, -1] - (timed**2 / size).sum(axis=1)


def _described(
    y: Floats, design: Design, v: Floats, linear: Floats, level: Floats, slope: Floats, trend: bool
) -> Fit:
    """Dispersion, leverage and the variance of the prediction, at the weights of the fit."""
    mean = np.exp(linear)
    size, timed, spread = _arrow(v * mean, design)
    spread = spread if trend else np.full(len(y), np.inf)
    centre = timed / size
    free = max(len(design.level) - design.levels - trend, 1)
    residual = (v * (y - mean) ** 2 / mean).sum(axis=1)
    apart = design.years - centre[:, design.level]
    share = 1 / size[:, design.level] + apart**2 / spread[:, None]
    return Fit(
        prediction=np.exp(np.clip(level[:, 0], _FLOOR, _CEILING)),
        log_variance=1 / size[:, 0] + centre[:, 0] ** 2 / spread,
        slope=slope,
        slope_variance=1 / spread,
        dispersion=np.maximum(residual / free, 1.0),
        fitted=mean,
        leverage=v * mean * share,
    )


def reweighted(counts: Floats, first: Fit, limit: float) -> Floats:
    """Weights that take past outbreaks out: standardised Anscombe residuals above the limit."""
    room = np.sqrt(first.dispersion[:, None] * np.maximum(1 - first.leverage, _NONE))
    root = np.sqrt(first.fitted)
    residual = 1.5 * (np.cbrt(counts) ** 2 * first.fitted ** (-1 / 6) - root) / room
    weights = np.where(residual > limit, np.maximum(residual, _NONE) ** -2.0, 1.0)
    return weights * (counts.shape[1] / weights.sum(axis=1, keepdims=True))
