"""Which States are members on a date, by the table of consequences of each status (R15)."""

from datetime import date
from functools import lru_cache
from importlib import resources

import yaml
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from almenara.core.parties.actor import Actor
from almenara.core.parties.models import Membership, State


@lru_cache(maxsize=1)
def member_statuses() -> frozenset[str]:
    """The statuses with which a State is a member, from the reference data."""
    kept = resources.files("almenara.core.parties") / "reference" / "states.yaml"
    table = yaml.safe_load(kept.read_text(encoding="utf-8"))["statuses"]
    return frozenset(row["code"] for row in table if row["member"])


def periods(viewer: Actor, day: date) -> QuerySet[Membership]:
    """The periods of membership that hold on a day."""
    return Membership.objects.visible_to(viewer).filter(
        Q(until__isnull=True) | Q(until__gt=day), status__in=member_statuses(), since__lte=day
    )


def states(viewer: Actor, day: date) -> QuerySet[State]:
    """The States that are members on a day, in the order in which people read them."""
    mine = periods(viewer, day).filter(state=OuterRef("pk"))
    return State.objects.visible_to(viewer).filter(Exists(mine)).order_by("sort_key")


def today(viewer: Actor) -> QuerySet[State]:
    """The member States of today."""
    return states(viewer, timezone.now().date())


def register(viewer: Actor) -> QuerySet[State]:
    """Every State that is or was a member."""
    return State.objects.visible_to(viewer).order_by("sort_key", "pk")
