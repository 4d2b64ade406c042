"""What can be asked of the journal."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from almenara.core.journal.models import Entry, Head
from almenara.core.parties.actor import Actor


def entries(
    viewer: Actor, thing: str = "", verb: str = "", since: datetime | None = None
) -> QuerySet[Entry]:
    """What was done by the viewer, and to things of the viewer's institution; newest first."""
    found = Entry.objects.visible_to(viewer)
    if thing:
        found = found.filter(thing=thing)
    if verb:
        found = found.filter(verb=verb)
    if since:
        found = found.filter(at__gte=since)
    return found.order_by("-seq")


def entry(viewer: Actor, seq: int) -> Entry:
    return Entry.objects.visible_to(viewer).get(pk=seq)


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
