"""Putting things into the index and closing them, as parts of the acts that change them."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from almenara.core.access.context import as_system

WHY = "the index is written by acts alone"
_ENTRY = """insert into search_entry
    (id, thing, ref, language, is_original, url, network, title, body, stemmer, at)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s::regconfig, %s)"""
_KEY = """insert into search_key (thing, ref, institution, person, is_public, network, circle)
values (%s, %s, %s, %s, %s, %s, %s)"""


@dataclass(frozen=True)
class Findable:
    """A thing with its words by language; `network`: where a reader must still have a place."""

    thing: str
    ref: str
    url: str
    original: str
    titles: dict[str, str]
    bodies: dict[str, str]
    at: datetime
    network: str = ""


@dataclass(frozen=True)
class Keys:
    """Who finds it; a circle is a rule of an app (`queries.CIRCLES`)."""

    institutions: frozenset[str] = field(default_factory=frozenset)
    persons: frozenset[str] = field(default_factory=frozenset)
    is_public: bool = False
    circles: frozenset[str] = field(default_factory=frozenset)


def index(found: Findable, keys: Keys) -> None:
    """Make a thing findable, or findable as it is now; part of the caller's act."""
    rows: list[list[Any]] = [
        [uuid.uuid4(), found.thing, found.ref, language, language == found.original, found.url,
         found.network, title, found.bodies.get(language, ""), f"{language}_u", found.at]
        for language, title in found.titles.items()
    ]  # fmt: skip
    with as_system(WHY), connection.cursor() as cursor:
        _forget(cursor, found.thing, found.ref)
        cursor.executemany(_ENTRY, rows)
        cursor.executemany(_KEY, list(_keys(found, keys)))


def move(institution: str, network: str, *, is_open: bool) -> None:
    """An institution leaves a network, or comes back: what it read there is closed, or open."""
    with as_system(WHY), connection.cursor() as cursor:
        cursor.execute(
            "update search_key set is_open = %s where institution = %s and network = %s",
            [is_open, institution, network],
        )


def _keys(found: Findable, keys: Keys) -> Iterable[list[Any]]:
    for slug in sorted(keys.institutions):
        yield [found.thing, found.ref, slug, None, False, found.network, ""]
    for person in sorted(keys.persons):
        yield [found.thing, found.ref, "", person, False, found.network, ""]
    for circle in sorted(keys.circles):
        yield [found.thing, found.ref, "", None, False, "", circle]
    if keys.is_public:
        yield [found.thing, found.ref, "", None, True, "", ""]


def _forget(cursor: object, thing: str, ref: str) -> None:
    for table in ("search_entry", "search_key"):
        cursor.execute(  # type: ignore[attr-defined]
            f"delete from {table} where thing = %s and ref = %s",  # noqa: S608 - two fixed names
            [thing, ref],
        )
