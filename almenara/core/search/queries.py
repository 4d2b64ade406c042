"""What can be found; one function of the database filters before it ranks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection

from almenara.core.parties.actor import Actor

LONGEST = 200
FITTED = 2000  # things put in order of fit: those with all the words first, then the newest
_FIND = """select thing, ref, title, url, total
from search_find(%s, %s, %s, %s, %s, %s::text[], %s, %s)"""
CIRCLES: list[Callable[[Actor], Iterable[str]]] = []  # an app's own: in which is this viewer?


@dataclass(frozen=True)
class Found:
    """One thing that answers to the words."""

    thing: str
    id: str
    title: str
    url: str


@dataclass(frozen=True)
class Page:
    items: list[Found]
    count: int


def found(
    viewer: Actor,
    asked: str,
    thing: str = "",
    least: int = 0,
    most: int = 50,
    counted: int | None = None,
) -> Page:
    """The best `most` things after `least`, and how many this viewer could find in all.

    `counted`: beyond so many, in the order of `FITTED`, none is looked at. The database knows the
    viewer by the settings of the transaction.
    """
    words = asked.replace("\x00", " ")[:LONGEST]
    circles = [circle for known in CIRCLES for circle in known(viewer)]
    with connection.cursor() as cursor:
        given: list[Any] = [words, viewer.language, thing, least, most, circles, FITTED, counted]
        cursor.execute(_FIND, given)
        rows = cursor.fetchall()
    total = rows[0][4] if rows else 0
    return Page([Found(*row[:4]) for row in rows], total)
