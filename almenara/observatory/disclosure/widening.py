"""Can a hidden figure be anything in an interval wide enough? If not, what else must be hidden?

Two sets of figures that both obey every equation, and differ in the hidden cell by as much as is
asked, are looked for; what they move must be hidden. The linear programme moves as little as it
can (Fischetti and Salazar 2000, *Mathematical Programming* 84:283-312, in its linear form); then
an integer programme chooses, among what it moved, the cheapest set that is enough.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
_STILL = 1e-7  # below this a figure does not move
_ROOM = 20.0  # times what is asked: further than this no figure of a cheapest set moves


@dataclass(frozen=True)
class Asked:
    """That one figure may be so much more in one set than in the other.

    matrix: equations × figures, +1 the total, -1 its parts.
    lower, upper: how far each figure may move from its true value.
    cost: of hiding each; 0 = it is hidden.
    """

    matrix: sparse.csr_array
    lower: Floats
    upper: Floats
    cost: Floats
    figure: int
    width: float

    def of(self, places: Places) -> "Asked":
        """With these figures moving only."""
        matrix = self.matrix[:, places]
        return Asked(
            matrix[np.diff(matrix.indptr) > 0],
            self.lower[places], self.upper[places], self.cost[places],
            int(np.flatnonzero(places == self.figure)[0]), self.width,
        )  # fmt: skip


def wide(asked: Asked) -> Places | None:
    """Hidden figures that are wide enough at once, the one asked among them; None = it is not."""
    places = np.flatnonzero(asked.cost == 0)
    found = _least(asked.of(places))
    if found is None:
        return None
    apart = np.abs(found[0] - found[1])
    return places[(apart >= asked.width - _STILL) | (places == asked.figure)]


def widened(asked: Asked) -> Places | None:
    """What to hide besides; None = nothing is enough."""
    found = _least(asked)
    if found is None:
        return None
    moves = np.abs(found).max(axis=0) > _STILL
    support = np.flatnonzero(moves & (asked.cost > 0))
    if len(support) < 2:
        return support
    places = np.union1d(support, np.flatnonzero(asked.cost == 0))
    chosen = _fewest(asked.of(places))
    return support if chosen is None else np.intersect1d(places[chosen], support)


def _least(asked: Asked) -> Floats | None:
    """The two sets, as moves from the true values, that move as little as they can."""
    rows, size = asked.matrix.shape
    cells = asked.matrix.tocoo()
    row, column, sign = cells.row, cells.col, cells.data
    at = asked.figure + size * np.arange(4)  # up and down in one set, up and down in the other
    equations = sparse.csr_array(
        (
            np.concatenate([sign, -sign, sign, -sign, [1.0, -1.0, -1.0, 1.0]]),
            (
                np.concatenate([row, row, row + rows, row + rows, np.full(4, 2 * rows)]),
                np.concatenate([*(column + size * n for n in range(4)), at]),
            ),
        ),
        (2 * rows + 1, 4 * size),
    )
    goal = np.append(np.zeros(2 * rows), asked.width)
    found = optimize.milp(
        np.tile(asked.cost + 1e-3, 4),
        constraints=optimize.LinearConstraint(equations, goal, goal),
        bounds=optimize.Bounds(
            np.zeros(4 * size), np.tile(np.concatenate([asked.upper, -asked.lower]), 2)
        ),
    )
    if found.x is None:
        return None
    up, down, other_up, other_down = found.x.reshape(4, size)
    return np.stack([up - down, other_up - other_down])


def _fewest(asked: Asked) -> NDArray[np.bool_] | None:
    """The cheapest choice of figures that is enough: one binary for each."""
    rows, size = asked.matrix.shape
    far = np.minimum(asked.upper, _ROOM * asked.width)
    near = np.maximum(asked.lower, -_ROOM * asked.width)
    two = np.arange(2 * size)
    alone = sparse.csr_array(
        ([1.0, -1.0], ([0, 0], [asked.figure, size + asked.figure])), (1, 3 * size)
    )
    both = sparse.block_diag([asked.matrix, asked.matrix])
    equal = sparse.hstack([both, sparse.csr_array((2 * rows, size))])

    def tied(limit: Floats) -> sparse.csr_array:
        """A figure that is not hidden does not move."""
        binary = sparse.csr_array((-np.tile(limit, 2), (two, two % size)), (2 * size, size))
        return sparse.hstack([sparse.eye_array(2 * size), binary])

    found = optimize.milp(
        np.concatenate([np.zeros(2 * size), asked.cost]),
        constraints=[
            optimize.LinearConstraint(equal, 0, 0),
            optimize.LinearConstraint(tied(far), -np.inf, 0),
            optimize.LinearConstraint(tied(near), 0, np.inf),
            optimize.LinearConstraint(alone, asked.width, np.inf),
        ],
        integrality=np.repeat([0, 0, 1], size),
        bounds=optimize.Bounds(
            np.concatenate([near, near, np.zeros(size)]), np.concatenate([far, far, np.ones(size)])
        ),
        options={"time_limit": 5.0},
    )
    return None if found.x is None else found.x[2 * size :] > 0.5
