"""What only reads may be read from a standby (`docs/decisions/replica.md`).

Within `reading()` the rows of our models come from the alias `replica` until the request writes
or begins an act; from then on, and in everything else, from the primary. Raw cursors, accounts and
sessions never leave it.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections
from django.db.models import Model

ALIAS = "replica"
PATIENCE = 5.0  # seconds between two looks at the standby, sound or not
BEHIND = 16 * 1024 * 1024  # bytes of the primary's log; above that it is catching up
LOST = (OperationalError, InterfaceError)
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_log = logging.getLogger(__name__)
_reads: ContextVar[bool] = ContextVar("reads", default=False)
_seen = {"until": 0.0, "sound": False}  # this process's last look, of the monotonic clock


class Router:
    """Django's question where to read and write; answered outright, whence ever a row came."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        """The standby for our own models while this request only reads."""
        ours = is_read() and model.__module__.startswith("almenara.")
        return ALIAS if ours else DEFAULT_DB_ALIAS

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        """The primary, for the rest of the request too."""
        leave()
        return DEFAULT_DB_ALIAS

    def allow_relation(self, *things: Model, **hints: Any) -> bool:
        """Both hold the same rows."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """What the primary becomes the standby becomes by itself."""
        return db == DEFAULT_DB_ALIAS


def is_read() -> bool:
    """Do rows come from the standby now?"""
    return _reads.get()


def leave() -> None:
    """From here on this request reads what it may itself have changed."""
    if is_read():
        _reads.set(False)


def lose(why: object) -> None:
    """The standby does not answer: leave it, and look again in a while."""
    leave()
    connections[ALIAS].close()
    _note(False, why)


def touch() -> None:
    """Is it still there? One that broke is left before a page asks it for rows."""
    try:
        with connections[ALIAS].cursor() as cursor:
            cursor.execute("select 1")
    except LOST as why:
        lose(why)


@contextmanager
def reading(method: str) -> Iterator[None]:
    """Let a request of a safe method read from the standby, if there is one and it is sound."""
    if ALIAS not in connections.settings or method not in SAFE or not _is_opened():
        yield
        return
    token = _reads.set(True)
    try:
        yield
    finally:
        _reads.reset(token)
        _close()


def lag() -> int | None:
    """Bytes of log that the standby has yet to apply; None of a server that is no standby."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("select pg_current_wal_lsn()::text")
        written = cursor.fetchone()[0]
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(
            "select greatest(pg_wal_lsn_diff(%s::pg_lsn, pg_last_wal_replay_lsn()), 0)"
            " where pg_is_in_recovery()",
            [written],
        )
        row = cursor.fetchone()
    return None if row is None else int(row[0])


def _is_opened() -> bool:
    """Begin a transaction on the standby: with it ends what the actor's settings say there."""
    if not _is_sound():
        return False
    try:
        connections[ALIAS].set_autocommit(False)
    except LOST as why:
        _note(False, why)
        return False
    return True


def _close() -> None:
    link = connections[ALIAS]
    try:
        if link.connection is not None:
            link.rollback()
            link.set_autocommit(True)
    except LOST:  # it broke meanwhile: nothing on it was to be kept
        link.close()


def _is_sound() -> bool:
    if time.monotonic() >= _seen["until"]:
        try:
            bytes_behind = lag()
        except LOST as why:
            connections[ALIAS].close()
            _note(False, why)
        else:
            is_near = bytes_behind is not None and bytes_behind <= BEHIND
            _note(is_near, f"{bytes_behind} bytes behind")
    return bool(_seen["sound"])


def _note(sound: bool, why: object) -> None:
    if not sound:
        _log.warning("The replica is not read for %.0f s: %s", PATIENCE, why)
    _seen.update(until=time.monotonic() + PATIENCE, sound=sound)
