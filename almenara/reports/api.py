"""Measures, their rows, and the editions that freeze them, for programs."""

from typing import Any

from ninja import Router

from almenara.core.api.lists import envelope, listing, parameters, window
from almenara.core.api.routes import Listed, Made, Said, Terms, route
from almenara.core.parties.request import Request
from almenara.reports import queries, replies, services, shown
from almenara.reports.drafts import BuildShape, ProseShape, StageShape
from almenara.reports.measuring import Row

router = Router(tags=["reports"])
ASKS: dict[str, Any] = {
    name: {} for name in ("plan", "result", "programme", "state", "fund", "currency")
}


@route(router, "GET /measures", Listed[replies.Measure], Terms(is_public=True))
def list_measures(request: Request) -> dict[str, Any]:
    """What can be measured, how, and from what; public."""
    return listing(request, queries.measures(request.actor), shown.measure)


@route(router, "GET /measures/{name}", replies.Taken, Terms(asks=ASKS, is_public=True))
def get_measure(request: Request, name: str) -> dict[str, Any]:
    """A figure as it is now; over all rows, whoever asks."""
    return shown.taken(queries.taken(request.actor, name, parameters(request, ASKS)))


@route(router, "GET /measures/{name}/rows", replies.Rows, Terms(asks=ASKS, is_public=True))
def list_measure_rows(request: Request, name: str) -> dict[str, Any]:
    """The rows that make a figure, as far as they are for this viewer."""
    found = queries.taken(request.actor, name, parameters(request, ASKS))
    return _rows(request, found.measure, found.asked, found.rows, found.whole)


@route(router, "GET /reports/{slug}/editions", Listed[replies.Head], Terms(is_public=True))
def list_editions(request: Request, slug: str) -> dict[str, Any]:
    """The editions of a report, the newest first."""
    found = queries.editions(request.actor, slug)
    if not found.exists():
        queries.template(request.actor, slug)  # a report without editions is there, others are not
    return listing(request, found, shown.head)


@route(
    router,
    "POST /reports/{slug}/editions",
    replies.Edition,
    Terms(takes=BuildShape, status=201),
)
def build_edition(request: Request, said: Said[BuildShape], slug: str) -> Made:
    """Build an edition: its figures are frozen with their rows."""
    queries.template(request.actor, slug)
    made = services.build(request.actor, slug, said())
    address = f"/api/v1/reports/{slug}/editions/{made.number}"
    return Made(shown.edition(request.actor, made), address)


@route(router, "GET /reports/{slug}/editions/{pk}", replies.Edition, Terms(is_public=True))
def get_edition(request: Request, slug: str, pk: str) -> dict[str, Any]:
    """The edition as built; a figure that is otherwise today has `now`."""
    return shown.edition(request.actor, queries.edition(request.actor, slug, pk))


@route(
    router,
    "POST /reports/{slug}/editions/{pk}/stage",
    replies.Edition,
    Terms(takes=StageShape),
)
def step_edition(request: Request, said: Said[StageShape], slug: str, pk: str) -> dict[str, Any]:
    """drafted > cleared > presented > published; another person clears than who built it."""
    edition = queries.edition(request.actor, slug, pk)
    stepped = services.step(request.actor, edition, said().stage)
    return shown.edition(request.actor, stepped)


@route(
    router,
    "GET /reports/{slug}/editions/{pk}/figures/{seq}/rows",
    replies.Rows,
    Terms(is_public=True),
)
def list_figure_rows(request: Request, slug: str, pk: str, seq: str) -> dict[str, Any]:
    """The rows of a figure as they were when the edition was built, for ever."""
    edition = queries.edition(request.actor, slug, pk)
    figure = queries.figure(request.actor, edition, seq)
    measure = queries.measure(request.actor, figure.measure)
    rows = queries.frozen(request.actor, figure)
    return _rows(request, measure, figure.parameters, rows, figure.whole)


@route(router, "POST /reports/{slug}/prose", replies.Prose, Terms(takes=ProseShape))
def write_prose(request: Request, said: Said[ProseShape], slug: str) -> dict[str, Any]:
    """Write what stands at a place of the next edition."""
    queries.template(request.actor, slug)
    made = services.write(request.actor, slug, said())
    return {"place": made.place, "language": made.language, "text": made.text}


def _rows(
    request: Request, measure: queries.Measure, asked: dict[str, str], rows: list[Row],
    whole: int | None,
) -> dict[str, Any]:  # fmt: skip
    """One page of the rows for this viewer, and how many there are besides."""
    found = queries.shown(request.actor, measure, asked, rows)
    limit, offset = window(request)
    items = [shown.row(row, measure.unit, whole) for row in found[offset : offset + limit]]
    said = envelope(request, items, len(found), limit, offset)
    return said | {"hidden": len(rows) - len(found)}
