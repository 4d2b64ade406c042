"""Rates for programs, crude and by a named standard; and which series may be compared."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext
from ninja import Router

from almenara.core.api.describing import Given
from almenara.core.api.lists import listing, parameters
from almenara.core.api.routes import Listed, Terms, route
from almenara.core.parties.request import Request
from almenara.observatory import queries, selections, standardising
from almenara.observatory.pages import readings

router = Router(tags=["observatory"])
ASKS: dict[str, Any] = {name: {} for name in ("key", "period", "standard")}
WHO = "who-2000-2025"


class Rate(Given):
    """Of 100,000; `standard`: the population whose ages were taken, "" for none."""

    value: float
    lower: float
    upper: float
    standard: str


class Band(Given):
    """A band of ages; `last` null = and more."""

    first: int
    last: int | None
    count: float
    population: float


class Rates(Given):
    """Intervals at 95 %, after Fay and Feuer 1997; the crude one is exact."""

    crude: Rate
    standardised: Rate
    bands: list[Band]


class Cut(Given):
    """Before this period the series cannot be read on: method, source, coverage, definition."""

    period: str
    reason: str
    words: str
    note: str


class Comparable(Given):
    """`apart`: why it may not be compared with the first series of the answer; empty = it may."""

    key: dict[str, str]
    cuts: list[Cut]
    apart: list[str]


@route(router, "GET /dataflows/{name}/rate", Rates, Terms(asks=ASKS, is_public=True))
def get_rate(request: Request, name: str) -> dict[str, Any]:
    """The rate of a line of counts by age, directly standardised; `key` as in SDMX REST."""
    asked = parameters(request, ASKS)
    flow = queries.flow(request.actor, name)
    where = selections.keyed(flow, asked).where
    period, standard = asked.get("period", ""), asked.get("standard", WHO)
    found = standardising.standardised(request.actor, flow, where, period, standard)
    columns = zip(found["bands"], found["counts"], found["population"], strict=True)
    return {
        "crude": vars(found["crude"]),
        "standardised": vars(found["standardised"]),
        "bands": [
            {"first": first, "last": last, "count": count, "population": people}
            for (first, last), count, people in columns
        ],
    }


@route(
    router,
    "GET /dataflows/{name}/comparability",
    Listed[Comparable],
    Terms(asks={"key": {}}, is_public=True),
)
def list_comparability(request: Request, name: str) -> dict[str, Any]:
    """Where each series breaks, and why, and which of them may stand beside the first."""
    flow = queries.flow(request.actor, name)
    chosen = selections.keyed(flow, request.GET.dict())
    table = readings.figures(request.actor, chosen)
    return listing(request, standardising.compared(flow, table), _compared(flow))


def _compared(flow: queries.Flow) -> Callable[[standardising.Compared], dict[str, Any]]:
    return lambda one: {
        "key": dict(zip(flow.dimensions, one.key, strict=True)),
        "cuts": [
            {"period": cut.period, "reason": cut.reason, "note": cut.note,
             "words": cut.words.translated(gettext)}
            for cut in one.cuts
        ],
        "apart": [why.translated(gettext) for why in one.apart],
    }  # fmt: skip
