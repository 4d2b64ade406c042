"""Accounts for the people whom an authority names: asked for by who nominates for them."""

import secrets

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from almenara.core.access.context import as_system
from almenara.core.access.rules import require
from almenara.core.journal.acts import act, record
from almenara.core.parties.actor import Actor
from almenara.core.parties.models import Institution, Person
from almenara.directory import telling
from almenara.directory.holding import WHY
from almenara.formats.refusal import Unreadable


@act
def invite_person(
    actor: Actor, institution: Institution, username: str, mail: str, title: str
) -> Person:
    """Make an account without a password; its owner sets one by the link in the invitation."""
    users = get_user_model()
    state = institution.state
    person = Person(
        institution=institution,
        titles={"es": title},
        pseudonym=secrets.token_hex(8),
        language=state.language if state else "es",
    )
    require(actor, "invite", person)
    if users.objects.filter(username=username).exists():
        raise Unreadable(["username"], _("Ese usuario ya existe."))
    with as_system(WHY):
        person.user = users.objects.create_user(username, mail)
        person.save(force_insert=True)
    record(actor, "invite", person)
    telling.invited(actor, person)
    return person
