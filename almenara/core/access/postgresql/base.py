"""Django's PostgreSQL, with connections that say who acts before whatever is asked of them.

The server itself reports whom it was told: the settings of the actor and `application_name` are set
together and taken back together, and PostgreSQL reports each change of the latter
(`docs/decisions/one-request-one-transaction.md`). Nothing here remembers what it said; only what
it has not said yet.
"""

from types import SimpleNamespace
from typing import Any, NoReturn

import psycopg
from django.db.backends.postgresql import base
from psycopg import errors, generators
from psycopg.abc import RV, PQGen
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn

from almenara.core.access import context

PLANS = 300  # that a connection keeps, of 60 kB each: a home asks 120 statements, psycopg keeps 100


class Link(psycopg.Connection[Any]):
    """A connection on which each statement of a transaction runs as `context.current()`.

    Outside a transaction nobody acts: the settings would not outlive their own statement. Who acts
    and the savepoints begun and ended since the last statement are said with the next, in one
    message: an act that asks nothing costs nothing.
    """

    def __init__(self, pgconn: PGconn, *args: Any, **kwargs: Any) -> None:
        super().__init__(pgconn, *args, **kwargs)
        self.prepared_max = PLANS
        self._is_fresh = False  # nothing was told in this transaction: it is nobody's
        self._unsaid: list[bytes] = []  # one end of a savepoint at most, and then beginnings

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        """The one way from a connection and its cursors to the server."""
        status = self.pgconn.transaction_status
        if status != TransactionStatus.INTRANS:
            self._is_fresh = status == TransactionStatus.IDLE
        elif owed := self._owed():
            super().wait(self._say(owed))
        return super().wait(gen, interval, timeout)

    def commit(self) -> None:
        """It ends all savepoints."""
        self._unsaid.clear()
        super().commit()

    def rollback(self) -> None:
        """What takes all back asks nothing: nobody need be told."""
        self._unsaid.clear()
        with self.lock:
            super().wait(self._rollback_gen())

    def _rollback_gen(self) -> PQGen[None]:
        """A page that is refused keeps the plans; only a failed statement may have a bad one."""
        if self.pgconn.transaction_status == TransactionStatus.INTRANS:
            yield from self._exec_command(b"ROLLBACK")
        else:
            yield from super()._rollback_gen()

    def save(self, name: str) -> None:
        """Begin a savepoint, before the next statement."""
        self._unsaid.append(_savepoint(name))

    def release(self, name: str) -> None:
        """End a savepoint, before the next statement; one that was never said needs no end."""
        if _savepoint(name) in self._unsaid:
            del self._unsaid[self._unsaid.index(_savepoint(name)) :]
        elif self.pgconn.transaction_status == TransactionStatus.INTRANS:
            self._unsaid = [b"release " + _savepoint(name)]
        else:
            self._end(b"release " + _savepoint(name))

    def take_back(self, name: str) -> None:
        """Everything since a savepoint, now; a refused act keeps the plans, as a page does."""
        if _savepoint(name) in self._unsaid:
            del self._unsaid[self._unsaid.index(_savepoint(name)) + 1 :]
            return
        self._unsaid.clear()
        if self.pgconn.transaction_status == TransactionStatus.INTRANS:
            self._end(b"rollback to " + _savepoint(name))
        else:
            self.execute(b"rollback to " + _savepoint(name))

    def _end(self, command: bytes) -> None:
        """It asks nothing: nobody need be told."""
        with self.lock:
            super().wait(self._exec_command(command))

    def pipeline(self) -> NoReturn:
        """The server reports at the end of a pipeline only: who acts could not change within."""
        raise psycopg.NotSupportedError("who acts is said between statements")

    def _start_query(self) -> PQGen[None]:
        """What begins a transaction says who acts in it."""
        if not self._autocommit and self.pgconn.transaction_status == TransactionStatus.IDLE:
            self._is_fresh = True
            yield from self._say([self._get_tx_start_command(), *self._owed()])
            if self._pipeline:
                yield from self._pipeline._sync_gen()

    def _owed(self) -> list[bytes]:
        """What a statement sent now must follow."""
        return [*self._unsaid, *([context.told().statement] if self._is_untold() else [])]

    def _is_untold(self) -> bool:
        """Would a statement sent now run as somebody else?"""
        told = context.told()
        if self._is_fresh and told.is_nobody:
            return False
        return self.pgconn.parameter_status(b"application_name") != told.mark

    def _say(self, commands: list[bytes]) -> PQGen[None]:
        """Several commands in one message; in the pipeline of `executemany`, one by one."""
        self._is_fresh = self._is_fresh and context.told().is_nobody
        if self._pipeline:
            for command in commands:
                yield from self._exec_command(command)
        else:
            self._check_connection_ok()
            self.pgconn.send_query(b"; ".join(commands))
            for result in (yield from generators.execute(self.pgconn)):
                if result.status == ExecStatus.FATAL_ERROR:
                    raise errors.error_from_result(result, encoding=self.pgconn._encoding)
        self._unsaid.clear()


def _savepoint(name: str) -> bytes:
    return f'savepoint "{name}"'.encode()


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, but for its connections."""

    Database = SimpleNamespace(**{**vars(psycopg), "connect": Link.connect})  # type: ignore[assignment]

    def _savepoint(self, sid: str) -> None:
        self.validate_no_broken_transaction()
        self.ensure_connection()
        self.connection.save(sid)

    def _savepoint_commit(self, sid: str) -> None:
        with self.wrap_database_errors:
            self.connection.release(sid)

    def _savepoint_rollback(self, sid: str) -> None:
        with self.wrap_database_errors:
            self.connection.take_back(sid)
