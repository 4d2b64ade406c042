"""Telling persons about deliveries: a State that something waits for its answer, who delivered."""

from django.db.models import Q
from django.utils import timezone

from almenara.core.access.context import as_system
from almenara.core.notices import post as notices
from almenara.core.parties.actor import Actor
from almenara.core.parties.models import RoleGrant
from almenara.observatory.access import STATE_ROLES
from almenara.observatory.models import Submission

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


def _tell(actor: Actor, submission: Submission, word: str, roles: tuple[str, ...]) -> None:
    with as_system(WHY):
        held = RoleGrant.objects.unguarded(WHY).filter(
            Q(until=None) | Q(until__gt=timezone.now()),
            role__in=roles,
            person__ended_at=None,
            person__institution__state=submission.state_id,
        )
        people = tuple(held.values_list("person_id", flat=True).distinct())
    others = tuple(pk for pk in people if str(pk) != actor.person)
    if submission.state_id and others:
        about, group = f"submission:{submission.pk}", f"{word}:{submission.pk}"
        told = notices.Telling(others, word, about, group, GREEN, origin=actor.institution)
        notices.tell(actor, told)
