"""Scan: are the last one, two or three weeks together more than was to be expected?

Counts and expectations are summed over 1, 2 and 3 weeks, with the dispersion of the newest one.
Each length has its share of one level, and the level is calibrated on simulated series so that a
quiet week has an alarm once in a hundred (`calibration.json`, made by tools/calibrate.py).
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from almenara.observatory.detection import farrington, tails
from almenara.observatory.detection.farrington import Forecast, Options
from almenara.observatory.detection.seasons import Window, Years
from almenara.observatory.detection.verdicts import Verdicts
from almenara.observatory.detection.weekly import Floats, Weekly, Whole

SHARES = (1 / 3, 1.0, 1 / 20)  # of the level, for 1, 2 and 3 weeks
_FILE = Path(__file__).parent / "calibration.json"


@cache
def calibration() -> dict[str, Any]:
    """The level of the scan, and what each method's nominal level was worth when measured."""
    found: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return found


@dataclass(frozen=True)
class Sums:
    """Lengths × judged weeks; nan where a week of the length cannot be judged."""

    count: Floats
    expected: Floats
    dispersion: Floats  # of the newest week


def judge(weekly: Weekly, picks: Whole, years: Years, level: float | None = None) -> Verdicts:
    """Expected value, bound and alarm of each picked week at the calibrated level, or another."""
    found = sums(weekly, picks, Options(Window(years=years)))
    shares = np.array(SHARES)[:, None] * (calibration()["level"] if level is None else level)
    count = found.count[0]
    at_most = tails.quantile(1 - shares, found.expected, found.dispersion)
    room = np.fmin.reduce(at_most - (found.count - count))  # what earlier weeks leave
    return Verdicts(count, found.expected[0], np.maximum(room, 0), smallest(found))


def smallest(found: Sums) -> Floats:
    """The smallest tail, each divided by its share: it is compared with the level."""
    each = tails.tail(found.count, found.expected, found.dispersion)
    return np.fmin.reduce(each / np.array(SHARES)[:, None])


def sums(weekly: Weekly, picks: Whole, options: Options) -> Sums:
    """Counts and expectations of the last 1, 2, 3 weeks of each picked week."""
    lengths = np.arange(len(SHARES))
    inside = weekly.since(picks)[:, None] >= lengths
    weeks = np.where(inside, picks[:, None] - lengths, picks[:, None])
    needed, of = np.unique(weeks, return_inverse=True)
    each: Forecast = farrington.forecast(weekly, needed, options)
    expected = np.where(inside, each.expected[of.reshape(weeks.shape)], np.nan)
    newest = each.dispersion[of.reshape(weeks.shape)[:, 0]]
    counts = weekly.counts[weeks]
    return Sums(
        np.cumsum(counts, axis=1).T,
        np.cumsum(expected, axis=1).T,
        np.broadcast_to(newest, (len(SHARES), len(picks))),
    )
