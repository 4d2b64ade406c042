"""Who listens to the hints of the events hub: a signed-in person, by their session's key."""

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.utils.crypto import constant_time_compare

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
    user = get_user_model().objects.filter(pk=store.get(SESSION_KEY)).first()
    if user is None or not _is_theirs(store, user):
        return None
    with system_work():
        actor = who.of_user(user.pk)
        if not actor.is_known or not _passed(actor, user, store):
            return None
    return Listener(actor.name, frozenset({actor.person, actor.institution} - {""}))


def _is_theirs(store: Any, user: Any) -> bool:
    """As pages ask: with another password a session is over."""
    return constant_time_compare(store.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())


def _passed(actor: Actor, user: Any, store: Any) -> bool:
    """Whoever still owes a second factor hears no hints."""
    if not settings.SECOND_FACTOR:
        return True
    held = factors.held(user)
    records = store.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    return not factors.step(actor, held, factors.passed(records))
