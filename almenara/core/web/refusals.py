"""How a refusal looks: a page for people, problem details (RFC 9457) for programs."""

import http
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from almenara.core.parties.request import Request
from almenara.formats.refusal import Unreadable


def wants_json(request: Request) -> bool:
    return request.path.startswith("/api/")


def problem(status: int, detail: str, **more: Any) -> JsonResponse:
    """One refusal as `application/problem+json`."""
    members = {
        "type": "about:blank",
        "title": http.HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        **more,
    }
    return JsonResponse(members, status=status, content_type="application/problem+json")


def unknown_key(request: Request) -> HttpResponse:
    """A wrong or revoked token is 401 everywhere."""
    response = problem(401, _("La clave no vale o fue revocada."))
    response["WWW-Authenticate"] = "Bearer"
    return response


def answer(request: Request, status: int, exc: Exception | None) -> JsonResponse:
    """A refusal as the API says it, with the places of what could not be read."""
    more: dict[str, Any] = {}
    if isinstance(exc, Unreadable):
        more["errors"] = [{"loc": loc, "msg": msg} for loc, msg in places(exc)]
    response = problem(status, words(status, exc), **more)
    return _patient(response, exc)


def said_as_problem(request: Request, response: HttpResponse) -> HttpResponse:
    """The API's plain «method not allowed» as the problem it is; other answers as they are."""
    if response.status_code != 405 or not wants_json(request):
        return response
    answered = problem(405, _("Este método no se admite aquí."))
    answered["Allow"] = response.get("Allow", "")
    return answered


def page(request: Request, status: int, exc: Exception | None = None) -> HttpResponse:
    """A refusal as a page that says where, why and the way back."""
    if wants_json(request):
        return answer(request, status, exc)
    context = {
        "status": status,
        "reason": "" if status == 404 or not str(exc or "") else words(status, exc),
        "errors": places(exc) if isinstance(exc, Unreadable) else [],
        "back": came_from(request) if status == 409 else "",
    }
    return _patient(render(request, "web/refusal.html", context, status=status), exc)


def came_from(request: Request) -> str:
    """The page of this house with the button that was pressed, or ""."""
    page = urlsplit(request.headers.get("Referer", ""))
    return page._replace(scheme="", netloc="").geturl() if page.netloc == request.get_host() else ""


def places(refusal: Unreadable) -> list[tuple[list[str | int], str]]:
    """Where and why, in the reader's language."""
    return refusal.places(_)


def words(status: int, exc: Exception | None) -> str:
    """The reason, for the person who asked; absence never says what is absent."""
    if status == 404:
        return _("No existe, o no existe para usted.")
    if status == 403 and not str(exc or ""):
        return _("No puede hacer esto.")
    if isinstance(exc, Unreadable):
        return _("No se pudo leer lo que envió; vea los lugares marcados.")
    return str(exc or http.HTTPStatus(status).phrase)


def _patient(response: Any, exc: Exception | None) -> Any:
    if wait := getattr(exc, "retry_after", 0):
        response["Retry-After"] = str(wait)
    return response


def bare(request: Request, status: int) -> HttpResponse:
    """An answer that needs no database and no template."""
    words_for_people = _(
        "Algo falló aquí. No se perdió nada de lo enviado antes; vuelva a intentar."
    )
    if wants_json(request):
        return problem(status, words_for_people)
    return HttpResponse(f"<!doctype html><title>{status}</title><h1>{status}</h1><p>"
                        f"{words_for_people}</p>", status=status)  # fmt: skip
