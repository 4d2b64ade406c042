"""Paragraph × State × action: a table from what was done. Values in, values out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Done:
    """Something done for a paragraph, in States or by the secretariat (none)."""

    paragraph: int
    states: tuple[str, ...]
    what: str


def cells(done: Iterable[Done]) -> dict[tuple[int, str], list[str]]:
    """By paragraph and State what was done; "" stands for the secretariat."""
    found: dict[tuple[int, str], list[str]] = {}
    for one in done:
        for state in one.states or ("",):
            found.setdefault((one.paragraph, state), []).append(one.what)
    return found


def table(
    paragraphs: Sequence[int], states: Sequence[str], done: Iterable[Done]
) -> list[list[str]]:
    """A row a State and a column a paragraph: each cell says what was done, or nothing."""
    found = cells(done)
    return [
        ["; ".join(found.get((number, state), [])) for number in paragraphs] for state in states
    ]
