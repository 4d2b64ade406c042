"""Classes of a map: five with about as many States each, their edges rounded for reading."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from math import floor, log10

from almenara.formats.figures import rounded

MOST = 5


def edges(values: Sequence[float]) -> list[float]:
    """Where one class ends and the next begins, without the ends; fewer when values repeat."""
    found = sorted(values)
    if len(set(found)) < 2:
        return []
    cuts = {_round(found[len(found) * n // MOST]) for n in range(1, MOST)}
    return sorted(cut for cut in cuts if found[0] < cut <= found[-1])


def place(value: float, cuts: Sequence[float]) -> int:
    """The class of a value, from 1; with few classes the darkest are used last."""
    return bisect_right(cuts, value) + 1


def labels(values: Sequence[float], cuts: Sequence[float], language: str) -> list[str]:
    """Each class as `from – below`; from the least value to the most."""
    ends = [min(values), *cuts, max(values)]
    said = [rounded(end, language) for end in ends]
    return [f"{a} – {b}" for a, b in pairwise(said)] if cuts else said[:1]


def _round(value: float) -> float:
    """Two digits that count."""
    return round(value, 1 - floor(log10(abs(value)))) if value else 0.0
