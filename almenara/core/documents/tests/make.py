"""Persons who keep documents."""

import uuid

from django.contrib.auth import get_user_model

from almenara.core.access.context import system_work
from almenara.core.parties.actor import Actor
from almenara.core.parties.models import Institution, Person, State


def actor(slug: str, state: str) -> Actor:
    """A new person of an institution."""
    user = get_user_model().objects.create_user(f"p{uuid.uuid4().hex[:8]}")
    with system_work():
        home, _made = State.objects.get_or_create(code=state, defaults={"sort_key": state.lower()})
        institution, _made = Institution.objects.get_or_create(slug=slug, defaults={"state": home})
        person = Person.objects.create(
            user=user, institution=institution, pseudonym=uuid.uuid4().hex[:16]
        )
    return Actor(
        user.get_username(),
        person=str(person.pk),
        pseudonym=person.pseudonym,
        institution=slug,
        state=state,
    )
