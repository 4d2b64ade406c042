"""The actor travels to PostgreSQL as transaction-local settings; row-level security reads them.

The settings protect against forgetting a filter, not against somebody who can run SQL:
whoever can, can set them too (`docs/threat-model.md`). They are sent with the next statement, if
there is one (`postgresql/base.py`).
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property, lru_cache
from hashlib import blake2b
from typing import NamedTuple

from django.db import transaction
from psycopg.sql import Literal

from almenara.core.access import replica
from almenara.core.parties.actor import NOBODY, SYSTEM, Actor

_SETTINGS = ("person", "pseudonym", "institution", "state", "system", "roles", "observer")
_KEY = secrets.token_bytes(32)  # marks are read by everybody who may list connections


class Told(NamedTuple):
    """What PostgreSQL is told of an actor, and the mark by which it reports whom it was told."""

    mark: bytes
    statement: bytes
    is_nobody: bool


class _Acting:
    """Who acts; what is told of them is made when somebody asks."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor

    @cached_property
    def told(self) -> Told:
        actor = self.actor
        flag = "on" if actor.is_system else ""
        pseudonym = actor.pseudonym if actor.person else ""
        roles = " ".join(sorted(actor.held_roles))
        return _told(
            (actor.person, pseudonym, actor.institution, actor.state, flag, roles, actor.observer)
        )


_IDLE = _Acting(NOBODY)
_current: ContextVar[_Acting] = ContextVar("actor", default=_IDLE)


def current() -> Actor:
    """Who is acting in this thread of work."""
    return _current.get().actor


def told() -> Told:
    """What PostgreSQL must know before the next statement."""
    return _current.get().told


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    """Let the database see what `actor` may see, and give back the former view at the end."""
    token = _current.set(_Acting(actor))
    if replica.is_read():
        replica.touch()
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def as_system(because: str) -> Iterator[None]:
    """The system's own part of an act. `because` is for the reader of the code."""
    if not because:
        raise TypeError("say why the system must act here")
    with acting(SYSTEM):
        yield


@contextmanager
def system_work() -> Iterator[None]:
    """One transaction of a job or command in which the system acts."""
    with acting(SYSTEM), transaction.atomic():
        yield


@lru_cache(maxsize=1000)
def _told(values: tuple[str, ...]) -> Told:
    mark = blake2b("\0".join(values).encode(), key=_KEY, digest_size=12).hexdigest()
    pairs = [(f"app.{name}", value) for name, value in zip(_SETTINGS, values, strict=True)]
    set_ = [
        f"set_config('{name}', {Literal(value).as_string()}, true)"
        for name, value in [*pairs, ("application_name", mark)]
    ]
    return Told(mark.encode(), f"select {', '.join(set_)}".encode(), not any(values))
