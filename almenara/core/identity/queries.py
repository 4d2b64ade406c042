"""What can be asked about accounts and parties."""

from collections.abc import Collection
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime
from uuid import UUID

from allauth.idp.oidc.models import Client as Tool
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.db.models import F, Prefetch, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.access.context import as_system
from almenara.core.access.rules import offer, why_not
from almenara.core.identity import access
from almenara.core.identity.models import Correction, Session
from almenara.core.parties.actor import Actor
from almenara.core.parties.alphabet import ByName
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
from almenara.core.parties.refusals import Denied
from almenara.core.parties.statuses import member_statuses, participating_statuses


def states(viewer: Actor, at: date) -> QuerySet[State]:
    """Every State there is a record of, with `periods` of its membership; by name."""
    periods = Membership.objects.visible_to(viewer).order_by("since")
    found = State.objects.visible_to(viewer).prefetch_related(
        Prefetch("memberships", queryset=periods)
    )
    return found.order_by(ByName())


def members(viewer: Actor, at: date) -> set[str]:
    """Codes of the States that are members on a day, by dates and the table of consequences."""
    return _with_status(viewer, member_statuses(), at)


def participating(viewer: Actor, at: date) -> set[str]:
    """Codes of the member States that take part on a day: a suspended one does not."""
    return _with_status(viewer, participating_statuses(), at)


def _with_status(viewer: Actor, statuses: Collection[str], at: date) -> set[str]:
    current = Membership.objects.visible_to(viewer).filter(status__in=statuses, since__lte=at)
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
    current = begun.exclude(until__lte=at).select_related("state").order_by(ByName("state"))
    found = institutions(viewer).filter(kind="subregional")
    return found.prefetch_related(Prefetch("belongings", queryset=current, to_attr="current"))


def observers(viewer: Actor) -> QuerySet[Observer]:
    return Observer.objects.visible_to(viewer).order_by(ByName())


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
    return found.select_related("institution").order_by(ByName("institution__state")).distinct()


def tokens(viewer: Actor) -> QuerySet[Token]:
    return Token.objects.visible_to(viewer).order_by("-made_at")


def stays(viewer: Actor) -> QuerySet[Session]:
    """Where the viewer is signed in, the last seen first."""
    now = timezone.now()
    found = Session.objects.visible_to(viewer).filter(user__person=viewer.person or None)
    return found.filter(expire_date__gt=now).select_related("user__person").order_by("-seen_at")


def stay(viewer: Actor, name: UUID | str) -> Session:
    return stays(viewer).get(name=name)


def token(viewer: Actor, pk: UUID | str) -> Token:
    return tokens(viewer).get(pk=pk)


def oneself(viewer: Actor) -> Person:
    return people(viewer).get(pk=viewer.person or None)


def tools(viewer: Actor) -> QuerySet[Tool]:
    """The tools that may ask who somebody is, for the administration."""
    offer(viewer, "grant", Tool())
    return access.tools(viewer).order_by("name", "pk")


def own_state(viewer: Actor) -> State:
    return State.objects.visible_to(viewer).get(pk=viewer.state or None)


def why_not_export(viewer: Actor) -> str:
    """Why this person does not take out what their State gave, or ""."""
    return why_not(viewer, "export", own_state(viewer)) if viewer.state else "—"


def colleagues(viewer: Actor) -> QuerySet[Person]:
    """Those of the viewer's institution who could stand in for the viewer."""
    here = people(viewer).filter(institution=viewer.institution or None, ended_at=None)
    return here.exclude(pk=viewer.person or None).order_by("user__username")


def substitution(viewer: Actor, pk: UUID | str) -> Substitution:
    return substitutions(viewer).get(pk=pk)


def own_roles(viewer: Actor) -> QuerySet[RoleGrant]:
    """Every role that the viewer has or had by themselves."""
    mine = RoleGrant.objects.visible_to(viewer).filter(person=viewer.person or None)
    return mine.order_by("-since")


