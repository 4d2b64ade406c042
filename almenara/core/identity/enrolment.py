"""Institutions and accounts come to be: the system's acts, on behalf of who asked for them."""

import secrets
from dataclasses import dataclass, field

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _

from almenara.core.access.context import as_system
from almenara.core.access.rules import require
from almenara.core.journal.acts import act, record
from almenara.core.parties.actor import Actor
from almenara.core.parties.models import Institution, Observer, Person
from almenara.formats.refusal import Unreadable


@dataclass(frozen=True)
class Enrolment:
    """An account to be made; `password` is its hash, empty where a link will set it."""

    username: str
    mail: str
    institution: Institution | None = None
    observer: Observer | None = None
    titles: dict[str, str] = field(default_factory=dict)
    language: str = ""
    password: str = ""


@act
def found(actor: Actor, institution: Institution) -> Institution:
    """Enter an institution in the register of parties."""
    require(actor, "found", institution)
    if Institution.objects.unguarded("slugs are taken for all").filter(pk=institution.pk).exists():
        raise Unreadable(["slug"], _("Ya hay una institución con ese nombre corto."))
    with as_system("the register of parties is written by no other role"):
        institution.save(force_insert=True)
    record(actor, "found", institution)
    return institution


@act
def enrol(actor: Actor, enrolment: Enrolment) -> Person:
    """Make the account of a person, known to the journal by a pseudonym alone."""
    person = Person(
        institution=enrolment.institution,
        observer=enrolment.observer,
        titles=enrolment.titles,
        language=enrolment.language,
        pseudonym=f"p-{secrets.token_hex(8)}",
    )
    require(actor, "enrol", person)
    users = get_user_model().objects
    if users.filter(username=enrolment.username).exists():
        raise Unreadable(["username"], _("Ese nombre de usuario ya existe."))
    person.user = users.create(
        username=enrolment.username,
        email=enrolment.mail,
        password=enrolment.password or make_password(None),
    )
    with as_system("a person is entered before anybody sees them"):
        person.save(force_insert=True)
    record(actor, "enrol", person)
    return person
