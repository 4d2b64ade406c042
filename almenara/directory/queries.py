"""Questions that the directory answers for other apps: who is in it, who answers now.

Each begins with the viewer. Members see the posts, holders and shifts of their networks themselves;
the system is asked only for what is said at each place.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, Q, QuerySet, When
from django.utils import timezone

from almenara.core.access.context import as_system
from almenara.core.parties.actor import Actor
from almenara.core.parties.alphabet import ByName
from almenara.core.parties.models import Person
from almenara.directory import membership
from almenara.directory.models import (
    Accession,
    Check,
    ContactLine,
    Designation,
    Network,
    Post,
    Probe,
    Seat,
    Window,
)
from almenara.directory.oncall import ESCALATION
from almenara.directory.stages import ACTIVE, OPEN
from almenara.directory.watching import Step as Step
from almenara.directory.watching import Watch as Watch
from almenara.directory.watching import outside as outside
from almenara.directory.watching import steps as steps
from almenara.directory.watching import steps_of as steps_of
from almenara.directory.watching import watches as watches

BY_KIND = Case(*(When(kind=kind, then=n) for n, kind in enumerate(ESCALATION)), default=9)


@dataclass(frozen=True)
class SeatFacts:
    """An institution that holds a post in a network; `lead`: it answers for its State."""

    institution: str
    state: str | None
    lead: bool


@dataclass(frozen=True)
class Member:
    """A person of an institution that holds a post in a network."""

    person: str
    username: str
    institution: str
    state: str | None


def networks(viewer: Actor) -> QuerySet[Network]:
    """Those that exist; that they do is public."""
    return Network.objects.visible_to(viewer).order_by("slug")


def network(viewer: Actor, slug: str) -> Network:
    return networks(viewer).get(slug=slug)


def member_networks(viewer: Actor) -> list[str]:
    """The networks in which the viewer's institution has a place now."""
    mine = Seat.objects.visible_to(viewer).filter(until__isnull=True)
    if viewer.is_system:
        return sorted(set(mine.values_list("network_id", flat=True)))
    return sorted(mine.filter(institution=viewer.institution).values_list("network_id", flat=True))


def seated(viewer: Actor) -> QuerySet[Seat, Any]:
    """The same as part of another question: `network__in=seated(viewer)`."""
    mine = Seat.objects.visible_to(viewer).filter(until__isnull=True)
    return mine.filter(institution=viewer.institution).values("network")


def states_all(viewer: Actor) -> int:
    """How many States are members today."""
    return membership.states(viewer, timezone.now().date()).count()


def states_taking_part(viewer: Actor, network: Network | str) -> int:
    """How many member States have a place in a network now: a public sum of closed rows."""
    return sums(viewer).get(network if isinstance(network, str) else network.slug, 0)


def sums(viewer: Actor) -> dict[str, int]:
    """States taking part, by network (R5)."""
    today = timezone.now().date()
    with as_system("the sums are public, the rows behind them are not"):
        seats = Seat.objects.unguarded("counted, not shown").filter(
            until__isnull=True, state__in=membership.states(viewer, today)
        )
        return dict(seats.values_list("network").annotate(Count("state", distinct=True)))


def is_member(viewer: Actor, network: Network | str) -> bool:
    slug = network if isinstance(network, str) else network.slug
    return viewer.is_system or slug in member_networks(viewer)


def post_kinds(viewer: Actor, network: Network | str) -> frozenset[str]:
    """The kinds of posts that the viewer, or whom they act for, holds now in it."""
    people = [one.person for one in (viewer, *viewer.acting_for) if one.person]
    held = _designated(viewer, timezone.now()).filter(person__in=people, post__network=network)
    return frozenset(held.values_list("post__kind", flat=True))


def kinds_held(viewer: Actor) -> frozenset[str]:
    """The kinds of posts that the viewer holds in any network."""
    held = _designated(viewer, timezone.now()).filter(person=viewer.person or None)
    return frozenset(held.values_list("post__kind", flat=True))


def myself(viewer: Actor) -> Person:
    return Person.objects.visible_to(viewer).select_related("user").get(pk=viewer.person)


def institutions_in(
    viewer: Actor,
    network: Network | str,
    *,
    states: Collection[str] | None = None,
    lead_only: bool = False,
) -> list[SeatFacts]:
    """The institutions with a post in it, those of `states` only or all, leads only or all."""
    posts = Post.objects.visible_to(viewer).filter(network=network, stage__in=OPEN)
    if states is not None:
        posts = posts.filter(state__in=states)
    if lead_only:
        posts = posts.filter(lead=True)
    rows = posts.order_by("institution").values_list("institution_id", "state_id", "lead")
    return [SeatFacts(*row) for row in rows.distinct()]


