"""Bodies, meetings, papers and decisions, for programs."""

from typing import Any, BinaryIO, cast

from ninja import Router

from almenara.bodies import queries, replies, services, shown
from almenara.bodies.drafts import (
    DecisionShape,
    MeetingShape,
    PaperShape,
    RevisionShape,
    StageShape,
)
from almenara.core.api.lists import listing
from almenara.core.api.parts import AROUND, Parts, sent
from almenara.core.api.routes import Listed, Made, Said, Terms, route
from almenara.core.documents.files import LIMIT
from almenara.core.parties.request import Request

router = Router(tags=["bodies"])
HERE = "/bodies/{slug}/meetings/{pk}"
FORM: Parts = {
    "language": {"enum": ["es", "en", "pt", "fr"]},
    "title": {"type": "string", "maxLength": 200, "default": ""},
}


@route(router, "GET /bodies", Listed[replies.Body], Terms(is_public=True))
def list_bodies(request: Request) -> dict[str, Any]:
    """Every body; public."""
    return listing(request, queries.bodies(request.actor), shown.body)


@route(router, "GET /bodies/{slug}/meetings", Listed[replies.Meeting], Terms(is_public=True))
def list_meetings(request: Request, slug: str) -> dict[str, Any]:
    """The newest first; public."""
    body = queries.body(request.actor, slug)
    return listing(request, queries.meetings(request.actor, body), shown.meeting)


@route(
    router,
    "POST /bodies/{slug}/meetings",
    replies.Meeting,
    Terms(takes=MeetingShape, status=201),
)
def convene_meeting(request: Request, said: Said[MeetingShape], slug: str) -> Made:
    """Call a meeting; a time without an offset is that of the wall in its zone."""
    made = services.convene(request.actor, queries.body(request.actor, slug), said())
    return Made(shown.meeting(made), f"/api/v1/bodies/{slug}/meetings/{made.pk}")


@route(router, f"GET {HERE}", replies.Meeting, Terms(is_public=True))
def get_meeting(request: Request, slug: str, pk: str) -> dict[str, Any]:
    return shown.meeting(_meeting(request, slug, pk))


@route(router, f"POST {HERE}/stage", replies.Meeting, Terms(takes=StageShape))
def step_meeting(request: Request, said: Said[StageShape], slug: str, pk: str) -> dict[str, Any]:
    """convened > open > closed > reported, or convened > cancelled."""
    meeting = _meeting(request, slug, pk)
    return shown.meeting(services.step(request.actor, meeting, said().stage))


@route(router, f"GET {HERE}/documents", Listed[replies.Paper], Terms(is_public=True))
def list_papers(request: Request, slug: str, pk: str) -> dict[str, Any]:
    """The papers of a meeting that are for the viewer, each with what is missing of it."""
    found = queries.papers(request.actor, _meeting(request, slug, pk))
    return listing(request, found, many=lambda rows: shown.papers(request.actor, rows))


@route(router, f"POST {HERE}/documents", replies.Paper, Terms(takes=PaperShape, status=201))
def submit_paper(request: Request, said: Said[PaperShape], slug: str, pk: str) -> Made:
    """Post a paper under the next number of body, class and year."""
    made = services.submit(request.actor, _meeting(request, slug, pk), said())
    return _posted(request, made)


@route(router, f"GET {HERE}/documents/{{paper}}", replies.Paper, Terms(is_public=True))
def get_paper(request: Request, slug: str, pk: str, paper: str) -> dict[str, Any]:
    return shown.paper(request.actor, _paper(request, slug, pk, paper))


@route(
    router,
    f"POST {HERE}/documents/{{paper}}/revisions",
    replies.Paper,
    Terms(takes=RevisionShape, status=201),
)
def revise_paper(
    request: Request, said: Said[RevisionShape], slug: str, pk: str, paper: str
) -> Made:
    """The next revision, addition or correction under the same number."""
    found = _paper(request, slug, pk, paper)
    return _posted(request, services.revise(request.actor, found, said()))


@route(
    router,
    f"POST {HERE}/documents/{{paper}}/texts",
    replies.Paper,
    Terms(status=201, form=FORM, limit=LIMIT + AROUND),
)
def translate_paper(request: Request, slug: str, pk: str, paper: str) -> Made:
    """The file of one language; a translation comes after its original."""
    found, file = _paper(request, slug, pk, paper), sent(request)
    language, title = (request.POST.get(name, "") for name in ("language", "title"))
    given = cast(BinaryIO, file)
    services.translate(request.actor, found, language, title, given, file.name or "")
    return _posted(request, found)


@route(router, f"GET {HERE}/decisions", Listed[replies.Decision], Terms(is_public=True))
def list_decisions(request: Request, slug: str, pk: str) -> dict[str, Any]:
    """What the meeting decided, as far as it is for the viewer."""
    found = queries.decisions(request.actor, _meeting(request, slug, pk))
    return listing(request, found, shown.decision)


@route(router, f"POST {HERE}/decisions", replies.Decision, Terms(takes=DecisionShape, status=201))
def make_decision(request: Request, said: Said[DecisionShape], slug: str, pk: str) -> Made:
    """Record a decision; 409 without quorum, 422 for a vote of who has none."""
    made = services.decide(request.actor, _meeting(request, slug, pk), said())
    return Made(shown.decision(made), f"/api/v1/bodies/{slug}/meetings/{pk}/decisions")


def _meeting(request: Request, slug: str, pk: str) -> queries.Meeting:
    return queries.meeting_of(request.actor, slug, pk)


def _paper(request: Request, slug: str, pk: str, paper: str) -> queries.Paper:
    return queries.paper(request.actor, paper, _meeting(request, slug, pk))


def _posted(request: Request, made: queries.Paper) -> Made:
    place = f"/api/v1/bodies/{made.body_id}/meetings/{made.meeting_id}/documents/{made.pk}"
    return Made(shown.paper(request.actor, made), place)
