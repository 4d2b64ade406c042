"""What waits for an authority of a State, and for which; asked as the system."""

from datetime import datetime

from django.db.models import Max, Min, Q
from django.utils import timezone

from almenara.core.notices import keys
from almenara.core.parties.models import Person, RoleGrant
from almenara.directory import copies
from almenara.directory.models import Network, Post, Proposal
from almenara.formats import duration

WHY = "who holds an authority is asked for the act of another"


def waits_for(network: Network, state: str | None) -> str:
    """Which role decides a proposal of this State now: the contact point while there is one."""
    roles = network.roles_that("nominates" if state else "nominates_without_state")
    if "ncp" in roles and (has_authority(state, "ncp") or "mission" not in roles):
        return "ncp"
    return "mission" if "mission" in roles else "secretariat"


def has_authority(state: str | None, role: str) -> bool:
    """Does anybody of the State hold this role now? Asked as the system."""
    now = timezone.now()
    grants = RoleGrant.objects.unguarded(WHY).filter(
        Q(until__isnull=True) | Q(until__gt=now),
        role=role,
        since__lte=now,
        person__ended_at=None,
        person__institution__state=state,
    )
    return grants.exists()


def orphans() -> list[Proposal]:
    """Proposals that wait for a contact point whom their State no longer has."""
    waiting = Proposal.objects.unguarded(WHY).filter(stage="proposed", waits_for="ncp")
    return [
        proposal
        for proposal in waiting.select_related("network", "institution")
        if waits_for(proposal.network, proposal.state_id) != "ncp"
    ]


def holders_with_keys(at: datetime) -> list[tuple[Network, Person]]:
    """Who gets tonight's sealed copy of which network: holders of posts with a usable key."""
    found = []
    for network in Network.objects.unguarded(WHY).filter(is_active=True).order_by("pk"):
        if not copies.is_allowed(network):
            continue
        holders = Person.objects.unguarded(WHY).filter(
            designations__post__network=network,
            designations__stage="verified",
            designations__until__isnull=True,
            ended_at=None,
        )
        people = {person.pk: person for person in holders}
        found += [(network, people[pk]) for pk in sorted(keys.usable(people, at))]
    return found


def networks_to_check(at: datetime) -> list[Network]:
    """Networks whose last check, or first seat, is longer ago than their type says."""
    active = Network.objects.unguarded(WHY).filter(is_active=True)
    known = active.annotate(
        checked=Max("checks__opened_at"),
        began=Min("seats__since", filter=Q(seats__until__isnull=True)),
    )
    return [
        network
        for network in known.order_by("pk")
        if network.began and check_due(network, network.checked or network.began) <= at
    ]


def check_due(network: Network, last: datetime) -> datetime:
    """When the next check of a network falls due after the last one."""
    return duration.parse(network.document["check_every"], ["check_every"]).after(last)


def expired_posts(at: datetime) -> list[Post]:
    """Ended posts whose retention is over and that still hold somebody's data."""
    ended = Post.objects.unguarded(WHY).filter(stage="ended", designations__isnull=False)
    return [
        post
        for post in ended.select_related("network").distinct()
        if post.ended_at and _kept_until(post, post.ended_at) <= at
    ]


def _kept_until(post: Post, ended_at: datetime) -> datetime:
    text = post.network.document.get("retention") or "P90D"
    return duration.parse(text, ["retention"]).after(ended_at)
