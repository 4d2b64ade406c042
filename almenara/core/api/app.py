"""The one API: keys at the door, the four refusals as problem details, bodies read strictly."""

import copy
import functools
from typing import Any, cast

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Router
from ninja.errors import AuthenticationError, HttpError, ValidationError

from almenara.core.api.describing import completed
from almenara.core.parties.refusals import Denied, TooMany, WrongStage
from almenara.core.parties.request import Request
from almenara.core.web import refusals
from almenara.formats import jsontext
from almenara.formats.refusal import Unreadable

BODY_LIMIT = 1024 * 1024
REFUSALS = {Denied: 403, ObjectDoesNotExist: 404, WrongStage: 409, Unreadable: 422, TooMany: 429}


def signed_in(request: Request) -> Any:
    """Whoever brought a good key (the actor was found at the door)."""
    return request.actor if request.actor.is_known else None


class Described(NinjaAPI):
    """Ninja's API, whose description says too what holds for every call."""

    def get_openapi_schema(self, **options: Any) -> Any:
        return self.whole

    @functools.cached_property
    def whole(self) -> Any:
        """Made once: it is large; of a copy, for ninja keeps what the routes said."""
        return completed(copy.deepcopy(super().get_openapi_schema()))


def build(routers: list[Router]) -> NinjaAPI:
    """The API with every app's router; a route without `auth=None` asks for a key."""
    api = Described(
        title="Almenara", version="1", auth=signed_in, urls_namespace="api", docs_url=None
    )
    for kind, status in REFUSALS.items():
        api.add_exception_handler(kind, _answering(status))
    api.add_exception_handler(AuthenticationError, cast(Any, _unknown))
    api.add_exception_handler(ValidationError, cast(Any, _invalid))
    api.add_exception_handler(HttpError, cast(Any, _http))
    for router in routers:
        api.add_router("", router)
    return api


def body(request: Request, limit: int = BODY_LIMIT, large_with: str = "") -> Any:
    """The JSON object of a request; not JSON, not an object or twice the same key: 422.

    Beyond the usual limit only what has the member `large_with` is taken, up to `limit`.
    """
    raw = request.body
    if len(raw) > limit:
        raise TooLarge(limit)
    value = jsontext.loads(raw or b"{}", ["body"])
    if not isinstance(value, dict):
        raise Unreadable(["body"], _("Se espera un objeto JSON."))
    if len(raw) > BODY_LIMIT and large_with and large_with not in value:
        raise TooLarge(BODY_LIMIT)
    jsontext.kept({name: one for name, one in value.items() if name != large_with})  # has a reader
    return value


class TooLarge(HttpError):
    def __init__(self, limit: int) -> None:
        super().__init__(413, _("El cuerpo pasa de %d KiB.") % (limit // 1024))


def _answering(status: int) -> Any:
    def answer(request: Request, exc: Exception) -> HttpResponse:
        if status == 404 and not request.actor.is_known:
            return _unknown(request, exc)
        request.refusal = exc
        return refusals.answer(request, status, exc)

    return answer


def _unknown(request: Request, exc: Exception) -> HttpResponse:
    response = refusals.problem(401, _("Falta la clave de acceso."))
    response["WWW-Authenticate"] = "Bearer"
    return response


def _invalid(request: Request, exc: Any) -> HttpResponse:
    places = [(list(e["loc"])[1:] or list(e["loc"]), e["msg"]) for e in exc.errors]
    return refusals.answer(request, 422, Unreadable.many(places))


def _http(request: Request, exc: Any) -> HttpResponse:
    return refusals.problem(exc.status_code, str(exc))
