"""A State's figures come in by program."""

from datetime import date
from typing import Any

from ninja import Router

from almenara.core.api.describing import DATE, STATE, TEXT
from almenara.core.api.keys import key
from almenara.core.api.lists import listing
from almenara.core.api.parts import AROUND, sent
from almenara.core.api.routes import Listed, Made, Terms, route
from almenara.core.documents.files import LIMIT
from almenara.core.parties.request import Request
from almenara.observatory import queries, replies, shown
from almenara.observatory.services import deliveries
from almenara.observatory.services.deliveries import Sent

router = Router(tags=["observatory"])
FORM = {"dataflow": TEXT, "state": STATE, "vintage": DATE}
TERMS = Terms(status=202, form=FORM, limit=LIMIT + AROUND)


@route(router, "GET /submissions", Listed[replies.Submission])
def list_submissions(request: Request) -> dict[str, Any]:
    """What the reader's State delivered, the newest first; all for the observatory."""
    return listing(request, queries.submissions(request.actor), shown.head)


@route(router, "POST /submissions", replies.Received, TERMS)
def submit_figures(request: Request) -> Made:
    """Deliver a file of a State's figures; it is read and checked after the answer."""
    file, said = sent(request), request.POST
    vintage = date.fromisoformat(said["vintage"])
    figures = Sent(said["dataflow"], said["state"], vintage, file.name or "", file.read())
    made = deliveries.receive(request.actor, figures)
    return Made({"submission": str(made.pk)}, f"/api/v1/submissions/{made.pk}")


@route(router, "GET /submissions/{pk}", replies.Submission)
def get_submission(request: Request, pk: str) -> dict[str, Any]:
    """What changed against the vintage before, and what was found, by cell."""
    return shown.submission(request.actor, queries.submission(request.actor, str(key(pk))))
