"""EARS C1, C2, C3: this week against the seven weeks before it; no season, no years of history.

After Hutwagner et al. 2003, *Journal of Urban Health* 80:i89-i96. C1 ends its baseline the week
before; C2 and C3 leave two weeks between, so that a slow rise does not hide itself; C3 adds what
the two weeks before exceeded one standard deviation by.
"""

from typing import Literal

import numpy as np
from scipy import special

from almenara.observatory.detection.verdicts import Verdicts
from almenara.observatory.detection.weekly import Floats, Weekly, Whole

Kind = Literal["c1", "c2", "c3"]
KINDS: dict[str, Kind] = {"ears-c1": "c1", "ears-c2": "c2", "ears-c3": "c3"}
BASELINE = 7
_LAG = {"c1": 1, "c2": 3, "c3": 3}


def judge(weekly: Weekly, picks: Whole, kind: Kind, alpha: float) -> Verdicts:
    """Baseline mean, bound and alarm of each picked week; nan in the first weeks."""
    count = weekly.counts[picks]
    mean, deviation = _baseline(weekly, picks, _LAG[kind])
    z = np.full(len(picks), special.ndtri(1 - alpha))
    if kind == "c3":
        z = z - sum(_excess(weekly, picks, back) for back in (1, 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        probability = special.ndtr(-(count - mean) / deviation)
    return Verdicts(count, mean, mean + z * deviation, probability)


def _baseline(weekly: Weekly, picks: Whole, lag: int) -> tuple[Floats, Floats]:
    """Mean and standard deviation of the seven weeks that end so many weeks before."""
    past = weekly.back(picks, np.arange(lag, lag + BASELINE))
    return past.mean(axis=1), past.std(axis=1, ddof=1)


def _excess(weekly: Weekly, picks: Whole, back: int) -> Floats:
    """By how much an earlier week's C2 went over one standard deviation."""
    earlier = np.where(weekly.since(picks) >= back, picks - back, picks)
    mean, deviation = _baseline(weekly, earlier, _LAG["c2"])
    with np.errstate(divide="ignore", invalid="ignore"):
        over = (weekly.counts[earlier] - mean) / deviation - 1
    over = np.where(deviation > 0, np.maximum(over, 0), 0)
    known = (weekly.since(picks) >= back) & ~np.isnan(mean)
    return np.where(known, over, np.nan)
