"""Who listens to the hints of the events hub: a signed-in person, by their session's key."""

from dataclasses import dataclass
from importlib import import_module

from django.conf import settings
from django.contrib.auth import SESSION_KEY

from almenara.core.access.context import system_work
from almenara.core.identity import who


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
    if not actor.is_known:
        return None
    return Listener(actor.name, frozenset({actor.person, actor.institution} - {""}))
