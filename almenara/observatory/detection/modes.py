"""Change of mode: do the routes, ports or means of this quarter share out as those before?

G test of likelihood ratio (Sokal and Rohlf, *Biometry*, ch. 17) with Williams's correction, many
tables of two rows at once.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from almenara.observatory.detection.verdicts import Floats

FEWEST = 5  # expected in the emptiest mode, on average over the modes: below, nothing is said


@dataclass(frozen=True)
class Change:
    """One place a series; `contribution` has the modes too, more than before above 0."""

    statistic: Floats
    probability: Floats
    contribution: Floats


def changes(before: ArrayLike, now: ArrayLike) -> Change:
    """Compares two periods by mode (series × modes); nan where there is too little."""
    tables = np.stack([np.asarray(one, dtype=np.float64) for one in (before, now)], axis=1)
    rows, modes = tables.sum(axis=2, keepdims=True), tables.sum(axis=1, keepdims=True)
    total, used = rows.sum(axis=(1, 2)), (modes[:, 0] > 0).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = rows * modes / total[:, None, None]
        statistic = 2 * special.xlogy(tables, tables / expected)
        statistic = np.nansum(statistic, axis=(1, 2)) / _williams(rows, modes, total, used)
        contribution = np.nan_to_num((tables - expected) / np.sqrt(expected))[:, 1]
    known = (used > 1) & (rows.min(axis=(1, 2)) / np.maximum(used, 1) >= FEWEST)
    probability = special.chdtrc(np.maximum(used - 1, 1), np.maximum(statistic, 0))
    return Change(
        np.where(known, statistic, np.nan), np.where(known, probability, np.nan), contribution
    )


def _williams(rows: Floats, modes: Floats, total: Floats, used: Floats) -> Floats:
    """By how much the statistic is too large in small tables."""
    by_row = total * (1 / rows).sum(axis=(1, 2)) - 1
    by_mode = total * np.where(modes > 0, 1 / modes, 0).sum(axis=(1, 2)) - 1
    return 1 + by_row * by_mode / (6 * total * (used - 1))
