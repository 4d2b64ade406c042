"""Accounts of the installation, for its administration: search, roles, the end of an account."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from almenara.core.access.rules import reasons
from almenara.core.identity import queries, roles, services
from almenara.core.identity.recent import recently_confirmed
from almenara.core.parties.request import Request
from almenara.formats.refusal import Unreadable

PAGE = 50


@require_GET
def people(request: Request) -> HttpResponse:
    """Every account, found by name, title or institution."""
    asked = request.GET.get("q", "")
    page = Paginator(queries.everybody(request.actor, asked), PAGE)
    context = {"page": page.get_page(request.GET.get("page")), "asked": asked, "count": page.count}
    return render(request, "identity/people.html", context)


@require_GET
def person(request: Request, pk: str) -> HttpResponse:
    found = queries.anybody(request.actor, pk)
    context = {
        "account": found,
        "grants": _named(queries.roles_of(request.actor, found)),
        "roles": roles.WORDS,
        "why": reasons(request.actor, found, "end"),
        "why_roles": queries.why_no_role(request.actor, found),
    }
    return render(request, "identity/person.html", context)


@require_POST
@recently_confirmed
def end(request: Request, pk: str) -> HttpResponse:
    services.end(request.actor, queries.anybody(request.actor, pk))
    messages.success(request, _("La cuenta está cerrada: ya no entra ni por programa."))
    return redirect("identity:person", pk)


@require_POST
@recently_confirmed
def grant(request: Request, pk: str) -> HttpResponse:
    found, role = queries.anybody(request.actor, pk), request.POST.get("role", "")
    services.grant_role(request.actor, found, role)
    messages.success(request, _("Papel otorgado."))
    return redirect("identity:person", pk)


@require_POST
@recently_confirmed
def revoke(request: Request, pk: str, grant: str) -> HttpResponse:
    found = queries.anybody(request.actor, pk)
    held = queries.roles_of(request.actor, found)
    given = next((one for one in held if str(one.pk) == str(grant)), None)
    if given is None:
        raise Unreadable(["grant"], _("Esa persona no tiene ese papel."))
    services.revoke_role(request.actor, given)
    messages.success(request, _("Papel quitado."))
    return redirect("identity:person", pk)


@require_GET
def corrections(request: Request) -> HttpResponse:
    """What people ask to have corrected, the open ones first."""
    context = {"corrections": queries.all_corrections(request.actor)}
    return render(request, "identity/corrections.html", context)


@require_POST
def answer(request: Request, pk: str) -> HttpResponse:
    found = queries.correction(request.actor, pk)
    services.answer(request.actor, found, request.POST.get("answer", ""))
    messages.success(request, _("Respondido."))
    return redirect("identity:corrections")


def _named(grants: Iterable[Any]) -> list[dict[str, Any]]:
    return [{"row": row, "word": roles.WORDS[row.role]} for row in grants]
