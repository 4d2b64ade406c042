"""Many series at once: how many of the signals of one run may be false?

After Benjamini and Hochberg 1995, *Journal of the Royal Statistical Society* B 57:289-300.
"""

import numpy as np
from numpy.typing import ArrayLike

from almenara.observatory.detection.verdicts import Floats


def false_discovery(probabilities: ArrayLike) -> Floats:
    """The false discovery rate at which each would just be kept; nan takes no part and stays."""
    given = np.asarray(probabilities, dtype=np.float64)
    found, known = np.full(given.shape, np.nan), np.flatnonzero(~np.isnan(given))
    order = known[np.argsort(given[known], kind="stable")]
    rate = given[order] * len(order) / np.arange(1, len(order) + 1)
    found[order] = np.minimum(np.minimum.accumulate(rate[::-1])[::-1], 1.0)
    return found
