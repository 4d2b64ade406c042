"""Differences of two vintages of a million cells, by cell: asked < 2 s."""

from time import perf_counter, process_time

import numpy as np

from almenara.observatory.cells import Table
from almenara.observatory.differences import differences

SERIES, PERIODS, REVISED = 20_000, 50, 0.01
LIMIT = 2.0


def vintage(seed: int, value: np.ndarray) -> Table:
    """A million cells in an order of their own."""
    size = SERIES * PERIODS
    order = np.random.default_rng(seed).permutation(size)
    plain = np.zeros(size, np.int32)
    return Table(
        dimensions=("AREA", "CODE"),
        keys=tuple((f"{at % 32:02}", f"C{at // 32}") for at in range(SERIES)),
        periods=tuple(str(1970 + at) for at in range(PERIODS)),
        series=(order // PERIODS).astype(np.int32),
        period=(order % PERIODS).astype(np.int32),
        value=value[order],
        status=np.full(size, "A"),
        confidentiality=np.full(size, "F"),
        line=plain,
        column=plain,
    )


def main() -> None:
    draw = np.random.default_rng(1)
    before = draw.poisson(20, SERIES * PERIODS).astype(float)
    after = before.copy()
    moved = draw.random(len(after)) < REVISED
    after[moved] += 1
    tables = vintage(2, before), vintage(3, after)
    started, spent = perf_counter(), process_time()
    found = differences(*tables)
    took, cpu = perf_counter() - started, process_time() - spent
    assert len(found.changed_after) == moved.sum()
    print(f"{len(after):,} cells, {moved.sum():,} changed: {took:.2f} s, {cpu:.2f} s CPU")
    assert took < LIMIT
