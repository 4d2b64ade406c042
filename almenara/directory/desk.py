"""Questions of the directory's own pages: what is mine, what waits, who held what."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from almenara.core.parties.actor import Actor
from almenara.core.parties.models import Institution, Person, State
from almenara.directory import authority, queries
from almenara.directory.models import (
    Application,
    ContactRequest,
    Designation,
    Network,
    Post,
    Probe,
    Proposal,
    RosterChange,
    RosterRule,
    Shift,
)
from almenara.directory.stages import ACTIVE


def my_posts(viewer: Actor) -> QuerySet[Post]:
    """The posts that the viewer holds, in all networks."""
    people = [one.person for one in (viewer, *viewer.acting_for) if one.person]
    held = Post.objects.visible_to(viewer).filter(
        stage__in=ACTIVE,
        designations__person__in=people,
        designations__stage="verified",
        designations__until__isnull=True,
    )
    found = held.select_related("network", "institution", "state").distinct()
    return found.order_by("network", "nominated_at", "pk")


def my_shifts(viewer: Actor, since: datetime) -> QuerySet[Shift]:
    """The viewer's shifts that have not ended, soonest first."""
    mine = Shift.objects.visible_to(viewer).filter(person=viewer.person or None, ends_at__gt=since)
    return mine.select_related("post__network").order_by("starts_at")


def designation(viewer: Actor, pk: UUID | str) -> Designation:
    return _designations(viewer).get(pk=pk)


def designations_of(viewer: Actor, post: Post) -> QuerySet[Designation]:
    """Who holds and held a post, the newest first."""
    return _designations(viewer).filter(post=post).order_by("-since", "-pk")


def unverified(viewer: Actor) -> QuerySet[Designation]:
    """Nominations that nobody has verified yet: for who answers for the network, and their own."""
    theirs = Q(post__network__owner=viewer.institution) | Q(post__institution=viewer.institution)
    if viewer.state:
        theirs |= Q(post__state=viewer.state)
    return _designations(viewer).filter(theirs, stage="nominated").order_by("since", "pk")


def proposals(viewer: Actor) -> QuerySet[Proposal]:
    """Proposals that wait for a decision."""
    found = Proposal.objects.visible_to(viewer).filter(stage="proposed")
    related = found.select_related("network", "institution", "state", "person__user")
    return related.order_by("proposed_at", "pk")


def proposal(viewer: Actor, pk: UUID | str) -> Proposal:
    return proposals(viewer).get(pk=pk)


def applications(viewer: Actor, network: Network | None = None) -> QuerySet[Application]:
    """Teams that ask to enter, the newest first."""
    found = Application.objects.visible_to(viewer).select_related("network", "institution", "state")
    found = found.filter(network=network) if network else found
    return found.prefetch_related("approvals").order_by("-applied_at", "pk")


def open_applications(viewer: Actor) -> QuerySet[Application]:
    """Those that still wait for an answer."""
    return applications(viewer).filter(stage__in=("applied", "endorsed"))


def application(viewer: Actor, pk: UUID | str) -> Application:
    return applications(viewer).get(pk=pk)


def contact(viewer: Actor, pk: UUID | str) -> ContactRequest:
    found = ContactRequest.objects.visible_to(viewer)
    return found.select_related("network", "institution", "origin").get(pk=pk)


def open_probes(viewer: Actor) -> QuerySet[Probe]:
    """Checks that wait for an answer of the viewer's institution."""
    mine = Probe.objects.visible_to(viewer).filter(
        institution=viewer.institution or None, stage="asked", check_asked__stage="open"
    )
    return mine.select_related("check_asked__network").order_by("asked_at")


def shifts(viewer: Actor, post: Post, start: datetime, end: datetime) -> QuerySet[Shift]:
    """The shifts of a post between two moments."""
    found = Shift.objects.visible_to(viewer).filter(post=post, starts_at__lt=end, ends_at__gt=start)
    return found.select_related("person__user").order_by("starts_at")


