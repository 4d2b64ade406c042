"""What States say of figures of public sources, for programs."""

from typing import Any

from django.conf import settings
from ninja import Router
from pydantic import Field

from almenara.core.api.describing import Given, Moment
from almenara.core.api.lists import listing
from almenara.core.api.routes import Listed, Made, Said, Terms, route
from almenara.core.parties.request import Request
from almenara.core.types.heads import Strict
from almenara.observatory import queries
from almenara.observatory.services import commenting

router = Router(tags=["observatory"])


class CommentShape(Strict):
    """A State's word on a flow, or on one `period` of it, in the `language` of its text."""

    state: str = Field(pattern=r"^[A-Z]{3}$")
    text: str = Field(max_length=2000)
    language: str = Field(json_schema_extra={"enum": [code for code, _name in settings.LANGUAGES]})
    period: str = Field(default="", max_length=10)


class StateComment(Given):
    """What a State says of a flow that was taken over from a public source; never translated."""

    id: str
    dataflow: str
    state: str
    period: str
    text: str
    language: str
    at: Moment


@route(router, "GET /dataflows/{name}/comments", Listed[StateComment], Terms(is_public=True))
def list_comments(request: Request, name: str) -> dict[str, Any]:
    """What States say of an external flow, one each, in the order of their names."""
    flow = queries.flow(request.actor, name)
    return listing(request, queries.comments(request.actor, flow.id), _comment)


@route(
    router,
    "POST /dataflows/{name}/comments",
    StateComment,
    Terms(takes=CommentShape, status=201),
)
def comment_on_figures(request: Request, said: Said[CommentShape], name: str) -> Made:
    """Comment for one's State; it replaces what the State said of this flow before."""
    flow = queries.flow(request.actor, name)
    made = commenting.comment(request.actor, commenting.Remark(flow.id, **said().model_dump()))
    return Made(_comment(made), f"/api/v1/dataflows/{flow.id}/comments")


@route(router, "POST /dataflows/{name}/comments/{state}/withdraw", StateComment)
def withdraw_comment(request: Request, name: str, state: str) -> dict[str, Any]:
    """Take back what one's State says of a flow; it stays in the journal."""
    said = queries.comment(request.actor, name, state)
    return _comment(commenting.withdraw(request.actor, said))


def _comment(one: queries.Comment) -> dict[str, Any]:
    return {
        "id": str(one.pk), "dataflow": one.dataflow_id, "state": one.state_id,
        "period": one.period, "text": one.text, "language": one.language,
        "at": one.made_at.isoformat(),
    }  # fmt: skip
