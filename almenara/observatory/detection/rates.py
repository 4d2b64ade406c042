"""A category with less than a year of history: its rate, pooled across States.

Counts are Poisson, rates of States scatter as a Gamma distribution: its two parameters come from
all States together by maximum likelihood, and each State's own counts move its rate as far as they
weigh (empirical Bayes; Gelman et al., *Bayesian Data Analysis*, §2.6 and §2.7). What comes next is
negative binomial.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from almenara.observatory.detection import tails
from almenara.observatory.detection.verdicts import Floats

FEWEST = 3  # States with exposure, below which nothing is pooled
_SCATTER = np.geomspace(1e-4, 1e3, 281)  # variance ÷ squared mean of the rates that are tried


@dataclass(frozen=True)
class Pool:
    """A Gamma distribution of rates for each State, after its own counts."""

    shape: Floats
    exposure: Floats

    @property
    def rate(self) -> Floats:
        return self.shape / self.exposure

    def tail(self, count: ArrayLike, exposure: ArrayLike) -> Floats:
        """The probability of this many or more in the next weeks of this exposure."""
        coming = np.asarray(exposure, dtype=np.float64)
        return tails.tail(count, self.rate * coming, 1 + coming / self.exposure)

    def bound(self, exposure: ArrayLike, alpha: float) -> Floats:
        """The largest count in the next weeks that is no alarm."""
        coming = np.asarray(exposure, dtype=np.float64)
        return tails.quantile(1 - alpha, self.rate * coming, 1 + coming / self.exposure)


def pool(counts: ArrayLike, exposure: ArrayLike) -> Pool | None:
    """The rates of all States out of counts and exposures (weeks, or weeks × population).

    None when too few States have an exposure, or none of them a case.
    """
    y, weeks = (np.asarray(one, dtype=np.float64) for one in (counts, exposure))
    told = weeks > 0
    if told.sum() < FEWEST or not y[told].any():
        return None
    mean = y[told].sum() / weeks[told].sum()
    shape = 1 / _SCATTER[_likelihood(y[told], weeks[told] * mean).argmax()]
    return Pool(shape + np.where(told, y, 0), shape / mean + np.where(told, weeks, 0))


def _likelihood(counts: Floats, expected: Floats) -> Floats:
    """The log likelihood of the counts at each scatter, but for what no scatter changes."""
    shape, y = 1 / _SCATTER[:, None], counts[None]
    share = shape / (shape + expected)
    each = special.gammaln(shape + y) - special.gammaln(shape) + shape * np.log(share)
    total: Floats = (each + special.xlogy(y, 1 - share)).sum(axis=1)
    return total
