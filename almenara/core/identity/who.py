"""From a request's credentials to an Actor; read as the system, before there is anybody."""

import hashlib
import json
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from almenara.core.access.context import as_system
from almenara.core.parties.actor import NOBODY, Actor
from almenara.core.parties.models import Person, Substitution

WHY = "nobody is known before they are"
# Written out, because every request asks it: composing it costs more than the answer.
_PERSON = """
select p.*, u.username, i.names::text as home, i.state_id as state, s.names::text as country,
    s.language as spoken, s.zone as lives_in,
    array(select g.role from parties_rolegrant g where g.person_id = p.id and g.since <= %(now)s
        and (g.until is null or g.until > %(now)s)) as held,
    exists(select from parties_substitution a where a.substitute_id = p.id
        and a.since <= %(now)s and a.until > %(now)s and a.revoked_at is null) as stands_in
from parties_person p join auth_user u on u.id = p.user_id
    left join parties_institution i on i.slug = p.institution_id
    left join parties_state s on s.code = i.state_id
where p.ended_at is null and u.is_active"""
_HOLDS_KEY = """p.id in (select t.person_id from parties_token t where t.digest = %(asked)s
    and t.revoked_at is null and (t.expires_at is null or t.expires_at > %(now)s))"""


def digest(key: str) -> str:
    """How a token is kept: it has 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(key.encode()).hexdigest()


def of_user(user_id: int) -> Actor:
    """The person behind a signed-in account; NOBODY when their time has ended."""
    return in_session(user_id)[0]


def in_session(user_id: int) -> tuple[Actor, Person | None]:
    """As `of_user`, and the row of the person, which every page names."""
    return _known("p.user_id = %(asked)s", user_id)


def of_token(key: str) -> Actor:
    """The person behind a key to the API; NOBODY for a wrong, ended or revoked one."""
    return _known(_HOLDS_KEY, digest(key))[0]


def of_person(person: UUID | str) -> Actor:
    """One person as an actor, for the system's own messages to them."""
    return _known("p.id = %(asked)s", str(person))[0]


def _known(where: str, asked: int | str) -> tuple[Actor, Person | None]:
    now = timezone.now()
    with as_system(WHY):
        person = _one(where, asked, now)
        if person is None:
            return NOBODY, None
        acting_for = _absent(person, now) if person.stands_in else ()
        return replace(_bare(person), acting_for=acting_for), person


def _one(where: str, asked: int | str, now: datetime) -> Any:
    """The person with their home, State, roles, and whether they stand in for anybody."""
    rows = Person.objects.unguarded(WHY).raw(f"{_PERSON} and {where}", {"asked": asked, "now": now})
    person: Any = next(iter(rows), None)
    if person is not None:
        person.home = json.loads(person.home) if person.home else {}
        person.country = json.loads(person.country) if person.country else {}
    return person


def _bare(person: Any) -> Actor:
    return Actor(
        name=person.username,
        person=str(person.pk),
        pseudonym=person.pseudonym,
        institution=person.institution_id or "",
        state=person.state or "",
        observer=person.observer_id or "",
        roles=frozenset(person.held),
        language=person.language or person.spoken or "es",
        zone=person.zone or person.lives_in or "UTC",
    )


def _absent(person: Person, now: datetime) -> tuple[Actor, ...]:
    """Those for whom this person acts now; a delegation is not passed on (S97 b)."""
    rows = Substitution.objects.unguarded(WHY).filter(
        substitute=person, since__lte=now, until__gt=now, revoked_at=None,
        holder__ended_at=None, holder__institution=F("substitute__institution"),
    )  # fmt: skip
    holders = ((row, _one("p.id = %(asked)s", str(row.holder_id), now)) for row in rows)
    return tuple(replace(_bare(one), absence=str(row.pk)) for row, one in holders if one)
