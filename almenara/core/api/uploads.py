"""Documents come in: `multipart/form-data` with `file` and `marking` (docs/api.md)."""

from typing import Any, BinaryIO, cast

from ninja import Router

from almenara.core.api.app import TooLarge
from almenara.core.api.describing import Given
from almenara.core.api.parts import AROUND, sent
from almenara.core.api.routes import Made, Terms, route
from almenara.core.documents import files, queries, services
from almenara.core.documents.models import Document
from almenara.core.parties.request import Request
from almenara.formats import tlp

router = Router(tags=["documents"])


class Kept(Given):
    """A file that was kept; its type is found by content."""

    id: str
    name: str
    type: str
    size: int
    sha256: str


FORM = {"marking": {"enum": [str(one) for one in tlp.TLP]}}
TERMS = Terms(status=201, form=FORM, limit=files.LIMIT + AROUND)


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
    upload = sent(request)
    if upload.size and upload.size > files.LIMIT:
        raise TooLarge(files.LIMIT)
    marking = request.POST["marking"]
    return str(services.keep(request.actor, cast(BinaryIO, upload), upload.name or "", marking).pk)
