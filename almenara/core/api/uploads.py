"""Documents come in: `multipart/form-data` with `file` and `marking` (CONTRACTS §2)."""

from typing import Any, BinaryIO, cast

from django.utils.translation import gettext as _
from ninja import Router

from almenara.core.api.app import TooLarge
from almenara.core.api.describing import Given
from almenara.core.api.routes import Made, Terms, route
from almenara.core.documents import files, queries, services
from almenara.core.documents.models import Document
from almenara.core.parties.request import Request
from almenara.formats import tlp
from almenara.formats.refusal import Unreadable

router = Router(tags=["documents"])
AROUND = 64 * 1024  # bytes that the other parts of the form may take


class Kept(Given):
    """A file that was kept; its type is found by content."""

    id: str
    name: str
    type: str
    size: int
    sha256: str


FORM = {
    "type": "object",
    "required": ["file", "marking"],
    "properties": {
        "file": {"type": "string", "format": "binary"},
        "marking": {"enum": [str(one) for one in tlp.TLP]},
    },
}
SENT = {"required": True, "content": {"multipart/form-data": {"schema": FORM}}}

TERMS = Terms(status=201, limit=files.LIMIT + AROUND, described={"requestBody": SENT})


@route(router, "POST /documents", Kept, TERMS)
def keep_document(request: Request) -> Made:
    """Keep a file; readable by the uploader's institution and with the thing it hangs on."""
    answer = of(queries.document(request.actor, _keep(request)))
    return Made(answer, f"/documents/{answer['id']}/")


def of(document: Document) -> dict[str, Any]:
    """One document as the API shows it."""
    return {
        "id": str(document.pk),
        "name": document.name,
        "type": document.type,
        "size": document.size,
        "sha256": document.sha256,
    }


def _keep(request: Request) -> str:
    upload = request.FILES.get("file")
    if upload is None:
        raise Unreadable(["file"], _("Falta el archivo."))
    if upload.size and upload.size > files.LIMIT:
        raise TooLarge(files.LIMIT)
    marking = request.POST.get("marking", "")
    return str(services.keep(request.actor, cast(BinaryIO, upload), upload.name or "", marking).pk)
