"""The public register of types (R1): what each is for, on which ground, who answers for it."""

import re
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from almenara.core.access.rules import reasons
from almenara.core.parties.request import Request
from almenara.core.types import heads, queries, services

LASTING = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?")


@require_GET
def register(request: Request) -> HttpResponse:
    """The newest version of every type, kind by kind."""
    newest = {(row.type, row.slug): row for row in reversed(queries.versions(request.actor))}
    kinds: dict[str, list[Any]] = {}
    for (kind, _slug), row in sorted(newest.items()):
        kinds.setdefault(kind, []).append(row)
    context = {"kinds": list(kinds.items()), "count": len(newest)}
    return render(request, "types/register.html", context)


@require_GET
def version(request: Request, type: str, name: str) -> HttpResponse:
    """One type: its head, its versions, and what is missing before it may be used."""
    try:
        found = queries.version(request.actor, type, name)
    except ObjectDoesNotExist:
        if request.actor.is_known:
            raise
        return redirect_to_login(request.get_full_path())
    return render(request, "types/version.html", _shown(request, found))


def _shown(request: Request, found: Any) -> dict[str, Any]:
    return {
        "version": found,
        "document": found.document,
        "classes": heads.classes(found.document.get("data_classes", [])),
        "retention": lasting(found.document.get("retention") or ""),
        "versions": queries.versions(request.actor, found.type).filter(slug=found.slug),
        "why": reasons(request.actor, found, "grant"),
    }


@require_POST
def approve(request: Request, type: str, name: str) -> HttpResponse:
    """The second approver of a type with sensitive data."""
    services.grant(request.actor, queries.version(request.actor, type, name))
    messages.success(request, _("Aprobado: ya puede usarse."))
    return redirect("types:version", type, name)


def lasting(text: str) -> str:
    """«24 meses» for P24M; what has hours as it is written."""
    found = LASTING.fullmatch(text)
    if not text or not found:
        return text
    years, months, weeks, days = (int(number or 0) for number in found.groups())
    said = [
        ngettext("%d año", "%d años", years) % years if years else "",
        ngettext("%d mes", "%d meses", months) % months if months else "",
        ngettext("%d semana", "%d semanas", weeks) % weeks if weeks else "",
        ngettext("%d día", "%d días", days) % days if days else "",
    ]
    return ", ".join(filter(None, said))


register.is_public = version.is_public = True  # type: ignore[attr-defined]
approve.asks_who = True  # type: ignore[attr-defined]  # as `identity.recent` marks pages
