"""What can be asked about notices."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from almenara.core.access.context import as_system
from almenara.core.notices.links import digest
from almenara.core.notices.models import Address, Notice, OneTimeLink, Quiet
from almenara.core.parties.actor import SYSTEM, Actor
from almenara.core.parties.models import Person

LINK_LIFE = timedelta(days=30)


def inbox(viewer: Actor) -> QuerySet[Notice]:
    """The viewer's own words, unread first, then newest."""
    rows = _inbox(viewer).order_by(F("read_at").asc(nulls_first=True), "-made_at")
    return rows.select_related("person__institution__state")


def inbox_count(viewer: Actor) -> int:
    """How many of them are unread; every page asks it."""
    return _inbox(viewer).filter(read_at=None).count()


def unread(viewer: Actor, about: str) -> QuerySet[Notice]:
    """Those of them that speak of one thing."""
    return _inbox(viewer).filter(about=about, read_at=None)


def notice(viewer: Actor, pk: UUID | str) -> Notice:
    return Notice.objects.visible_to(viewer).get(pk=pk)


def notices(viewer: Actor, group: str) -> QuerySet[Notice]:
    """The hand-overs of one group («delivery:<id>»), for its origin and its readers."""
    found = Notice.objects.visible_to(viewer).filter(group=group)
    return found.order_by("step", "channel", "made_at")


def readers(viewer: Actor, notices: Iterable[Notice]) -> dict[UUID, Person]:
    """Who is told, for whoever may see the notices: accounts and institutions of other States."""
    ids = {notice.person_id for notice in notices}
    with as_system("who sees a notice may know its reader"):
        found = Person.objects.unguarded("asked for notices that the viewer sees")
        return {p.pk: p for p in found.filter(pk__in=ids).select_related("user", "institution")}


def calls(viewer: Actor) -> QuerySet[Notice]:
    """«Call now»: what the viewer's institution has to do by telephone, oldest first."""
    found = Notice.objects.visible_to(viewer).filter(
        channel="phone", stage="queued", next_at=None, origin=viewer.institution or None
    )
    return found.order_by("made_at")


def addresses(viewer: Actor) -> dict[str, Address]:
    """The viewer's own channels, by kind."""
    own = Address.objects.visible_to(viewer).filter(_mine(viewer))
    return {row.kind: row for row in own}


def quiet(viewer: Actor) -> Quiet | None:
    return Quiet.objects.visible_to(viewer).filter(_mine(viewer)).first()


def link(viewer: Actor, token: str) -> OneTimeLink:
    """The link of a mail, for whoever holds it, up to 30 days after; not of a closed account."""
    since = timezone.now() - LINK_LIFE
    with as_system("the token is the key to this one row"):
        found = OneTimeLink.objects.visible_to(SYSTEM).select_related(
            "notice__person__user", "notice__person__institution__state"
        )
        return found.get(
            digest=digest(token), made_at__gt=since, notice__person__ended_at__isnull=True
        )


def _inbox(viewer: Actor) -> QuerySet[Notice]:
    return Notice.objects.unguarded("one's own").filter(_mine(viewer), channel="inbox")


def _mine(viewer: Actor) -> Q:
    return Q(person=viewer.person or None)
