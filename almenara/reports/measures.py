"""The measures: each a code, a unit, its parameters, and one query that gives rows.

`rows` reads for the system, because a figure is over everything; `sees` says which of some rows
exist for a viewer. What the rows make is said in `measuring`, once for every measure.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar, cast
from uuid import UUID

from django.db.models import F, Func, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almenara.core.parties.actor import SYSTEM, Actor
from almenara.directory import queries as directory
from almenara.formats.refusal import Unreadable
from almenara.funds import queries as funds
from almenara.programmes import queries as programmes
from almenara.reports.measuring import Aggregation, Row

T = TypeVar("T")
Asked = Mapping[str, str]
Given = tuple[list[Row], int | None]
Sees = Callable[[Actor, Asked, Iterable[str]], set[str]]
# A row is one line; names of files may be anything.
PLAIN = Func(
    F("ref"), Value("\t\r\n"), Value("   "), function="translate", output_field=TextField()
)
_read: ContextVar[dict[str, tuple[object, Any]] | None] = ContextVar("read", default=None)
PLANNED = ("plan", "result", "programme", "state")


@dataclass(frozen=True)
class Measure:
    """`rows` may give a whole, of which a ratio is a part; one that is not open is the desk's."""

    code: str
    unit: str
    name: str | Promise
    aggregation: Aggregation
    parameters: tuple[str, ...]
    needed: frozenset[str]
    rows: Callable[[Asked], Given]
    sees: Sees
    version: int = 1
    is_open: bool = True


@dataclass(frozen=True)
class Scope:
    """The results of a plan about which somebody asks; `state` narrows what is counted."""

    results: list[programmes.Result]
    state: str


def checked(measure: Measure, asked: Asked) -> None:
    """Go on only with the parameters that this measure has, and all that it needs."""
    faults = [(["query", name], _("Parámetro desconocido.")) for name in sorted(asked)
              if name not in measure.parameters]  # fmt: skip
    faults += [(["query", name], _("Falta este parámetro.")) for name in measure.parameters
               if name in measure.needed and not asked.get(name)]  # fmt: skip
    if faults:
        raise Unreadable.many(faults)


@contextmanager
def together() -> Iterator[None]:
    """Figures that are taken together read once what one after the other asks."""
    token = _read.set({})
    try:
        yield
    finally:
        _read.reset(token)


def _latest(name: str, asked: object, read: Callable[[], T]) -> T:
    """What is read, or what was read last under this name if the same was asked."""
    known = _read.get()
    if known is None:
        return read()
    if name not in known or known[name][0] != asked:
        known[name] = asked, read()
    return cast("T", known[name][1])


def _results(slug: str) -> list[programmes.Result]:
    return _latest("results", slug, lambda: _read_results(slug))


def _read_results(slug: str) -> list[programmes.Result]:
    plan = programmes.plans(SYSTEM).filter(slug=slug).first()
    if plan is None:
        raise Unreadable(["query", "plan"], _("Plan desconocido."))
    return list(programmes.results(SYSTEM, plan))


def _scope(asked: Asked) -> Scope:
    found = _results(asked["plan"])
    for name, code in (("programme", _programme), ("result", _code)):
        if name in asked:
            found = [row for row in found if code(row) == asked[name]]
            if not found:
                raise Unreadable(["query", name], _("No está en el plan."))
    state = asked.get("state", "")
    if state and state not in programmes.codes(SYSTEM, timezone.now().date()):
        raise Unreadable(["query", "state"], _("Estado desconocido."))
    return Scope(found, state)


def _programme(row: programmes.Result) -> str:
    return row.programme.code


def _code(row: programmes.Result) -> str:
    return row.code


def _people(asked: Asked) -> Given:
    """Who was trained, a row each time; a person is the same key in every activity."""
    return [Row(pk, one) for pk, one, _state, _is_member in _attended(_scope(asked))], None


def _states(asked: Asked) -> Given:
    """The same rows by their member State."""
    rows = _attended(_scope(asked))
    return [Row(pk, state) for pk, _one, state, is_member in rows if is_member], None


def _attended(scope: Scope) -> list[tuple[str, str, str, bool]]:
    """Each time that somebody took part: the row, the person, the State and if it is a member."""

    def read() -> list[tuple[str, str, str, bool]]:
        found = programmes.attended(SYSTEM, scope.results)
        found = found.filter(state=scope.state) if scope.state else found
        one = Cast("participant__one", TextField())
        rows = found.annotate(row=Cast("pk", TextField()), one=one)
        return list(rows.values_list("row", "one", "state", "is_member"))

    return _latest("attended", ([row.pk for row in scope.results], scope.state), read)


def _activities(asked: Asked) -> Given:
    return [Row(pk) for pk in _held(asked)], None


def _unproved(asked: Asked) -> Given:
    """What was held and nothing shows that it was."""
    return [Row(pk) for pk, is_proved in _held(asked).items() if not is_proved], None


