"""The register of parties on a day: the secretariat's units, subregional organisations."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.identity import chart, queries
from almenara.core.parties.request import Request
from almenara.formats.refusal import Unreadable


def organisation(request: Request) -> HttpResponse:
    """The chart of the secretariat's units as it stood on a day (S48)."""
    at = _day(request)
    branches = chart.tree(queries.units(request.actor, at), queries.successors(request.actor))
    changes = queries.changes_of_units(request.actor)
    context = {"at": at, "branches": branches, "changes": changes}
    return render(request, "identity/organisation.html", context)


organisation.is_public = True  # type: ignore[attr-defined]


def subregional(request: Request) -> HttpResponse:
    """Subregional organisations with the States that were in them on a day (S103)."""
    at = _day(request)
    found = [
        {"organisation": one, "rows": chart.membership(one)}
        for one in queries.organisations(request.actor, at)
    ]
    return render(request, "identity/subregional.html", {"at": at, "organisations": found})


def _day(request: Request) -> date:
    text = request.GET.get("at", "")
    try:
        return date.fromisoformat(text) if text else timezone.localdate()
    except ValueError:
        raise Unreadable(["at"], _("La fecha se escribe como 2026-01-31.")) from None
