"""Persons and institutions for the journal's tests, written as the system."""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.utils import timezone
from psycopg import Connection

from almenara.core.access.context import system_work
from almenara.core.access.rules import require
from almenara.core.journal.acts import act, record
from almenara.core.parties.actor import Actor
from almenara.core.parties.models import Institution, Person, State, Token

TABLES = ("journal_entry", "journal_concern", "journal_head", "journal_tip")
WRITTEN_OVER = [
    "update journal_entry set verb = 'read'",
    "update journal_concern set institution = 'csirt-j-cri'",
    "update journal_head set size = 1",
    *[f"delete from {table}" for table in TABLES],
    *[f"truncate {table} cascade" for table in TABLES],
]


@dataclass(frozen=True)
class World:
    """Two officers of one institution, one of another State."""

    ana: Actor
    eva: Actor
    luis: Actor


def world() -> World:
    with system_work():
        for code, name in (("PAN", "Panamá"), ("CRI", "Costa Rica")):
            State.objects.get_or_create(
                pk=code, defaults={"names": {"es": name}, "sort_key": name.lower()}
            )
        for slug, code in (("csirt-j-pan", "PAN"), ("csirt-j-cri", "CRI")):
            Institution.objects.get_or_create(
                pk=slug, defaults={"names": {"es": f"CSIRT {code}"}, "state_id": code}
            )
        return World(
            person("ana", "csirt-j-pan", "PAN"),
            person("eva", "csirt-j-pan", "PAN"),
            person("luis", "csirt-j-cri", "CRI"),
        )


def person(name: str, institution: str, state: str) -> Actor:
    user = User.objects.create(username=f"{name}-journal")
    made = Person.objects.create(
        user=user,
        institution_id=institution,
        pseudonym=f"p-{name}-journal",
        titles={"es": "Guardia"},
    )
    return Actor(
        user.username, str(made.pk), made.pseudonym, institution, state, language="es", zone="UTC"
    )


def token_of(actor: Actor) -> Token:
    return Token(
        person_id=actor.person, label="x", digest=timezone.now().isoformat(), made_at=timezone.now()
    )


@act
def grant(actor: Actor, token: Token, **detail: object) -> Token:
    """An act as services have it: asks, changes, records."""
    require(actor, "grant", token)
    token.save(force_insert=True)
    record(actor, "grant", token, **detail)
    return token


@act
def grant_many(actor: Actor, count: int) -> None:
    """One act of `count` rows."""
    token = token_of(actor)
    require(actor, "grant", token)
    token.save(force_insert=True)
    for number in range(count):
        record(actor, "grant", token, n=number)


def empty(superuser: Connection) -> None:
    """No row and no head; a test's fixture puts back what was there."""
    with superuser.transaction():
        superuser.execute("set local session_replication_role = replica")
        superuser.execute("truncate journal_entry, journal_concern, journal_head")
        superuser.execute(
            "update journal_tip set size = 0, chain = decode(repeat('00', 32), 'hex')"
        )
