"""A State's figures come in by program."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from ninja import Router

from almenara.core.api.describing import DATE, STATE
from almenara.core.api.keys import key
from almenara.core.api.lists import listing
from almenara.core.api.routes import Listed, Made, Terms, route
from almenara.core.documents.files import LIMIT
from almenara.core.parties.request import Request
from almenara.formats.refusal import Unreadable
from almenara.observatory import queries, replies, shown
from almenara.observatory.services import deliveries
from almenara.observatory.services.deliveries import Sent

router = Router(tags=["observatory"])
AROUND = 64 * 1024  # bytes that the other parts of the form may take
FORM = {
    "type": "object",
    "required": ["dataflow", "state", "vintage", "file"],
    "properties": {
        "dataflow": {"type": "string"},
        "state": STATE,
        "vintage": DATE,
        "file": {"type": "string", "format": "binary"},
    },
}
SENT = {"required": True, "content": {"multipart/form-data": {"schema": FORM}}}
TERMS = Terms(status=202, limit=LIMIT + AROUND, described={"requestBody": SENT})


@route(router, "GET /submissions", Listed[replies.Submission])
def list_submissions(request: Request) -> dict[str, Any]:
    """What the reader's State delivered, the newest first; all for the observatory."""
    return listing(request, queries.submissions(request.actor), shown.head)


@route(router, "POST /submissions", replies.Received, TERMS)
def submit_figures(request: Request) -> Made:
    """Deliver a file of a State's figures; it is read and checked after the answer."""
    file = request.FILES.get("file")
    if file is None:
        raise Unreadable(["file"], _("Falta el archivo."))
    sent = Sent(
        request.POST.get("dataflow", ""), request.POST.get("state", ""), _day(request),
        file.name or "", file.read(),
    )  # fmt: skip
    made = deliveries.receive(request.actor, sent)
    return Made({"submission": str(made.pk)}, f"/api/v1/submissions/{made.pk}")


@route(router, "GET /submissions/{pk}", replies.Submission)
def get_submission(request: Request, pk: str) -> dict[str, Any]:
    """What changed against the vintage before, and what was found, by cell."""
    return shown.submission(request.actor, queries.submission(request.actor, str(key(pk))))


def _day(request: Request) -> date:
    try:
        return date.fromisoformat(request.POST.get("vintage", ""))
    except ValueError:
        raise Unreadable(["vintage"], _("La fecha se escribe como 2026-02-21.")) from None
