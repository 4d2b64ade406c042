"""Breaks of trend in annual or monthly rates: where does the level change for good?

The logs of the rates are cut into stretches of one level each; every cut costs a penalty, and the
cheapest cutting is found exactly (optimal partitioning, Jackson et al. 2005, *IEEE Signal
Processing Letters* 12:105-108; PELT of Killick et al. 2012 is the same answer, pruned).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from almenara.observatory.detection.verdicts import Floats

PENALTY, SHORTEST, FEWEST = 0.6, 2, 8


@dataclass(frozen=True)
class Stretch:
    """From which place to before which, and the level of the rate (geometric mean)."""

    begin: int
    end: int
    level: float


def stretches(
    rates: ArrayLike, penalty: float = PENALTY, shortest: int = SHORTEST
) -> Sequence[Stretch]:
    """The stretches of one series, all rates above 0; none at all when history is too short."""
    known = np.asarray(rates, dtype=np.float64)
    if len(known) < FEWEST:
        return []
    if not (np.isfinite(known) & (known > 0)).all():
        raise ValueError("rates must be known and above 0")
    logs = np.log(known)
    cuts = _cuts(logs, penalty, shortest)
    return [Stretch(a, b, float(np.exp(logs[a:b].mean()))) for a, b in pairwise(cuts)]


def _cuts(logs: Floats, penalty: float, shortest: int) -> list[int]:
    """0, each cut, and the end; the cost of a stretch is its squared distance from its mean."""
    size = len(logs)
    centred = logs - logs.mean()  # less is lost in the differences of sums
    sums, squares = (np.append(0.0, np.cumsum(one)) for one in (centred, centred**2))
    best, came = np.full(size + 1, np.inf), np.zeros(size + 1, dtype=int)
    best[0] = -penalty
    for end in range(shortest, size + 1):
        begin = np.arange(end - shortest + 1)
        spread = squares[end] - squares[begin] - (sums[end] - sums[begin]) ** 2 / (end - begin)
        cost = best[begin] + spread + penalty
        came[end] = int(cost.argmin())
        best[end] = cost[came[end]]
    cuts = [size]
    while cuts[-1]:
        cuts.append(int(came[cuts[-1]]))
    return cuts[::-1]