def changes(viewer: Actor, post: Post, now: datetime) -> QuerySet[RosterChange]:
    """Covers and swaps of a post that are not over, soonest first."""
    found = RosterChange.objects.visible_to(viewer).filter(
        Q(starts_at__gt=now) | Q(ends_at__gt=now) | Q(other_at__gt=now),
        post=post,
        replaced_at__isnull=True,
    )
    return found.select_related("post", "person__user", "other__user").order_by("starts_at", "pk")


def change(viewer: Actor, pk: UUID | str) -> RosterChange:
    found = RosterChange.objects.visible_to(viewer).select_related("post__network")
    return found.get(pk=pk)


def answering(viewer: Actor, post: Post) -> set[str]:
    """The holders whose shifts count: verified, their account open."""
    rows = _designations(viewer).filter(post=post, stage="verified", person__ended_at=None)
    return {str(pk) for pk in rows.values_list("person", flat=True)}


def rule(viewer: Actor, post: Post) -> RosterRule | None:
    """The newest rule of a post."""
    found = RosterRule.objects.visible_to(viewer).filter(post=post, replaced_at__isnull=True)
    return found.order_by("-valid_from").first()


def people_of(viewer: Actor, post: Post) -> QuerySet[Person]:
    """Who may stand on a post's roster."""
    return (
        Person.objects.unguarded("the post is visible to the viewer")
        .filter(
            designations__in=_designations(viewer).filter(post=post).exclude(stage="ended"),
            ended_at=None,
        )
        .select_related("user")
        .order_by("designations__place", "pk")
    )


def _designations(viewer: Actor) -> QuerySet[Designation]:
    found = Designation.objects.visible_to(viewer)
    return found.select_related("post__network", "post__institution", "post__state", "person__user")


def my_network(viewer: Actor, slug: str) -> Network:
    """A network in which the viewer has a place; others are not there."""
    network = queries.network(viewer, slug)
    if not queries.is_member(viewer, network):
        raise Network.DoesNotExist
    return network


def checked_network(viewer: Actor, slug: str) -> Network:
    """A network whose checks the viewer reads: a member's, or the owner's."""
    network = queries.network(viewer, slug)
    if not authority.is_owner(viewer, network):
        return my_network(viewer, slug)
    return network


def reachable_post(viewer: Actor, pk: UUID, at: datetime) -> Post:
    """Rosters of a network for events are seen during the event (S35)."""
    found = queries.post(viewer, pk)
    if not queries.is_reachable(viewer, found, at):
        raise Post.DoesNotExist
    return found


def institutions(viewer: Actor, slugs: Collection[str]) -> QuerySet[Institution]:
    return Institution.objects.visible_to(viewer).filter(pk__in=slugs).order_by("slug")


def institution(viewer: Actor, slug: str) -> Institution:
    return Institution.objects.visible_to(viewer).get(pk=slug)


def nominable(viewer: Actor, network: Network) -> QuerySet[Institution]:
    """Those for which the viewer may nominate: of their State, or as the owner of the network."""
    found = Institution.objects.visible_to(viewer).select_related("state").order_by("slug")
    if authority.is_owner(viewer, network):
        return (
            found if "secretariat" in network.roles_that("nominates") else found.filter(state=None)
        )
    return found.filter(state=viewer.state or None)


def owners(viewer: Actor) -> QuerySet[Institution]:
    """The secretariat's institutions, that may look after a network."""
    return Institution.objects.visible_to(viewer).filter(kind="secretariat").order_by("slug")


def state(viewer: Actor, code: str) -> State:
    return State.objects.visible_to(viewer).get(pk=code)


def posts_of_state(viewer: Actor, network: Network, code: str) -> QuerySet[Post]:
    """The posts of one State in a network; without a State those of institutions without one."""
    found = queries.posts(viewer, network).filter(state=code or None)
    return found.select_related("network", "institution", "state")


def mails(viewer: Actor, people: Collection[str]) -> dict[str, str]:
    """The official address of whoever answers, to which notices go; for who sees them answer."""
    rows = Person.objects.unguarded("they are on duty for the viewer").filter(pk__in=people)
    return {str(pk): mail for pk, mail in rows.values_list("pk", "user__email")}
