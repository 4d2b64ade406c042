"""What every method says of a week: the count, what was expected, the bound, and how unlikely."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Verdicts:
    """One place a judged week; nan where there is too little to say anything."""

    count: Floats
    expected: Floats
    bound: Floats
    probability: Floats

    @property
    def alarm(self) -> NDArray[np.bool_]:
        """More than the bound, and at least one case; never without a bound."""
        return (self.count > self.bound) & (self.count > 0)
