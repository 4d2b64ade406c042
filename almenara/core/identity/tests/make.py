"""People for the tests of identity: a State's office and the secretariat's administration."""

import uuid
from dataclasses import dataclass
from http.cookies import SimpleCookie

from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.hashers import make_password
from django.test import Client

from almenara.core.access.context import system_work
from almenara.core.identity import enrolment, queries, services, who
from almenara.core.identity.enrolment import Enrolment
from almenara.core.journal.models import Entry
from almenara.core.parties.actor import SYSTEM, Actor
from almenara.core.parties.models import Institution, Person

PASSWORD = "una frase que solo yo diría"


@dataclass(frozen=True)
class World:
    """Two officers of one office of Panama, one of Costa Rica, and two administrators."""

    ana: Person
    eva: Person
    luis: Person
    admin: Person
    other: Person


def institution(slug: str, state: str | None, kind: str = "agency") -> Institution:
    with system_work():
        return Institution.objects.get_or_create(
            slug=slug,
            defaults={"names": {"es": f"Oficina {slug}"}, "state_id": state, "kind": kind},
        )[0]


def person(name: str, home: Institution, *roles: str) -> Person:
    made = enrolment.enrol(
        SYSTEM,
        Enrolment(
            username=f"{name}-{uuid.uuid4().hex[:6]}",
            mail=f"{name}@example.org",
            institution=home,
            titles={"es": name.capitalize()},
            language="es",
            password=make_password(PASSWORD),
        ),
    )
    for role in roles:
        services.grant_role(SYSTEM, made, role)
    return made


def world() -> World:
    panama, costa_rica = institution("id-pan", "PAN"), institution("id-cri", "CRI")
    house = institution("id-saa", None, "secretariat")
    return World(
        ana=person("ana", panama),
        eva=person("eva", panama),
        luis=person("luis", costa_rica),
        admin=person("admin", house, "administrator"),
        other=person("other", house, "administrator"),
    )


def actor(of: Person) -> Actor:
    with system_work():
        return who.of_person(of.pk)


def journal(of: Person, verb: str = "") -> list[str]:
    """What the journal says of this person's own acts: «verb thing outcome»."""
    with system_work():
        found = Entry.objects.unguarded("a test").filter(actor=of.pseudonym).order_by("seq")
        return [
            f"{row.verb} {row.thing.partition(':')[0]} {row.outcome}"
            for row in found
            if not verb or row.verb == verb
        ]


def sign_in(client, of: Person, password: str = PASSWORD, **more):
    return client.post(
        "/accounts/login/", {"login": of.user.username, "password": password, **more}
    )


def with_browser(who: str) -> tuple[World, SimpleCookie]:
    """A world, and the cookies of a browser in which one of its persons has just signed in."""
    made, browser = world(), Client()
    sign_in(browser, getattr(made, who))
    return made, browser.cookies


def code(secret: str, steps: int = 0) -> str:
    """The code that an application shows; `steps` half minutes from now."""
    counter = next(iter(totp.yield_hotp_counters_from_time())) + steps
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def people() -> int:
    with system_work():
        return queries.people(SYSTEM).count()
