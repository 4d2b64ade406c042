"""The doors of the web: who asks, in which language, and how refusals are answered.

One request is one transaction in which the database knows the actor, rendering included, and one
more on the standby, where there is one, for a request that only reads; an answer
of 400 and above takes back whatever was begun, and only then a denied attempt is journalled. So
does a HEAD: who was shown nothing has received and looked up nothing.
"""

import functools
import zoneinfo
from collections.abc import Callable
from typing import Any, TypeVar, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from almenara.core.access.context import acting
from almenara.core.access.replica import reading
from almenara.core.identity import who
from almenara.core.journal.acts import gathering, record_denied
from almenara.core.parties.actor import NOBODY, Actor
from almenara.core.parties.refusals import Denied, TooMany, WrongStage
from almenara.core.parties.request import Request
from almenara.core.web import limits, refusals
from almenara.formats.refusal import Unreadable

Answer = Callable[..., HttpResponse]
View = TypeVar("View", bound=Callable[..., HttpResponse])
WITHOUT_ACTOR = ("/healthz", "/static/", "/events")
LANGUAGES = dict(settings.LANGUAGES)
A_MINUTE = 1200  # requests of one token


class ActorMiddleware:
    """Puts `request.actor` there and closes a transaction around the view and its page."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        request.actor, request.person = NOBODY, None
        if request.path.startswith(WITHOUT_ACTOR):
            return self.get_response(request)
        try:
            _count(request)
        except TooMany as refusal:
            return refusals.answer(request, 429, refusal)
        with transaction.atomic():
            request.actor = _who(request)
            if request.actor is NOBODY and _brings_key(request):
                return refusals.unknown_key(request)
            with reading(request.method or ""), acting(request.actor), gathering():
                response = refusals.said_as_problem(request, self.get_response(request))
            if response.status_code >= 400 or request.method == "HEAD":
                transaction.set_rollback(True)
        return self._finished(request, response)

    def _finished(self, request: Request, response: HttpResponse) -> HttpResponse:
        refusal = getattr(request, "refusal", None)
        if isinstance(refusal, Denied) and refusal.verb:
            record_denied(request.actor, refusal)
        if isinstance(refusal, TooMany) and refusal.afterwards:
            refusal.afterwards()
        if request.actor.is_known:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class LanguageMiddleware:
    """`?lang=` → the person's preference → the State's default → the browser → Spanish."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        asked = request.GET.get("lang", "")
        language = asked if asked in LANGUAGES else self._preferred(request)
        with translation.override(language), timezone.override(_zone(request.actor)):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Accept-Language", "Cookie", "Authorization"])
        if asked in LANGUAGES and not request.path.startswith("/api/"):
            response.set_cookie("lang", asked, max_age=31536000, samesite="Lax", httponly=True)
        return response

    def _preferred(self, request: Request) -> str:
        if (kept := request.COOKIES.get("lang", "")) in LANGUAGES:
            return kept
        if request.actor.is_known:
            return request.actor.language
        browser = translation.get_language_from_request(request)
        accepted = request.headers.get("Accept-Language")
        return browser if accepted and browser in LANGUAGES else "es"


class RefusalMiddleware:
    """Turns the four refusals, wherever they were raised, into pages (the API answers its own)."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: Request, view: Answer, args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        """Deny by default: a page that is not marked `public` asks a stranger to sign in."""
        is_api = refusals.wants_json(request)
        if not is_api and any("\x00" in said for said in (request.path, *request.GET.values())):
            return refusals.page(request, 400)  # no text of the database holds one
        if request.actor.is_known or getattr(view, "is_public", False):
            return None
        if is_api or request.path.startswith("/accounts/"):
            return None
        return _sign_in(request)

    def process_exception(self, request: Request, exc: Exception) -> HttpResponse | None:
        request.refusal = exc
        for kind, status in STATUS.items():
            if isinstance(exc, kind):
                return refusals.page(request, status, exc)
        return None


def _sign_in(request: Request) -> HttpResponse:
    """To signing in and back; whoever sent something after the end of the session is told so."""
    if request.method in ("GET", "HEAD"):
        return redirect_to_login(request.get_full_path())
    messages.warning(
        request,
        _(
            "Su sesión había terminado y no se envió nada. Entre y pulse Atrás hasta la página "
            "en que escribía: el navegador suele conservar lo escrito."
        ),
    )
    return redirect_to_login(refusals.came_from(request) or request.get_full_path())


STATUS: dict[type[Exception], int] = {
    Denied: 403,
    ObjectDoesNotExist: 404,
    WrongStage: 409,
    Unreadable: 422,
    TooMany: 429,
}


def public(view: Answer) -> Answer:
    """A page that strangers may open."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def partly_public(view: View) -> View:
    """A page of things of which strangers see some; the others, and what never was, ask them."""

    @functools.wraps(view)
    def shown(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except ObjectDoesNotExist:
            if request.actor.is_known:
                raise
            return redirect_to_login(request.get_full_path())

    return cast(View, public(shown))


def _who(request: Request) -> Actor:
    """API calls carry a key and never a session; pages the other way round."""
    if refusals.wants_json(request):
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        return who.of_token(key.strip()) if scheme.lower() == "bearer" and key else NOBODY
    user_id = request.session.get(SESSION_KEY)
    if not user_id or not request.user.is_authenticated:
        return NOBODY
    actor, request.person = who.in_session(int(user_id))
    return actor


def _count(request: Request) -> None:
    """A token may ask so often a minute, whatever it asks for."""
    if _brings_key(request):
        limits.count(f"token:{who.digest(request.headers['Authorization'])}", A_MINUTE)


def _brings_key(request: Request) -> bool:
    return refusals.wants_json(request) and "Authorization" in request.headers


def _zone(actor: Actor) -> zoneinfo.ZoneInfo:
    return zoneinfo.ZoneInfo(actor.zone or "UTC")
