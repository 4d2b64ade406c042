"""Coming in, going out, and showing again who one is."""

from typing import Any

from allauth.account import views as allauth
from allauth.account.internal import flows
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.models import Login
from allauth.mfa.base import views as factors
from allauth.mfa.webauthn import views as keys
from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from almenara.core.identity import queries, services
from almenara.core.parties.refusals import Denied
from almenara.core.parties.request import Request

BUTTON = "demonstration"


class Entrance(allauth.LoginView):
    """User name and password, a passkey, or a button of the demonstration."""

    def dispatch(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        if request.method == "POST" and (name := request.POST.get(BUTTON)):
            return _enter_as(request, name)
        return super().dispatch(request, *args, **kwargs)


class Confirmation(allauth.ReauthenticateView):
    """Who signed in with a button of the demonstration confirms with one."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "by_button": _is_by_button(self.request)}

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        if BUTTON in request.POST and _is_by_button(request):
            record_authentication(request, request.user, BUTTON, reauthenticated=True)
            return allauth.BaseReauthenticateView.form_valid(self, None)
        return super().post(request, *args, **kwargs)


class PasswordChange(allauth.PasswordChangeView):
    def form_valid(self, form: Any) -> Any:
        services.update_password(self.request.actor)
        return super().form_valid(form)


login = Entrance.as_view()
reauthenticate = Confirmation.as_view()
password_change = PasswordChange.as_view()
authenticate = factors.authenticate
login_by_key = keys.login_webauthn


def absent(request: Request) -> HttpResponse:
    """What allauth can name and this house does not have: nobody signs up by themselves."""
    raise Http404


absent.is_public = True  # type: ignore[attr-defined]


def _enter_as(request: Request, name: str) -> HttpResponse:
    """One of the posts that the front door offers, in the demonstration and nowhere else."""
    if not settings.DEMONSTRATION or name not in settings.DEMONSTRATION_POSTS:
        raise Denied(_("No hay una entrada así."))
    if request.user.is_authenticated:
        logout(request)
    user = queries.account(request.actor, name)
    record_authentication(request, user, BUTTON)
    return flows.login.perform_login(request, Login(user=user))


def _is_by_button(request: Request) -> bool:
    records = get_authentication_records(request, request.user)
    return settings.DEMONSTRATION and any(one["method"] == BUTTON for one in records)