def members(viewer: Actor, network: Network | str) -> list[Member]:
    """Everybody in the network, for members of it: whom a RED audience may name, and how many."""
    if not is_member(viewer, network):
        return []
    with as_system("members may name each other; a person's own row is open to fewer"):
        seated = Seat.objects.unguarded("the viewer is a member").filter(
            network=network, until__isnull=True
        )
        people = Person.objects.unguarded("the viewer is a member").filter(
            institution__in=seated.values("institution"), ended_at=None
        )
        rows = people.order_by("user__username").values_list(
            "pk", "user__username", "institution_id", "institution__state_id"
        )
        return [Member(str(pk), name, home, state) for pk, name, home, state in rows]


def lines(viewer: Actor, posts: Collection[Any]) -> list[tuple[str, str, str]]:
    """(post, kind, address) of the lines of some posts, the first to try first."""
    rows = ContactLine.objects.visible_to(viewer).filter(post__in=posts)
    return [
        (str(row.post_id), row.kind, row.in_clear)
        for row in rows.order_by("post", "kind", "priority")
    ]


def _designated(viewer: Actor, at: datetime) -> QuerySet[Designation]:
    """Who holds a post at a moment: verified, begun, not ended."""
    return Designation.objects.visible_to(viewer).filter(
        Q(until__isnull=True) | Q(until__gt=at),
        stage="verified",
        since__lte=at,
        post__stage__in=ACTIVE,
    )


def posts(viewer: Actor, network: Network | str) -> QuerySet[Post]:
    """The posts of a network that have not ended, by State and institution."""
    found = Post.objects.visible_to(viewer).filter(network=network, stage__in=OPEN)
    return found.order_by(ByName("state"), "institution", BY_KIND, "nominated_at", "pk")


def is_reachable(viewer: Actor, post: Post, at: datetime) -> bool:
    """Outside an event its host's lines are closed to others; other networks are always open."""
    if not post.network.is_windowed or viewer.is_system:
        return True
    if viewer.institution == post.institution_id or viewer.state == (post.state_id or "-"):
        return True
    return any(viewer.state in window.states for window in open_windows(viewer, post, at))


def open_windows(viewer: Actor, post: Post, at: datetime) -> QuerySet[Window]:
    """The events that this post's State hosts at a moment."""
    return Window.objects.visible_to(viewer).filter(
        network=post.network_id, host=post.state_id, starts_at__lte=at, ends_at__gt=at
    )


def post(viewer: Actor, pk: UUID | str) -> Post:
    return Post.objects.visible_to(viewer).select_related("network", "institution").get(pk=pk)


def checks(viewer: Actor, network: Network | str) -> QuerySet[Check]:
    """The checks of a network, newest first."""
    return Check.objects.visible_to(viewer).filter(network=network).order_by("-opened_at")


def check(viewer: Actor, pk: UUID | str) -> Check:
    return Check.objects.visible_to(viewer).select_related("network").get(pk=pk)


def probes(viewer: Actor, check: Check) -> QuerySet[Probe]:
    """Who was asked: everybody for the institution that asked, else the viewer's own."""
    found = Probe.objects.visible_to(viewer).filter(check_asked=check)
    return found.select_related("check_asked", "institution").order_by(ByName("state"), "pk")


def own_probe(viewer: Actor, check: Check) -> Probe:
    return probes(viewer, check).get(institution=viewer.institution)


def sums_of_checks(viewer: Actor, checks: Collection[Check]) -> dict[UUID, dict[str, int]]:
    """How many were reached, late, silent in each of these checks, which the viewer may see."""
    found: dict[UUID, dict[str, int]] = {check.pk: {} for check in checks}
    with as_system("the sums of a check show at once, its answers do not"):
        rows = Probe.objects.unguarded("counted, not shown").filter(check_asked__in=list(found))
        counted = rows.values_list("check_asked", "stage").annotate(rows=Count("pk")).order_by()
        for pk, stage, number in counted:
            found[pk][stage] = number
    return found


def accessions(viewer: Actor, network: Network | str) -> QuerySet[Accession]:
    """The dated part of each State in a voluntary network."""
    return Accession.objects.visible_to(viewer).filter(network=network).select_related("state")
