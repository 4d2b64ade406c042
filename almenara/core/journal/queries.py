"""What can be asked of the journal."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db.models import Q, QuerySet

from almenara.core.journal import access
from almenara.core.journal.models import Entry, Head
from almenara.core.parties.actor import Actor


def entries(
    viewer: Actor, thing: str = "", verb: str = "", since: datetime | None = None
) -> QuerySet[Entry]:
    """What was done by the viewer, and to things of the viewer's institution; newest first."""
    seen = access.few(viewer, Q(thing=thing)) if thing else access.visible(viewer, **_by(verb))
    return _rows(seen & _asked(thing, verb, since))


def newest(
    viewer: Actor, many: int, thing: str = "", verb: str = "", since: datetime | None = None
) -> Iterator[QuerySet[Entry]]:
    """`entries` as far back as the last `many` reach, then further, at last all of them.

    For a page: it takes the first in which it finds enough, and older ones are not looked at.
    """
    if thing:
        yield entries(viewer, thing, verb, since)
        return
    is_all = False
    while not is_all:
        seen, is_all = access.newest(viewer, many, **_by(verb))
        yield _rows(seen & _asked("", verb, since))
        many *= 8


def entry(viewer: Actor, seq: int) -> Entry:
    return _rows(access.few(viewer, Q(pk=seq))).get(pk=seq)


def _rows(seen: Q) -> QuerySet[Entry]:
    found = Entry.objects.unguarded("by the rule of who may read it, put for so many of them")
    return found.filter(seen).order_by("-seq")


def _by(verb: str) -> dict[str, str]:
    return {"verb": verb} if verb else {}


def _asked(thing: str, verb: str, since: datetime | None) -> Q:
    given = {"thing": thing, "verb": verb, "at__gte": since}
    return Q(**{name: value for name, value in given.items() if value})


def latest(viewer: Actor, verbs: Iterable[str]) -> Entry | None:
    """The newest with one of these verbs: while it stays, nothing of the kind was done."""
    return entries(viewer).filter(verb__in=list(verbs)).first()


def heads(viewer: Actor) -> QuerySet[Head]:
    """Every signed head; the newest first."""
    return Head.objects.visible_to(viewer).order_by("-pk")


def head(viewer: Actor, pk: int) -> Head:
    return Head.objects.visible_to(viewer).get(pk=pk)


def covering(viewer: Actor, seq: int) -> Head | None:
    """The first head under which an entry stands; none before the next signing."""
    return Head.objects.visible_to(viewer).filter(size__gt=seq).order_by("size", "pk").first()
