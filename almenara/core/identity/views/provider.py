"""Signing in to other tools with an account of this house: OpenID Connect, the flow with a code."""

from typing import Any
from urllib.parse import urlsplit

from allauth.idp.oidc import views as oidc
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from almenara.core.identity import queries, services
from almenara.core.identity.forms import ToolForm
from almenara.core.identity.recent import recently_confirmed
from almenara.core.parties.request import Request

PAGE = 50
HERE = [{"url": "/people/", "label": gettext_lazy("Cuentas de la instalación")}]


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


@require_http_methods(["GET", "POST"])
@recently_confirmed
def tools(request: Request) -> HttpResponse:
    """The tools that may ask who somebody is; a new one's secret is shown in this answer only."""
    found = queries.tools(request.actor)
    form, made, secret = ToolForm(request.POST or None), None, ""
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made, secret = services.register_tool(request.actor, said["name"], said["back"])
        form = ToolForm()
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "made": made, "secret": secret, "page": page, "crumbs": HERE}
    return render(request, "identity/tools.html", context, status=422 if form.errors else 200)


@require_POST
@recently_confirmed
def revoke_tool(request: Request, pk: str) -> HttpResponse:
    services.revoke_tool(request.actor, queries.tools(request.actor).get(pk=pk))
    messages.success(request, _("La herramienta ya no deja entrar a nadie."))
    return redirect("identity:tools")


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
