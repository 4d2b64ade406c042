"""What no audience opens: types whose data are closed to a military liaison (R16)."""

from django.db.models import Exists, OuterRef, Q

from almenara.core.parties.actor import Actor
from almenara.core.types.models import TypeVersion


def is_behind(viewer: Actor) -> bool:
    """Is the viewer a military liaison, by themselves or in the place of one?"""
    return viewer.has_role("liaison")


def within(viewer: Actor, type: str, column: str) -> Q:
    """Rows on this side of the wall, as `guards.wall` has it; `column` names the type of a row."""
    if not is_behind(viewer):
        return Q()
    every = TypeVersion.objects.unguarded("an older version, or a draft, closes its type too")
    closed = every.filter(type=type, slug=OuterRef(column), is_closed=True)
    return ~Q(Exists(closed))
