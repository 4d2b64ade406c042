"""What higher floors tie to mandates: results, activities, money. They fill it when they begin."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from almenara.core.parties.actor import Actor


@dataclass(frozen=True)
class Linked:
    """One thing that hangs on a mandate, as a page shows it; `states` by code, `money` in words."""

    code: str
    title: str
    url: str
    states: tuple[str, ...] = ()
    on: date | None = None
    stage: str = ""
    money: str = ""


Find = Callable[[Actor, Collection[UUID]], dict[UUID, list[Linked]]]
LINKS: dict[str, Find] = {}


def linked(viewer: Actor, word: str, mandates: Collection[UUID]) -> dict[UUID, list[Linked]]:
    """By mandate what this viewer may see of `results`, `activities` or `money`."""
    find = LINKS.get(word)
    return find(viewer, mandates) if find and mandates else {}
