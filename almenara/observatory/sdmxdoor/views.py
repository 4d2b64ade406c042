"""The two doors of SDMX REST: questions read, answered as to nobody, refused in SDMX's words."""

import hashlib
from collections.abc import Iterator
from datetime import datetime

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from almenara.core.parties.request import Request
from almenara.core.web.doors import public
from almenara.formats.refusal import Unreadable
from almenara.formats.sdmx import accepting, rest
from almenara.formats.sdmx.asking import DataQuestion, Question
from almenara.observatory.sdmxdoor import figures, structures, writing
from almenara.observatory.sdmxdoor.holdings import TooMuch

_CODES = {400: 140, 404: 100, 406: 150, 413: 130}  # SDMX's own


@public
@require_safe
def first(request: Request, asked: str) -> HttpResponseBase:
    """REST 1.x."""
    return _answered(request, 1, asked)


@public
@require_safe
def second(request: Request, asked: str) -> HttpResponseBase:
    """REST 2.x."""
    return _answered(request, 2, asked)


def _answered(request: Request, grammar: int, asked: str) -> HttpResponseBase:
    try:
        response = _reply(request, rest.read(grammar, asked, request.META["QUERY_STRING"]))
    except rest.Absent:
        response = _refused(request, 404, _("Esta dirección no es de SDMX REST."))
    except ObjectDoesNotExist as absent:
        response = _refused(request, 404, str(absent) or _("No hay nada publicado que sea eso."))
    except TooMuch as reason:
        response = _refused(request, 413, str(reason))
    except Unreadable as refusal:
        place, why = refusal.places(_)[0]
        response = _refused(request, 406 if place == ["Accept"] else 400, why)
    patch_vary_headers(response, ["Accept"])
    return response


def _reply(request: Request, question: Question) -> HttpResponseBase:
    accept, short = request.headers.get("Accept", ""), request.GET.get("format", "")
    language = _language()
    if isinstance(question, DataQuestion):
        form = accepting.data(accept, short)
        found = figures.answer(question)
        if found.is_empty:
            raise ObjectDoesNotExist(_("No hay cifras publicadas de eso."))
        message = figures.message(found, language)
        tag = _tag(form, language, request.get_full_path(), found.moments, found.flow.dataflow)
        return _sent(request, form.type, writing.data(message, form), tag, found.at)
    form = accepting.structure(accept, short)
    held = structures.answer(question)
    now = timezone.now()
    body = writing.structures(held, f"STR_{now:%Y%m%dT%H%M%S}", now, form, language)
    return _sent(request, form.type, body, _tag(form, language, held), None)


def _sent(
    request: Request, kind: str, said: bytes | Iterator[bytes], tag: str, at: datetime | None
) -> HttpResponseBase:
    """A stream, or that nothing changed; a HEAD has the same head and no body.

    The tag alone decides: when a release is withdrawn, what is out may be older than it was.
    """
    response: HttpResponseBase = HttpResponse(content_type=kind)
    if request.method == "GET":
        made = HttpResponse if isinstance(said, bytes) else StreamingHttpResponse
        response = made(said, content_type=kind)
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "public, no-cache"
    if at:
        response.headers["Last-Modified"] = http_date(at.timestamp())
    return get_conditional_response(request, tag, None, response) or response


def _refused(request: Request, status: int, detail: str) -> HttpResponse:
    accept = request.headers.get("Accept", "")
    kind, said = writing.error(accept, _CODES[status], detail, _language())
    return HttpResponse(said, content_type=kind, status=status)


def _language() -> str:
    return (get_language() or "es")[:2]


def _tag(*parts: object) -> str:
    return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'
