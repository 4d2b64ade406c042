"""Telling persons about deliveries: a State that something waits for its answer, who delivered."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils import timezone

from almenara.core.access.context import as_system
from almenara.core.notices import post as notices
from almenara.core.notices.models import Notice
from almenara.core.parties.actor import Actor
from almenara.core.parties.models import RoleGrant
from almenara.observatory.access import STATE_ROLES
from almenara.observatory.models import Provision, Submission

WHY = "whoever must be told is found by the system"
GREEN = "TLP:GREEN"


def accepted(actor: Actor, submission: Submission) -> None:
    """Those who speak for the State: until when it agrees, or does not."""
    _tell(actor, submission, "observatory/accepted", STATE_ROLES)


def returned(actor: Actor, submission: Submission) -> None:
    _tell(actor, submission, "observatory/returned", ("statistician",))


def silent(actor: Actor, submission: Submission) -> None:
    """The State first, before anybody reads «no answer» (R5)."""
    _tell(actor, submission, "observatory/silent", STATE_ROLES)


def checked(actor: Actor, submission: Submission) -> None:
    """Whoever delivered: what was found."""
    if submission.made_by_id:
        _send(actor, [submission.made_by_id], "observatory/checked", submission.pk)


def ready(actor: Actor, submission: Submission) -> None:
    """The desk: every finding was answered, somebody may validate."""
    _send(actor, _holders(("analyst",)), "observatory/ready", submission.pk)


def late(actor: Actor, provision: Provision, period: str, reminder: int) -> Sequence[Any]:
    """The State whose delivery is late, three times; who was told now, once each time."""
    people = _holders(STATE_ROLES, provision.state_id)
    about = f"provision:{provision.pk}:{period}"
    with as_system(WHY):
        before = Notice.objects.unguarded(WHY).filter(group=f"late:{about}", step=reminder)
        if not people or before.exists():
            return []
    said = notices.Telling(
        tuple(people), "observatory/late", about, f"late:{about}", GREEN, step=reminder
    )
    notices.tell(actor, said)
    return people


def _tell(actor: Actor, submission: Submission, word: str, roles: tuple[str, ...]) -> None:
    if submission.state_id:
        _send(actor, _holders(roles, submission.state_id), word, submission.pk)


def _send(actor: Actor, people: Sequence[Any], word: str, pk: Any) -> None:
    others = tuple(one for one in people if str(one) != actor.person)
    if others:
        told = notices.Telling(
            others, word, f"submission:{pk}", f"{word}:{pk}", GREEN, origin=actor.institution
        )
        notices.tell(actor, told)


def _holders(roles: tuple[str, ...], state: str | None = None) -> Sequence[Any]:
    """Who holds one of these roles now; of a State, in its institutions."""
    with as_system(WHY):
        held = RoleGrant.objects.unguarded(WHY).filter(
            Q(until=None) | Q(until__gt=timezone.now()), role__in=roles, person__ended_at=None
        )
        if state is not None:
            held = held.filter(person__institution__state=state)
        return list(held.values_list("person_id", flat=True).distinct())
