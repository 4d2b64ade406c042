"""A document leaves as an attachment, never shown in place."""

from urllib.parse import quote

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist
from django.http import FileResponse, HttpResponseBase
from django.views.decorators.http import require_GET

from almenara.core.documents import queries, services
from almenara.core.parties.request import Request


@require_GET
def document(request: Request, pk: str) -> HttpResponseBase:
    """To whom may read it; a stranger gets what hangs on something public."""
    try:
        found = queries.document(request.actor, pk)
    except ObjectDoesNotExist:
        if request.actor.is_known:
            raise
        return redirect_to_login(request.get_full_path())
    services.read(request.actor, found)
    return _attached(found)


document.is_public = True  # type: ignore[attr-defined]  # it asks itself, thing by thing


def _attached(found: queries.Document) -> FileResponse:
    plain = "".join(c if c.isascii() and c not in '"\\%' else "_" for c in found.name)
    response = FileResponse(found.path.open("rb"), content_type=found.type)
    response["Content-Length"] = str(found.size)
    response["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(found.name)}"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Almenara-Marking"] = found.marking
    return response
