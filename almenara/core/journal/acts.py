"""An act: one change, in one transaction, asked for and recorded, or it is an error."""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from json.encoder import encode_basestring
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.db import connection, transaction
from django.db.models import Model

from almenara.core.access import replica
from almenara.core.access.context import acting
from almenara.core.access.rules import Owners, asked, policy_of, reference
from almenara.core.parties.actor import SYSTEM, Actor
from almenara.core.parties.refusals import Denied
from almenara.formats.canonical import canonical

P = ParamSpec("P")
T = TypeVar("T")
_APPEND = "select journal_append(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[])"
NO_OWNERS = Owners()


class UncheckedAct(AssertionError):
    """A service changed something without asking whether its actor may."""


class SilentAct(AssertionError):
    """A service changed something without recording it."""


@dataclass(frozen=True)
class _Row:
    """A leaf in the three pieces between which SQL puts `at` and `seq`, and whose thing it is."""

    head: str
    middle: str
    tail: str
    owners: Owners


@dataclass
class _Ledger:
    """The rows of one outermost act, appended last: the journal's lock is held only then."""

    rows: list[_Row] = field(default_factory=list)
    afterwards: list[Callable[[], None]] = field(default_factory=list)

    def forget(self, rows: int, afterwards: int) -> None:
        """Take back what came after the first `rows` and `afterwards`."""
        del self.rows[rows:], self.afterwards[afterwards:]

    def close(self) -> None:
        """Append, and do what must see these rows in their place."""
        _append(self.rows)
        for work in self.afterwards:
            work()


_ledger: ContextVar[_Ledger | None] = ContextVar("ledger", default=None)


def act(service: Callable[Concatenate[Actor, P], T]) -> Callable[Concatenate[Actor, P], T]:
    """Make a service one act of its first argument."""

    @functools.wraps(service)
    def run(actor: Actor, *args: P.args, **kwargs: P.kwargs) -> T:
        replica.leave()
        outer = _ledger.get()
        ledger = outer if outer is not None else _Ledger()
        before = len(ledger.rows), len(ledger.afterwards)
        tokens = _ledger.set(ledger), asked.set(False)
        try:
            with acting(actor), transaction.atomic():
                result = service(actor, *args, **kwargs)
                _check(service.__qualname__, len(ledger.rows) > before[0])
                if outer is None:
                    ledger.close()
        except BaseException:
            ledger.forget(*before)
            raise
        finally:
            _ledger.reset(tokens[0])
            asked.reset(tokens[1])
        if outer is not None:
            asked.set(True)  # an act made of acts asks by its parts
        return result

    run.is_act = True  # type: ignore[attr-defined]
    return run


def record(actor: Actor, verb: str, thing: Model | str, **detail: Any) -> None:
    """Write one line about what `actor` just did; ids and numbers only, never titles or names."""
    if taken := detail.keys() & {"for", "by"}:
        raise TypeError(f"{verb}: {taken} says in whose place somebody acted")
    ledger = _ledger.get()
    if ledger is None:
        raise SilentAct(f"{verb} recorded outside an act")
    ledger.rows.append(_row(actor, verb, thing, "done", detail))


def afterwards(work: Callable[[], None]) -> None:
    """Do `work` once the rows of this act are in, before any other act can append its own."""
    ledger = _ledger.get()
    if ledger is None:
        raise SilentAct("nothing is recorded that something could come after")
    ledger.afterwards.append(work)


@contextmanager
def gathering() -> Iterator[None]:
    """Append the rows of several acts at the end of the transaction that is open around them.

    The journal's lock is then held for the commit only, not for what follows an act in a request.
    """
    ledger = _Ledger()
    token = _ledger.set(ledger)
    try:
        yield
        ledger.close()
    finally:
        _ledger.reset(token)


def record_denied(actor: Actor, refusal: Denied) -> None:
    """Keep a denied attempt, in a transaction of its own: the act's was rolled back.

    The system looks up whose thing it is: who was denied may not see that.
    """
    with acting(SYSTEM), transaction.atomic():
        _append([_row(actor, refusal.verb, refusal.thing, "denied", {})])


def _check(name: str, is_recorded: bool) -> None:
    if not asked.get():
        raise UncheckedAct(name)
    if not is_recorded:
        raise SilentAct(name)


def _row(actor: Actor, verb: str, thing: Model | str, outcome: str, detail: dict[str, Any]) -> _Row:
    owners = NO_OWNERS if isinstance(thing, str) else policy_of(type(thing)).owners(thing)
    if actor.acting_for:
        detail = {**detail, "for": [holder.pseudonym for holder in actor.acting_for]}
        if rules := [holder.absence for holder in actor.acting_for if holder.absence]:
            detail["by"] = rules
    return _Row(
        f'"actor":{_text(actor.pseudonym)}',
        f'"detail":{canonical(detail)},"institution":{_or_null(actor.institution)},'
        f'"outcome":{_text(outcome)}',
        f'"state":{_or_null(actor.state)},"thing":{_text(reference(thing))},"verb":{_text(verb)}',
        owners,
    )


def _text(text: str) -> str:
    """A text as RFC 8785 writes it."""
    return encode_basestring(text)


def _or_null(text: str) -> str:
    return encode_basestring(text) if text else "null"


def _append(rows: list[_Row]) -> None:
    if not rows:
        return
    columns = [
        [row.head for row in rows],
        [row.middle for row in rows],
        [row.tail for row in rows],
        [" ".join(sorted(filter(None, row.owners.institutions))) for row in rows],
        [" ".join(sorted(row.owners.persons)) for row in rows],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_APPEND, columns)
