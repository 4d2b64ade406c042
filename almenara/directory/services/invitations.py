"""Accounts for the people whom an authority names: asked for by who nominates for them."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from almenara.core.access.rules import require
from almenara.core.identity.enrolment import Enrolment, enrol
from almenara.core.journal.acts import act, record
from almenara.core.parties.actor import SYSTEM, Actor
from almenara.core.parties.models import Institution, Person
from almenara.directory import telling
from almenara.formats.refusal import Unreadable


@act
def invite_person(
    actor: Actor, institution: Institution, username: str, mail: str, title: str
) -> Person:
    """Make an account without a password; its owner sets one by the link in the invitation."""
    require(actor, "invite", Person(institution=institution))
    state = institution.state
    person = enrol(
        SYSTEM,
        Enrolment(
            username=username,
            mail=mail,
            institution=institution,
            titles={"es": title},
            language=state.language if state else "es",
        ),
    )
    record(actor, "invite", person)
    telling.invited(actor, person)
    return person


@act
def set_password(actor: Actor, password: str) -> Person:
    """Whoever was invited sets the first password of the own account."""
    person = Person.objects.visible_to(actor).select_related("user").get(pk=actor.person)
    require(actor, "update", person)
    try:
        validate_password(password, person.user)
    except ValidationError as fault:
        raise Unreadable(["password"], " ".join(fault.messages)) from None
    person.user.set_password(password)
    person.user.save(update_fields=["password"])
    record(actor, "update", person)
    return person
