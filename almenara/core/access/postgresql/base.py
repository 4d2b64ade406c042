"""Django's PostgreSQL, with connections that say who acts before whatever is asked of them.

The server itself reports whom it was told: the settings of the actor and `application_name` are set
together and taken back together, and PostgreSQL reports each change of the latter
(`docs/decisions/one-request-one-transaction.md`). Nothing here remembers what it said.
"""

from types import SimpleNamespace
from typing import Any, Literal, NoReturn

import psycopg
from django.db.backends.postgresql import base
from psycopg.abc import RV, PQGen
from psycopg.pq import TransactionStatus
from psycopg.sql import SQL, Identifier

from almenara.core.access import context


class Link(psycopg.Connection[Any]):
    """A connection on which each statement of a transaction runs as `context.current()`.

    Outside a transaction nobody acts: the settings would not outlive their own statement.
    """

    _is_fresh = False  # nothing was told in this transaction: whoever it is for, it is nobody's

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        """The one way from a connection and its cursors to the server."""
        if self._is_untold():
            super().wait(self._tell())
        return super().wait(gen, interval, timeout)

    def rollback(self) -> None:
        """What takes all back asks nothing: nobody need be told."""
        with self.lock:
            super().wait(self._rollback_gen())

    def _rollback_gen(self) -> PQGen[None]:
        """A page that is refused keeps the plans; only a failed statement may have a bad one."""
        if self.pgconn.transaction_status == TransactionStatus.INTRANS:
            yield from self._exec_command(b"ROLLBACK")
        else:
            yield from super()._rollback_gen()

    def end(self, how: Literal["release", "rollback to"], savepoint: str) -> None:
        """Nor does the end of a savepoint ask anything."""
        command = SQL("{} savepoint {}").format(SQL(how), Identifier(savepoint))
        with self.lock:
            super().wait(self._exec_command(command))

    def pipeline(self) -> NoReturn:
        """The server reports at the end of a pipeline only: who acts could not change within."""
        raise psycopg.NotSupportedError("who acts is said between statements")

    def _start_query(self) -> PQGen[None]:
        """What begins a transaction is followed by who acts in it."""
        yield from super()._start_query()
        if self._is_untold():
            yield from self._tell()

    def _is_untold(self) -> bool:
        """Would a statement sent now run as somebody else?"""
        status, told = self.pgconn.transaction_status, context.told()
        if status != TransactionStatus.INTRANS:
            self._is_fresh = status == TransactionStatus.IDLE
            return False
        if self._is_fresh and told.is_nobody:
            return False
        return self.pgconn.parameter_status(b"application_name") != told.mark

    def _tell(self) -> PQGen[None]:
        self._is_fresh = False
        yield from self._exec_command(context.told().statement)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, but for its connections."""

    Database = SimpleNamespace(**{**vars(psycopg), "connect": Link.connect})  # type: ignore[assignment]

    def _savepoint_commit(self, sid: str) -> None:
        with self.wrap_database_errors:
            self.connection.end("release", sid)

    def _savepoint_rollback(self, sid: str) -> None:
        """An act that is refused keeps the plans, as a page does."""
        if self.connection.info.transaction_status != TransactionStatus.INTRANS:
            super()._savepoint_rollback(sid)
            return
        with self.wrap_database_errors:
            self.connection.end("rollback to", sid)
