"""Cases of assistance, for programs."""

from typing import Any

from ninja import Router

from almenara.assistance import drafts, queries, replies, services, shown, stages
from almenara.core.api.keys import key
from almenara.core.api.lists import Asked, listing
from almenara.core.api.routes import Listed, Made, Said, Terms, route
from almenara.core.parties.request import Request

router = Router(tags=["assistance"])
ASKS: dict[str, Asked] = {
    "stage": {"enum": stages.CASE.stages},
    "topic": lambda viewer: queries.topics(viewer).values_list("pk", flat=True),
}


@route(router, "GET /cases", Listed[replies.Case], Terms(asks=ASKS))
def list_cases(request: Request) -> dict[str, Any]:
    """Those of the viewer's State, for who speaks for it; all, for the secretariat."""
    asked = {name: request.GET[name] for name in ASKS if name in request.GET}
    found = queries.cases(request.actor).filter(**asked)
    return listing(request, found, many=lambda rows: shown.cases(request.actor, rows))


@route(router, "POST /cases", replies.Case, Terms(takes=drafts.CaseShape, status=201))
def ask_case(request: Request, said: Said[drafts.CaseShape]) -> Made:
    """Ask for assistance in the name of a State."""
    made = services.ask(request.actor, said())
    return Made(shown.case(request.actor, made), f"/api/v1/cases/{made.pk}")


@route(router, "GET /cases/{pk}", replies.WholeCase)
def get_case(request: Request, pk: str) -> dict[str, Any]:
    return shown.whole(request.actor, _case(request, pk))


@route(
    router,
    "POST /cases/{pk}/meetings",
    replies.CaseMeeting,
    Terms(takes=drafts.MeetingShape, status=201),
)
def convene_meeting(request: Request, said: Said[drafts.MeetingShape], pk: str) -> Made:
    """With `terms` it was held and is recorded; without, it is called and both sides confirm."""
    made = services.convene(request.actor, _case(request, pk), said())
    return Made(shown.meeting(made), f"/api/v1/cases/{pk}")


@route(
    router,
    "POST /cases/{pk}/meetings/{meeting}/confirm",
    replies.CaseMeeting,
    Terms(takes=drafts.ConfirmShape),
)
def confirm_meeting(
    request: Request, said: Said[drafts.ConfirmShape], pk: str, meeting: str
) -> dict[str, Any]:
    """One side's yes to notes and terms as they stand."""
    found = queries.scoping(request.actor, _case(request, pk), key(meeting))
    return shown.meeting(services.confirm(request.actor, found, said().version))


@route(router, "POST /cases/{pk}/accept", replies.Case, Terms(takes=drafts.NothingShape))
def accept_case(request: Request, said: Said[drafts.NothingShape], pk: str) -> dict[str, Any]:
    """Only after a meeting with terms."""
    case = _case(request, pk)
    said()
    return shown.case(request.actor, services.accept(request.actor, case))


@route(router, "GET /cases/{pk}/messages", Listed[replies.Remark])
def list_remarks(request: Request, pk: str) -> dict[str, Any]:
    """What the State and the unit said, in order."""
    return listing(request, queries.remarks(request.actor, _case(request, pk)), shown.remark)


@route(
    router,
    "POST /cases/{pk}/messages",
    replies.Remark,
    Terms(takes=drafts.RemarkShape, status=201),
)
def answer_case(request: Request, said: Said[drafts.RemarkShape], pk: str) -> Made:
    """A word to the other side."""
    made = services.answer(request.actor, _case(request, pk), said().text)
    return Made(shown.remark(made), f"/api/v1/cases/{pk}/messages")


def _case(request: Request, pk: str) -> queries.Case:
    return queries.case(request.actor, key(pk))
