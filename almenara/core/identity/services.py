"""Acts on accounts: keys, roles, substitutions, preferences, signing in and out."""

import secrets
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.access.context import as_system
from almenara.core.access.rules import reference, require
from almenara.core.identity import headletters, queries
from almenara.core.identity.who import digest
from almenara.core.journal.acts import act, record
from almenara.core.journal.models import Head
from almenara.core.notices import post
from almenara.core.parties.actor import Actor
from almenara.core.parties.models import LANGUAGES, Person, RoleGrant, Substitution, Token
from almenara.formats.refusal import Unreadable


@act
def grant_token(actor: Actor, label: str, expires_at: datetime | None = None) -> tuple[Token, str]:
    """A key to the API for oneself; the key itself is shown this once."""
    key = secrets.token_urlsafe(32)
    token = Token(
        person_id=actor.person,
        label=label[:80],
        digest=digest(key),
        made_at=timezone.now(),
        expires_at=expires_at,
    )
    require(actor, "grant", token)
    token.save(force_insert=True)
    record(actor, "grant", token)
    return token, key


@act
def revoke_token(actor: Actor, token: Token) -> Token:
    """The key stops working at once."""
    require(actor, "revoke", token)
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
    record(actor, "revoke", token)
    return token


@act
def grant_role(actor: Actor, person: Person, role: str) -> RoleGrant:
    """Give a role by itself (posts give theirs through the directory)."""
    grant = RoleGrant(person=person, role=role, since=timezone.now())
    require(actor, "grant", grant)
    with as_system("grants are written by no other role"):
        grant.save(force_insert=True)
    record(actor, "grant", grant, role=role)
    return grant


@act
def revoke_role(actor: Actor, grant: RoleGrant) -> RoleGrant:
    """End a role now."""
    require(actor, "revoke", grant)
    with as_system("grants are written by no other role"):
        grant.until = timezone.now()
        grant.save(update_fields=["until"])
    record(actor, "revoke", grant, role=grant.role)
    return grant


@act
def substitute(
    actor: Actor, who: Person, rule: str, since: datetime, until: datetime
) -> Substitution:
    """Name who acts for oneself from a moment to a moment; it ends by itself (S97)."""
    if until <= since:
        raise Unreadable(["until"], _("La ausencia termina antes de empezar."))
    absence = Substitution(
        holder=Person.objects.visible_to(actor).get(pk=actor.person),
        substitute=who,
        rule=rule[:200],
        since=since,
        until=until,
    )
    if absence.holder.pk == who.pk:
        raise Unreadable(["substitute"], _("Nadie se sustituye a sí mismo."))
    require(actor, "grant", absence)
    absence.save(force_insert=True)
    record(actor, "grant", absence)
    return absence


@act
def revoke_substitution(actor: Actor, absence: Substitution) -> Substitution:
    """The holder is back before the day."""
    require(actor, "revoke", absence)
    absence.revoked_at = timezone.now()
    absence.save(update_fields=["revoked_at"])
    record(actor, "revoke", absence)
    return absence


@act
def update_language(actor: Actor, language: str) -> Person:
    """The language in which this person wants pages and messages."""
    if language not in LANGUAGES:
        raise Unreadable(["language"], _("Idioma desconocido."))
    person = Person.objects.visible_to(actor).get(pk=actor.person)
    require(actor, "update", person)
    person.language = language
    person.save(update_fields=["language"])
    record(actor, "update", person)
    return person


@act
def sign_in(actor: Actor) -> Person:
    """The person is in; one line in the journal."""
    return _at_the_door(actor, "sign-in")


@act
def sign_out(actor: Actor) -> Person:
    """The person left."""
    return _at_the_door(actor, "sign-out")


@act
def protect(actor: Actor, kind: str) -> None:
    """A second factor was added to one's own account."""
    _factor(actor, "grant", kind)


@act
def unprotect(actor: Actor, kind: str) -> None:
    """A second factor was taken off one's own account."""
    _factor(actor, "revoke", kind)


@act
def update_password(actor: Actor) -> None:
    """The person has another password; it is never written down."""
    require(actor, "update", _oneself(actor))
    record(actor, "update", "password:own")


@act
def mail_head(actor: Actor, head: Head) -> int:
    """A signed head of the journal to every State's contact point; how many persons were told."""
    require(actor, "export", head)
    points = list(queries.contact_points(actor, timezone.now()))
    persons = tuple(person.pk for person in points)
    name = reference(head)
    post.tell(
        actor,
        post.Telling(
            persons, headletters.WORD, about=name, group=name, marking="TLP:CLEAR",
            channels=frozenset({"mail"}),
        ),
    )  # fmt: skip
    states = {person.institution.state_id for person in points if person.institution}
    record(actor, "export", head, persons=len(persons), states=sorted(filter(None, states)))
    return len(persons)


def _factor(actor: Actor, verb: str, kind: str) -> None:
    require(actor, "update", _oneself(actor))
    record(actor, verb, f"factor:{kind}")


def _oneself(actor: Actor) -> Person:
    return Person.objects.visible_to(actor).get(pk=actor.person)


def _at_the_door(actor: Actor, verb: str) -> Person:
    person = _oneself(actor)
    require(actor, verb, person)
    record(actor, verb, person)
    return person
