"""Signals in stored series, for programs: what was looked over, what was found, computed again."""

from typing import Any

from ninja import Router
from pydantic import BaseModel, ConfigDict

from almenara.core.api.describing import Given, Moment
from almenara.core.api.keys import key
from almenara.core.api.lists import Asked, listing, states
from almenara.core.api.routes import Listed, Made, Said, Terms, route
from almenara.core.parties.request import Request
from almenara.observatory import queries, watched
from almenara.observatory.services import watching

router = Router(tags=["observatory"])
ASKS: dict[str, Asked] = {
    "dataflow": lambda viewer: [flow.id for flow in queries.flows(viewer)],
    "state": states,
}


class LookShape(BaseModel):
    """Which flow to look over."""

    model_config = ConfigDict(extra="forbid")

    dataflow: str


class Look(Given):
    """`judged`: State → series; `silent`: reason → series with too little to be judged."""

    id: str
    dataflow: str
    at: Moment
    model: str
    levels: int
    judged: dict[str, int]
    silent: dict[str, int]


class Signal(Given):
    """`discovery`: the share of false signals, of State and look, at which it is just kept."""

    id: str
    look: str
    dataflow: str
    state: str | None
    key: dict[str, str]
    period: str
    method: str
    observed: float
    expected: float
    bound: float | None
    probability: float
    discovery: float
    is_confirmed: bool | None
    rank: int


class WholeSignal(Signal):
    """`inputs`: all that the method took in; `levels` and `model`: by which version."""

    model: str
    levels: int
    inputs: dict[str, Any]


class Replay(Given):
    """The signal computed again from its inputs."""

    is_same: bool
    observed: float | None
    expected: float | None
    bound: float | None
    probability: float | None


@route(router, "GET /watch/looks", Listed[Look])
def list_looks(request: Request) -> dict[str, Any]:
    """Every look over a flow, the newest first; for a State those that found something of it."""
    return listing(request, watched.watches(request.actor), lambda one: _look(request, one))


@route(router, "POST /watch/looks", Look, Terms(takes=LookShape, status=201))
def look_over(request: Request, said: Said[LookShape]) -> Made:
    """Judge every stored series of a flow now; for the observatory."""
    made = watching.watch(request.actor, said().dataflow)
    return Made(_look(request, made), f"/api/v1/watch/signals?dataflow={made.dataflow_id}")


@route(router, "GET /watch/signals", Listed[Signal], Terms(asks=ASKS))
def list_watch_signals(request: Request) -> dict[str, Any]:
    """Signals of the newest look at each flow; a State reads its own."""
    asked = request.GET
    found = watched.signals(request.actor, asked.get("dataflow", ""), asked.get("state", ""))
    return listing(request, found, _signal)


@route(router, "GET /watch/signals/{pk}", WholeSignal)
def get_watch_signal(request: Request, pk: str) -> dict[str, Any]:
    """One signal with its inputs."""
    one = queries.watch_signal(request.actor, str(key(pk)))
    look = one.watch
    return _signal(one) | {"model": look.model, "levels": look.levels, "inputs": one.inputs}


@route(router, "GET /watch/signals/{pk}/replay", Replay)
def replay_watch_signal(request: Request, pk: str) -> dict[str, Any]:
    """The same inputs by the same method and levels: does it say the same?"""
    again, is_same = watched.replayed(queries.watch_signal(request.actor, str(key(pk))))
    names = ("observed", "expected", "bound", "probability")
    return {"is_same": is_same} | {name: getattr(again, name, None) for name in names}


def _look(request: Request, one: watched.Watch) -> dict[str, Any]:
    """A State is told how many of its own series were judged."""
    return {
        "id": str(one.pk), "dataflow": one.dataflow_id, "at": one.made_at.isoformat(),
        "model": one.model, "levels": one.levels, **watched.counts(request.actor, one),
    }  # fmt: skip


def _signal(one: watched.WatchSignal) -> dict[str, Any]:
    dimensions = one.watch.dataflow.dimensions
    return {
        "id": str(one.pk), "look": str(one.watch_id), "dataflow": one.watch.dataflow_id,
        "state": one.state_id, "key": dict(zip(dimensions, one.key, strict=True)),
        "period": one.period, "method": one.method, "observed": one.observed,
        "expected": one.expected, "bound": one.bound, "probability": one.probability,
        "discovery": one.discovery, "is_confirmed": one.is_confirmed, "rank": one.rank,
    }  # fmt: skip
