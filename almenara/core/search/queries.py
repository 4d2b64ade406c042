"""What can be found; one function of the database filters before it ranks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import connection

from almenara.core.parties.actor import Actor

LONGEST = 200
_FIND = """select thing, ref, title, url, total
from search_find(%s, %s, %s, %s, %s, %s::text[])"""
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


def found(viewer: Actor, asked: str, thing: str = "", least: int = 0, most: int = 50) -> Page:
    """The best `most` things after `least`, and how many this viewer could find in all.

    The database knows the viewer by the settings of the transaction.
    """
    words = asked.replace("\x00", " ")[:LONGEST]
    circles = [circle for known in CIRCLES for circle in known(viewer)]
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [words, viewer.language, thing, least, most, circles])
        rows = cursor.fetchall()
    total = rows[0][4] if rows else 0
    return Page([Found(*row[:4]) for row in rows], total)
