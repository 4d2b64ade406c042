"""Pages of a list that may be long: counting stops where hardly anybody reads on.

Under row-level security a count asks of every row whether it is there for the viewer. A page says
«500+» instead, and goes on as far as somebody turns it; the API counts exactly.
"""

from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

MOST = 500  # rows that a page counts
FARTHEST = 1_000_000  # pages


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
    def has_more(self) -> bool:
        return self.reached > self.most


def page(found: QuerySet[Any], size: int, asked: str | None) -> Page:
    """The page asked for; the one after it is always counted, however far that is."""
    number = int(asked) if asked and asked.isascii() and asked.isdigit() else 1
    most = max(MOST, (min(number, FARTHEST) + 1) * size)
    return Pages(found, size, most).get_page(asked)
