"""What of a table of counts may be said in public: no small figure, nor a sum that gives it away.

A total beside all figures but one gives that one away; so a table that hides a figure says no
total. That holds between two versions of a table too: a sum is said only where every part is.
"""

from collections.abc import Iterable

THRESHOLD = 5  # R8


def is_shown(value: int, threshold: int = THRESHOLD) -> bool:
    """May this figure stand in public? Zero is a figure under the threshold like any other."""
    return value >= threshold


def total(values: Iterable[int], *, hides: bool) -> int | None:
    """The sum of what is shown, or nothing where some of it is hidden."""
    return None if hides else sum(values)
