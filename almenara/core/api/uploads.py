"""Documents come in: `multipart/form-data` with `file` and `marking` (CONTRACTS §2)."""

from typing import Any, BinaryIO, cast

from django.http import JsonResponse
from django.utils.translation import gettext as _
from ninja import Router

from almenara.core.api.app import TooLarge
from almenara.core.api.lists import parameters
from almenara.core.api.once import once
from almenara.core.documents import files, queries, services
from almenara.core.documents.models import Document
from almenara.core.parties.request import Request
from almenara.formats.refusal import Unreadable

router = Router(tags=["documents"])
AROUND = 64 * 1024  # bytes that the other parts of the form may take


@router.post("/documents")
def keep_document(request: Request) -> JsonResponse:
    """Keep a file; 201, or 200 for the same Idempotency-Key."""
    parameters(request)
    if int(request.headers.get("Content-Length") or 0) > files.LIMIT + AROUND:
        raise TooLarge(files.LIMIT)
    if "Idempotency-Key" in request.headers and len(request.body) > files.LIMIT:
        raise TooLarge(files.LIMIT)
    status, answer = once(request, lambda: _keep(request), lambda pk: shown(request, pk))
    response = JsonResponse(answer, status=status)
    response["Location"] = f"/documents/{answer['id']}/"
    return response


def shown(request: Request, pk: str) -> dict[str, Any]:
    return of(queries.document(request.actor, pk))


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
