"""Quorum and votes: plain numbers, no database."""

from collections.abc import Iterable


def required(share: str, seats: int) -> int:
    """How many must be there of so many that take part; never nobody."""
    least = {"third": -(-seats // 3), "majority": seats // 2 + 1, "two-thirds": -(-2 * seats // 3)}
    return max(1, least[share])


def is_adopted(voting: str, choices: Iterable[str]) -> bool:
    """Is a decision carried by these voices? Abstentions do not count; consensus asks no vote."""
    cast = list(choices)
    yes, no = cast.count("yes"), cast.count("no")
    return yes > 0 and (yes >= 2 * no if voting == "two-thirds" else yes > no)
