"""Pages of a list that may be long: counting stops where hardly anybody reads on.

Under row-level security a count asks of every row whether it is there for the viewer. A page says
«200+» instead, and goes on as far as somebody turns it; the API counts exactly.
"""

from collections.abc import Callable, Iterable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet

MOST = 200  # rows that a page counts
FARTHEST = 1_000_000  # pages


@dataclass(frozen=True)
class Sheet:
    """How lists of a model leave as a file: `rows` are its cells for a viewer, in its columns."""

    title: Any
    header: Sequence[Any]
    rows: Callable[[Any, list[Any]], Iterable[Sequence[Any]]]
    marking: Callable[[Any], str] = lambda row: "TLP:CLEAR"


SHEETS: dict[type[Model], Sheet] = {}  # filled by each app for its lists
heard: ContextVar[list[QuerySet[Any]] | None] = ContextVar("heard", default=None)


class Pages(Paginator):
    """A paginator that counts as far as `most`, and knows whether there is more."""

    def __init__(self, found: QuerySet[Any], size: int, most: int) -> None:
        super().__init__(found, size)
        self.found, self.most = found, most

    @cached_property
    def reached(self) -> int:
        """Up to one row beyond `most`."""
        return int(self.found[: self.most + 1].count())

    @cached_property
    def count(self) -> int:
        return min(self.reached, self.most)

    @property
    def leaves(self) -> bool:
        """Can the whole list leave as a file?"""
        return self.found.model in SHEETS

    @property
    def has_more(self) -> bool:
        return self.reached > self.most


def page(found: QuerySet[Any], size: int, asked: str | None) -> Page:
    """The page asked for; the one after it is always counted, however far that is.

    Whoever listens (`heard`) gets the whole list.
    """
    if (listening := heard.get()) is not None and found.model in SHEETS:
        listening.append(found)
    return Pages(found, size, reach(size, asked)).get_page(asked)


def reach(size: int, asked: str | None) -> int:
    """How many rows are counted for the page asked for."""
    number = int(asked) if asked and asked.isascii() and asked.isdigit() else 1
    return max(MOST, (min(number, FARTHEST) + 1) * size)
