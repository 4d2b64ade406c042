"""Which States are members on a date, by the table of consequences of each status (R15)."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from almenara.core.parties.actor import Actor
from almenara.core.parties.alphabet import ByName
from almenara.core.parties.models import Membership, State
from almenara.core.parties.statuses import member_statuses


def periods(viewer: Actor, day: date) -> QuerySet[Membership]:
    """The periods of membership that hold on a day."""
    return Membership.objects.visible_to(viewer).filter(
        Q(until__isnull=True) | Q(until__gt=day), status__in=member_statuses(), since__lte=day
    )


def states(viewer: Actor, day: date) -> QuerySet[State]:
    """The States that are members on a day, in the order in which people read them."""
    mine = periods(viewer, day).filter(state=OuterRef("pk"))
    return State.objects.visible_to(viewer).filter(Exists(mine)).order_by(ByName())


def today(viewer: Actor) -> QuerySet[State]:
    """The member States of today."""
    return states(viewer, timezone.now().date())


def register(viewer: Actor) -> QuerySet[State]:
    """Every State that is or was a member."""
    return State.objects.visible_to(viewer).order_by(ByName(), "pk")
