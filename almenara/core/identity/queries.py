"""What can be asked about accounts and parties."""

from collections.abc import Collection
from datetime import date, datetime

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.db.models import Prefetch, Q, QuerySet

from almenara.core.parties.actor import Actor
from almenara.core.parties.models import (
    Belonging,
    Institution,
    Membership,
    Observer,
    Person,
    RoleGrant,
    State,
    Substitution,
    Token,
    Unit,
)


def states(viewer: Actor, at: date) -> QuerySet[State]:
    """Every State there is a record of, with `periods` of its membership; by name."""
    periods = Membership.objects.visible_to(viewer).order_by("since")
    found = State.objects.visible_to(viewer).prefetch_related(
        Prefetch("memberships", queryset=periods)
    )
    return found.order_by("sort_key")


def members(viewer: Actor, at: date) -> set[str]:
    """Codes of the States that are members on a day: counted by dates, never by a number."""
    current = Membership.objects.visible_to(viewer).filter(status="member", since__lte=at)
    return set(current.exclude(until__lte=at).values_list("state_id", flat=True))


def institutions(viewer: Actor) -> QuerySet[Institution]:
    return Institution.objects.visible_to(viewer).select_related("state").order_by("slug")


def units(viewer: Actor, at: date) -> QuerySet[Unit]:
    """The tree as it stood on a day."""
    begun = Unit.objects.visible_to(viewer).filter(since__lte=at)
    return begun.exclude(until__lte=at).order_by("code")


def successors(viewer: Actor) -> dict[str, str]:
    """By code of a unit that was replaced, the code of the one that came after it."""
    replaced = Unit.objects.visible_to(viewer).exclude(successor_code="")
    return dict(replaced.values_list("code", "successor_code"))


def changes_of_units(viewer: Actor) -> list[date]:
    """The days on which the chart changed, the latest first."""
    units = Unit.objects.visible_to(viewer).values_list("since", "until")
    return sorted({day for pair in units for day in pair if day}, reverse=True)


def organisations(viewer: Actor, at: date) -> QuerySet[Institution]:
    """Subregional organisations, each with `current`: the States in it on a day."""
    begun = Belonging.objects.visible_to(viewer).filter(Q(since=None) | Q(since__lte=at))
    current = begun.exclude(until__lte=at).select_related("state").order_by("state__sort_key")
    found = institutions(viewer).filter(kind="subregional")
    return found.prefetch_related(Prefetch("belongings", queryset=current, to_attr="current"))


def belonging_to(viewer: Actor, organisation: str, at: date) -> set[str]:
    """Codes of the States that were in a subregional organisation on a day."""
    begun = Belonging.objects.visible_to(viewer).filter(
        Q(since=None) | Q(since__lte=at), organisation=organisation
    )
    return set(begun.exclude(until__lte=at).values_list("state_id", flat=True))


def observers(viewer: Actor) -> QuerySet[Observer]:
    return Observer.objects.visible_to(viewer).order_by("sort_key")


def people(viewer: Actor) -> QuerySet[Person]:
    """Those of one's own institution and State."""
    return Person.objects.visible_to(viewer).select_related("user", "institution")


def contact_points(viewer: Actor, at: datetime) -> QuerySet[Person]:
    """Who holds the role of national contact point of a State that is a member."""
    held = RoleGrant.objects.visible_to(viewer).filter(
        Q(until=None) | Q(until__gt=at), role="ncp", since__lte=at
    )
    found = Person.objects.visible_to(viewer).filter(
        grants__in=held, ended_at=None, institution__state__in=members(viewer, at.date())
    )
    return found.select_related("institution").order_by("institution__state__sort_key").distinct()


def tokens(viewer: Actor) -> QuerySet[Token]:
    return Token.objects.visible_to(viewer).order_by("-made_at")


def substitutions(viewer: Actor) -> QuerySet[Substitution]:
    found = Substitution.objects.visible_to(viewer)
    return found.select_related("holder__user", "substitute__user").order_by("-since")


def people_of(viewer: Actor, institutions: Collection[str]) -> int:
    """How many persons work in some institutions; a sum, asked by the system."""
    active = Person.objects.unguarded("a sum that names nobody").filter(ended_at=None)
    return active.filter(institution__in=institutions).count()


def account(viewer: Actor, username: str) -> AbstractUser:
    """An account by its user name, for a door that lets in without a password."""
    found: AbstractUser = get_user_model().objects.get(username=username, is_active=True)
    return found
