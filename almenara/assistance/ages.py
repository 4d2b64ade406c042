"""How many cases are how old, as sums that tell of no single one. Pure."""

from collections.abc import Iterable

BANDS = ((0, 10), (10, 30), (30, 90), (90, None))  # days: from, to (not included)
THRESHOLD = 5


def counted(days: Iterable[int]) -> list[int]:
    """How many fall in each band."""
    sums = [0] * len(BANDS)
    for age in days:
        sums[next(i for i, (_from, to) in enumerate(BANDS) if to is None or age < to)] += 1
    return sums


def shown(sums: Iterable[int]) -> list[int | None]:
    """Sums below the threshold, nought included, are None; there is no total to subtract from."""
    return [number if number >= THRESHOLD else None for number in sums]