def administrators(viewer: Actor, at: datetime) -> list[Person]:
    """Who administers the installation now; whoever asks for a correction writes to them."""
    with as_system("everybody may write to the administration"):
        held = RoleGrant.objects.unguarded("who administers is no secret").filter(
            Q(until=None) | Q(until__gt=at), role="administrator", since__lte=at
        )
        found = Person.objects.unguarded("who administers is no secret")
        return list(found.filter(grants__in=held, ended_at=None).distinct())


def own_corrections(viewer: Actor) -> QuerySet[Correction]:
    """What the viewer asked to have corrected, and what became of it."""
    mine = Correction.objects.visible_to(viewer).filter(person=viewer.person or None)
    return mine.order_by("-asked_at")


def all_corrections(viewer: Actor) -> list[Correction]:
    """What people ask to have corrected, for the administration: the open ones first."""
    _for_keepers(viewer)
    found = Correction.objects.visible_to(viewer).select_related("person__user")
    with _as_keeper(viewer):
        return list(found.order_by(F("answered_at").desc(nulls_first=True), "-asked_at"))


def why_no_role(viewer: Actor, person: Person) -> str:
    """Why the viewer gives this person no role, or "" when they may."""
    return why_not(viewer, "grant", RoleGrant(person=person))


def correction(viewer: Actor, pk: UUID | str) -> Correction:
    with _as_keeper(viewer):
        return Correction.objects.visible_to(viewer).select_related("person__user").get(pk=pk)


def everybody(viewer: Actor, words: str = "") -> list[Person]:
    """The accounts of the installation, for its administration: by name, title or institution."""
    _for_keepers(viewer)
    with _as_keeper(viewer):
        found = Person.objects.unguarded("asked by the administration").select_related(
            "user", "institution"
        )
        for word in words.split():
            found = found.filter(
                Q(user__username__icontains=word)
                | Q(institution__slug__icontains=word)
                | Q(titles__es__icontains=word)
            )
        return list(found.order_by("ended_at", "user__username"))


def anybody(viewer: Actor, pk: UUID | str) -> Person:
    """One account of the installation, for its administration."""
    _for_keepers(viewer)
    with _as_keeper(viewer):
        found = Person.objects.unguarded("asked by the administration").select_related(
            "user", "institution"
        )
        return found.get(pk=pk)


def roles_of(viewer: Actor, person: Person) -> list[RoleGrant]:
    """Every role that somebody has or had by themselves, for the administration."""
    _for_keepers(viewer)
    with _as_keeper(viewer):
        grants = RoleGrant.objects.unguarded("asked by the administration")
        return list(grants.filter(person=person).order_by("-since"))


def _as_keeper(viewer: Actor) -> AbstractContextManager[None]:
    """The administration reads accounts of all institutions, as the system keeps them."""
    if viewer.has_role("administrator"):
        return as_system("the administration keeps the accounts")
    return nullcontext()


def _for_keepers(viewer: Actor) -> None:
    if not viewer.is_system and not viewer.has_role("administrator"):
        raise Denied(_("Solo la administración ve las cuentas de la instalación."))


def substitutions(viewer: Actor) -> QuerySet[Substitution]:
    found = Substitution.objects.visible_to(viewer)
    return found.select_related("holder__user", "substitute__user").order_by("-since")


def people_of(viewer: Actor, institutions: Collection[str]) -> int:
    """How many persons work in some institutions; a sum, asked by the system."""
    active = Person.objects.unguarded("a sum that names nobody").filter(ended_at=None)
    return active.filter(institution__in=institutions).count()


def homes_of(viewer: Actor, role: str) -> set[str]:
    """The institutions in which somebody holds a role now; it names nobody."""
    with as_system("where a role is held decides what is sent there"):
        held = RoleGrant.objects.unguarded("institutions, no persons").filter(
            Q(until=None) | Q(until__gt=Now()), role=role, since__lte=Now(), person__ended_at=None
        )
        return set(held.values_list("person__institution", flat=True)) - {None}


def account(viewer: Actor, username: str) -> AbstractUser:
    """An account by its user name, for a door that lets in without a password."""
    found: AbstractUser = get_user_model().objects.get(username=username, is_active=True)
    return found
