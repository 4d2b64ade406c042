"""The actor travels to PostgreSQL as transaction-local settings; row-level security reads them.

The settings protect against forgetting a filter, not against somebody who can run SQL:
whoever can, can set them too (`docs/threat-model.md`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.pq import TransactionStatus

from almenara.core.access import replica
from almenara.core.parties.actor import NOBODY, SYSTEM, Actor

_current: ContextVar[Actor] = ContextVar("actor", default=NOBODY)

_TELL = """select set_config('app.person', %s, true), set_config('app.pseudonym', %s, true),
set_config('app.institution', %s, true), set_config('app.state', %s, true),
set_config('app.system', %s, true), set_config('app.roles', %s, true),
set_config('app.observer', %s, true)"""


def current() -> Actor:
    """Who is acting in this thread of work."""
    return _current.get()


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    """Let the database see what `actor` may see, and give back the former view at the end."""
    former = _current.get()
    token = _current.set(actor)
    _tell(actor)
    try:
        yield
    finally:
        _current.reset(token)
        if _is_usable():
            _tell(former)


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
    with transaction.atomic(), acting(SYSTEM):
        yield


def _tell(actor: Actor) -> None:
    flag = "on" if actor.is_system else ""
    pseudonym = actor.pseudonym if actor.person else ""
    roles = " ".join(sorted(actor.held_roles))
    told = [actor.person, pseudonym, actor.institution, actor.state, flag, roles, actor.observer]
    _say(connection, told)
    if replica.is_read():
        try:
            _say(connections[replica.ALIAS], told)
        except replica.LOST as why:
            replica.lose(why)


def _say(link: BaseDatabaseWrapper, told: list[str]) -> None:
    with link.cursor() as cursor:
        cursor.execute(_TELL, told)


def _is_usable() -> bool:
    """A transaction that failed takes no statement; its rollback restores the settings itself."""
    if connection.connection is None or connection.needs_rollback:
        return False
    return connection.connection.info.transaction_status == TransactionStatus.INTRANS
