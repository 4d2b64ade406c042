"""The two doors of SDMX REST: questions read, answered as to nobody, refused in SDMX's words.

They take nothing in and know no session: another method is told so, and asked for no form.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from almenara.core.languages import page_language
from almenara.core.parties.request import Request
from almenara.core.web.doors import public
from almenara.formats.refusal import Unreadable
from almenara.formats.sdmx import accepting, rest
from almenara.formats.sdmx.asking import FiguresQuestion
from almenara.observatory.sdmxdoor import figures, structures, writing
from almenara.observatory.sdmxdoor.holdings import TooMuch

CODES = {400: 140, 404: 100, 405: 140, 406: 150, 413: 130}  # SDMX's own
REFUSALS = (rest.Absent, ObjectDoesNotExist, TooMuch, Unreadable)


@csrf_exempt
@public
def first(request: Request, asked: str) -> HttpResponse:
    """REST 1.x."""
    return _answered(request, 1, asked)


@csrf_exempt
@public
def second(request: Request, asked: str) -> HttpResponse:
    """REST 2.x."""
    return _answered(request, 2, asked)


def _answered(request: Request, grammar: int, asked: str) -> HttpResponse:
    if request.method not in ("GET", "HEAD"):
        refused = _refused(request, 405, _("Este método no se admite aquí."))
        refused["Allow"] = "GET, HEAD"
        return refused
    try:
        question = rest.read(grammar, asked, request.META["QUERY_STRING"])
        reply = _figures if isinstance(question, FiguresQuestion) else _structures
        answer = reply(request, question)
    except REFUSALS as refusal:
        answer = _refused(request, *_why(refusal))
    patch_vary_headers(answer, ["Accept"])
    return answer


def _figures(request: Request, question: Any) -> HttpResponse:
    form = accepting.data(*_wish(request))
    found = figures.answer(question)
    if found.is_empty:
        raise ObjectDoesNotExist(_("No hay cifras publicadas de eso."))
    said = writing.data(figures.message(found, page_language()), form)
    tag = _tag(form, page_language(), request.get_full_path(), found.moments, found.flow.dataflow)
    return _sent(request, form.type, said, tag, found.at)


def _structures(request: Request, question: Any) -> HttpResponse:
    form = accepting.structure(*_wish(request))
    held = structures.answer(question)
    said = writing.structures(held, timezone.now(), form, page_language())
    return _sent(request, form.type, said, _tag(form, page_language(), held), None)


def _wish(request: Request) -> tuple[str, str]:
    return request.headers.get("Accept", ""), request.GET.get("format", "")


def _sent(
    request: Request, kind: str, said: bytes | Iterator[bytes], tag: str, at: datetime | None
) -> HttpResponse:
    """A stream, or that nothing changed; a HEAD has the same head and no body.

    The tag alone decides: when a release is withdrawn, what is out may be older than it was.
    """
    made = HttpResponse if isinstance(said, bytes) else StreamingHttpResponse
    response: Any = made(said) if request.method == "GET" else StreamingHttpResponse(())
    headers = {"Content-Type": kind, "ETag": tag, "Cache-Control": "public, no-cache"}
    if at:
        headers["Last-Modified"] = http_date(at.timestamp())
    for name, value in headers.items():
        response.headers[name] = value
    return get_conditional_response(request, tag, None, response) or response


def _why(refusal: Exception) -> tuple[int, str]:
    """Status and words."""
    if isinstance(refusal, Unreadable):
        place, said = refusal.places(_)[0]
        return (406 if place == ["Accept"] else 400), said
    if isinstance(refusal, TooMuch):
        return 413, str(refusal)
    if isinstance(refusal, rest.Absent):
        return 404, _("Esta dirección no es de SDMX REST.")
    return 404, str(refusal) or _("No hay nada publicado que sea eso.")


def _refused(request: Request, status: int, detail: str) -> HttpResponse:
    kind, said = writing.error(_wish(request)[0], CODES[status], detail, page_language())
    return HttpResponse(said, content_type=kind, status=status)


def _tag(*parts: object) -> str:
    return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'
