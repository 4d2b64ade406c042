"""Counts that scatter more than Poisson: negative binomial of given mean and dispersion.

Dispersion is variance ÷ mean, at least 1; at 1 the distribution is Poisson's. The distribution
functions are incomplete beta and gamma functions (Johnson, Kemp and Kotz, *Univariate Discrete
Distributions*, ch. 4 and 5).
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

Floats = NDArray[np.float64]
_ROUNDING = 64 * np.finfo(float).eps


def tail(count: ArrayLike, mean: ArrayLike, dispersion: ArrayLike) -> Floats:
    """The probability of this many or more; 1 for none."""
    count, mean, dispersion = _floats(count, mean, dispersion)
    poisson = dispersion <= 1
    spread = np.where(poisson, 2.0, dispersion)
    at = np.maximum(count, 1.0)
    wide = special.betainc(at, mean / (spread - 1), 1 - 1 / spread)
    return np.where(count <= 0, 1.0, np.where(poisson, special.gammainc(at, mean), wide))


def quantile(probability: ArrayLike, mean: ArrayLike, dispersion: ArrayLike) -> Floats:
    """The smallest count that is not exceeded with at least this probability; nan stays nan."""
    asked, mean, dispersion = _floats(probability, mean, dispersion)
    known = ~np.isnan(mean * dispersion * asked)
    found = np.full(mean.shape, np.nan)
    found[known] = _quantile(asked[known], mean[known], dispersion[known])
    return found


def _quantile(asked: Floats, mean: Floats, dispersion: Floats) -> Floats:
    """Bisection between a count that is too small (or -1) and one that is enough."""
    left = (1 - asked) * (1 + _ROUNDING) + _ROUNDING  # R's own allowance for rounding
    low, high = np.full(mean.shape, -1.0), np.ceil(mean + 4 * np.sqrt(mean * dispersion) + 4)
    while (short := tail(high + 1, mean, dispersion) > left).any():
        low, high = np.where(short, high, low), np.where(short, high * 2, high)
    while (open_ := high - low > 1).any():
        middle = np.where(open_, np.floor((low + high) / 2), high)
        enough = tail(middle + 1, mean, dispersion) <= left
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return high


def _floats(*given: ArrayLike) -> tuple[Floats, ...]:
    return tuple(np.broadcast_arrays(*(np.asarray(one, dtype=np.float64) for one in given)))
