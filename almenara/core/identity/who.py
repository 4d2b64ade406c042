"""From a request's credentials to an Actor; read as the system, before there is anybody."""

import hashlib
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone

from almenara.core.access.context import as_system
from almenara.core.parties.actor import NOBODY, Actor
from almenara.core.parties.models import Person, RoleGrant, Substitution, Token

WHY = "nobody is known before they are"


def digest(key: str) -> str:
    """How a token is kept: it has 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(key.encode()).hexdigest()


def of_user(user_id: int) -> Actor:
    """The person behind a signed-in account; NOBODY when their time has ended."""
    with as_system(WHY):
        return _actor(Q(user_id=user_id))


def of_token(key: str) -> Actor:
    """The person behind a key to the API; NOBODY for a wrong, ended or revoked one."""
    now = timezone.now()
    with as_system(WHY):
        valid = Token.objects.unguarded(WHY).filter(
            Q(expires_at=None) | Q(expires_at__gt=now), digest=digest(key), revoked_at=None
        )
        token = valid.values_list("person_id", flat=True).first()
        return _actor(Q(pk=token)) if token else NOBODY


def of_person(person: UUID | str) -> Actor:
    """One person as an actor, for the system's own messages to them."""
    with as_system(WHY):
        return _actor(Q(pk=person))


def _actor(which: Q) -> Actor:
    people = Person.objects.unguarded(WHY).select_related("user", "institution__state")
    person = people.filter(which, ended_at=None, user__is_active=True).first()
    if person is None:
        return NOBODY
    now = timezone.now()
    actor = _bare(person, now)
    return replace(actor, acting_for=_absent(person, now))


def _bare(person: Person, now: datetime) -> Actor:
    grants = RoleGrant.objects.unguarded(WHY).filter(
        Q(until=None) | Q(until__gt=now), person=person, since__lte=now
    )
    institution = person.institution
    state = institution.state if institution else None
    return Actor(
        name=person.user.get_username(),
        person=str(person.pk),
        pseudonym=person.pseudonym,
        institution=person.institution_id or "",
        state=state.code if state else "",
        roles=frozenset(grants.values_list("role", flat=True)),
        language=person.language or (state.language if state else "es"),
        zone=person.zone or (state.zone if state else "UTC"),
    )


def _absent(person: Person, now: datetime) -> tuple[Actor, ...]:
    """Those for whom this person acts now; a delegation is not passed on (S97 b)."""
    stands_in = Substitution.objects.unguarded(WHY).filter(
        substitute=person, since__lte=now, until__gt=now, revoked_at=None,
        holder__ended_at=None, holder__institution=F("substitute__institution"),
    )  # fmt: skip
    holders = stands_in.select_related("holder__user", "holder__institution__state")
    return tuple(replace(_bare(row.holder, now), absence=str(row.pk)) for row in holders)
