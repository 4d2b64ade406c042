"""Two gates behind the door: the second factor, and showing again who one is."""

from collections.abc import Callable

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from almenara.core.identity import factors, recent
from almenara.core.parties.request import Request
from almenara.core.web import refusals

Answer = Callable[[Request], HttpResponse]
OPEN = ("account_", "mfa_")  # setting up, leaving, and showing who one is


class SecondFactorMiddleware:
    """Every role has a second factor: without one only the pages that set one up are open.

    A key to the API is a factor of its own and passes; so does the demonstration, where the
    setting is off.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: Request, view: Answer, args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        if not settings.SECOND_FACTOR or not request.actor.is_known:
            return None
        name = (request.resolver_match and request.resolver_match.url_name) or ""
        if refusals.wants_json(request) or name.startswith(OPEN):
            return None
        records = get_authentication_records(request, request.user)
        held = factors.held(request.user)
        step = factors.step(request.actor, held, factors.passed(records))
        return _way(request, step, factors.CODES in held & factors.good_for(request.actor))


class ConfirmationMiddleware:
    """Pages marked `recently_confirmed` ask who one is when that was shown too long ago."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        if (touch := getattr(request.session, "touch", None)) and request.actor.is_known:
            touch()
        return self.get_response(request)

    def process_view(
        self, request: Request, view: Answer, args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        asks = getattr(view, "asks_who", False) and not refusals.wants_json(request)
        if not asks or not request.actor.is_known or recent.is_recent(request):
            return None
        return _asked(request)


def _way(request: Request, step: str, by_code: bool) -> HttpResponse | None:
    if step == factors.SET_UP:
        if factors.CODES in factors.good_for(request.actor):
            words = _("Antes de seguir, ponga un segundo factor a su cuenta.")
        else:
            words = _("Su papel pide una llave de acceso: antes de seguir, añada una.")
        messages.warning(request, words)
        return redirect("mfa_index")
    if step == factors.PASS:
        page = "mfa_reauthenticate" if by_code else "mfa_reauthenticate_webauthn"
        return suspend_request(request, reverse(page))
    return None


def _asked(request: Request) -> HttpResponse:
    """To the first of the ways in which this person can show who they are, and back here."""
    ways = get_adapter().get_reauthentication_methods(request.user)
    return suspend_request(request, ways[0]["url"] if ways else reverse("account_login"))
