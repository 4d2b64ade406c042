"""Who listens to the hints of the events hub: a signed-in person, by their session's key."""

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.contrib.auth import SESSION_KEY, get_user_model

from almenara.core.access.context import system_work
from almenara.core.identity import factors, who
from almenara.core.parties.actor import Actor


@dataclass(frozen=True)
class Listener:
    """A name to count streams by, and the keys (institution, person) that reach it."""

    name: str
    keys: frozenset[str]


def listener(session_key: str) -> Listener | None:
    """The person behind a session, or None for a stranger."""
    store = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    user_id = store.get(SESSION_KEY)
    if not user_id:
        return None
    with system_work():
        actor = who.of_user(int(user_id))
        if not actor.is_known or not _passed(actor, int(user_id), store):
            return None
    return Listener(actor.name, frozenset({actor.person, actor.institution} - {""}))


def _passed(actor: Actor, user_id: int, store: Any) -> bool:
    """Whoever still owes a second factor hears no hints."""
    if not settings.SECOND_FACTOR:
        return True
    held = factors.held(get_user_model().objects.get(pk=user_id))
    records = store.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    return not factors.step(actor, held, factors.passed(records))
