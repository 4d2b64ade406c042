"""Rates for programs: crude, and as if the ages were those of a named standard."""

from typing import Any

from ninja import Router

from almenara.core.api.describing import Given
from almenara.core.api.lists import parameters
from almenara.core.api.routes import Terms, route
from almenara.core.parties.request import Request
from almenara.observatory import queries, selections, standardising

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


@route(router, "GET /dataflows/{name}/rate", Rates, Terms(asks=ASKS, is_public=True))
def get_rate(request: Request, name: str) -> dict[str, Any]:
    """The rate of a line of counts by age, directly standardised; `key` as in SDMX REST."""
    asked = parameters(request, *ASKS)
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