def _held(asked: Asked) -> dict[str, bool]:
    """What was held, and whether something shows that it was."""
    scope = _scope(asked)
    wanted, found = {row.pk for row in scope.results}, dict[str, bool]()
    for pk, result, evidence in _served(asked["plan"], scope):
        if result in wanted:
            found[pk] = found.get(pk, False) or evidence is not None
    return found


def _served(plan: str, scope: Scope) -> list[tuple[str, UUID, UUID | None]]:
    """What was held: the activity, a result, a proof; of the whole plan for figures together."""
    results = scope.results if _read.get() is None else _results(plan)

    def read() -> list[tuple[str, UUID, UUID | None]]:
        found = programmes.held(SYSTEM, results)
        found = found.filter(places__state=scope.state) if scope.state else found
        rows = found.annotate(row=Cast("pk", TextField()))
        return list(rows.values_list("row", "servings__result", "evidence"))

    return _latest("served", (plan, scope.state), read)


def _progress(asked: Asked) -> Given:
    """What makes the value of one result, of its target; each State is measured against all."""
    scope = _scope(asked)
    result = scope.results[0]
    if result.target_kind == "each-state":
        whole: int | None = len(programmes.members(SYSTEM, timezone.now().date()))
    else:
        whole = result.target_value
    if result.measure == "posts":
        rows = [Row(code, code) for code in sorted(_seated(SYSTEM, result.network))]
    elif result.measure == "people":
        rows = _people(asked)[0]
    else:
        rows = [Row(pk, pk) for pk in _held(asked)]
    return rows, whole


def _seated(viewer: Actor, network: str) -> set[str]:
    """Member States with a place in a network, as far as the viewer may see its places."""
    members = programmes.members(viewer, timezone.now().date())
    return {
        seat.state for seat in directory.institutions_in(viewer, network) if seat.state
    } & members


def is_of_posts(code: str, asked: Asked) -> bool:
    """Does this figure count posts, which move without an act on anything else counted here?"""
    rows = _results(asked["plan"]) if code == "result-progress" else []
    return any(row.code == asked["result"] and row.measure == "posts" for row in rows)


def _spent(asked: Asked) -> Given:
    """Lines of the ledger that count, by file and row; refunds as what they are."""
    if not funds.funds(SYSTEM).filter(code=asked["fund"]).exists():
        raise Unreadable(["query", "fund"], _("Fondo desconocido."))
    found = funds.expenditure(SYSTEM, asked["fund"], asked["currency"]).order_by()
    written = found.annotate(plain=PLAIN, none=Value(""), money=Cast("amount", TextField()))
    return list(map(Row._make, written.values_list("plain", "none", "money"))), None


def _by_desk(viewer: Actor, asked: Asked, ids: Iterable[str]) -> set[str]:
    """Who took part is seen by the secretariat alone."""
    return _texts(programmes.participations(viewer, ids))


def _by_activity(viewer: Actor, asked: Asked, ids: Iterable[str]) -> set[str]:
    return _texts(programmes.activities(viewer).filter(pk__in=list(ids)))


def _by_result(viewer: Actor, asked: Asked, ids: Iterable[str]) -> set[str]:
    result = _scope(asked).results[0]
    if result.measure == "posts":
        return _seated(viewer, result.network)
    return (_by_desk if result.measure == "people" else _by_activity)(viewer, asked, ids)


def _by_ledger(viewer: Actor, asked: Asked, ids: Iterable[str]) -> set[str]:
    found = funds.expenditure(viewer, asked["fund"], asked["currency"])
    return set(found.annotate(plain=PLAIN).values_list("plain", flat=True))


def _texts(found: QuerySet) -> set[str]:
    return {str(pk) for pk in found.values_list("pk", flat=True)}


PLAN = frozenset({"plan"})
MEASURES: dict[str, Measure] = {
    one.code: one
    for one in (
        Measure("people-trained", "people", gettext_lazy("Personas capacitadas"), "distinct",
                PLANNED, PLAN, _people, _by_desk),
        Measure("states-benefited", "states", gettext_lazy("Estados beneficiados"), "distinct",
                ("plan", "result", "programme"), PLAN, _states, _by_desk),
        Measure("activities-held", "activities", gettext_lazy("Actividades realizadas"), "count",
                PLANNED, PLAN, _activities, _by_activity),
        Measure("activities-without-evidence", "activities",
                gettext_lazy("Actividades realizadas sin prueba"), "count",
                PLANNED, PLAN, _unproved, _by_activity),
        Measure("result-progress", "per-cent", gettext_lazy("Avance de un resultado"), "ratio",
                ("plan", "result"), frozenset({"plan", "result"}), _progress, _by_result),
        Measure("expenditure", "money", gettext_lazy("Gasto de un fondo"), "sum",
                ("fund", "currency"), frozenset({"fund", "currency"}), _spent, _by_ledger,
                is_open=False),
    )
}  # fmt: skip
