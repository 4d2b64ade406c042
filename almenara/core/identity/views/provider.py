"""Signing in to other tools with an account of this house: OpenID Connect, the flow with a code."""

from typing import Any
from urllib.parse import urlsplit

from allauth.idp.oidc import views as oidc

from almenara.core.identity import services
from almenara.core.parties.request import Request


class Authorization(oidc.AuthorizationView):
    """The person says yes; the form's answer leads back to the tool, which the policy must let."""

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        response = super().get(request, *args, **kwargs)
        back = urlsplit(getattr(self, "_request_info", {}).get("redirect_uri") or "")
        if back.scheme in ("http", "https"):
            response.back_to = f"{back.scheme}://{back.netloc}"
        return response

    def form_valid(self, form: Any) -> Any:
        services.grant_tool(self.request.actor, self._request_info["client_id"])
        return super().form_valid(form)


def _open(view: Any) -> Any:
    """Programs bring a proof of their own; where a person must sign in, the page asks by itself."""
    view.is_public = True
    return view


authorization = _open(Authorization.as_view())
configuration = _open(oidc.configuration)
keys = _open(oidc.jwks)
token = _open(oidc.token)
revoke = _open(oidc.revoke)
user = _open(oidc.user_info)
logout = _open(oidc.logout)
