"""Pages of releases and of what figures mean."""

import csv
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from almenara.core.parties.request import Request
from almenara.core.web.doors import partly_public, public
from almenara.formats.refusal import Unreadable
from almenara.formats.text import formula_safe
from almenara.observatory import queries
from almenara.observatory.forms import WithdrawForm
from almenara.observatory.pages import releases, structures
from almenara.observatory.services import releasing


@public
@require_safe
def release_list(request: Request) -> HttpResponse:
    """What went out, the newest first."""
    context = releases.releases_page(request.actor, request.GET.get("page"))
    return render(request, "observatory/release_list.html", context)


@partly_public
@require_safe
def release_detail(request: Request, pk: str) -> HttpResponse:
    """One release and what it says otherwise."""
    context = releases.release_page(request.actor, pk, request.GET.get("page"))
    return render(request, "observatory/release_detail.html", context)


@partly_public
@require_safe
def differences(request: Request, pk: str) -> HttpResponse:
    """By cell, as a file."""
    header, rows = releases.differences_file(request.actor, pk)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="differences-{pk}.csv"'
    out = csv.writer(response, lineterminator="\r\n")
    out.writerow(header)
    out.writerows([formula_safe(one) for one in row] for row in rows)
    return response


@require_POST
def release_schedule(request: Request) -> HttpResponse:
    """Put agreed deliveries together."""
    form = releases.schedule_form(request.actor, request.POST)
    try:
        if form.is_valid():
            made = _scheduled(request, form.cleaned_data)
            return redirect(f"/observatory/releases/{made.pk}/")
    except Unreadable as refusal:
        form.refuse(refusal)
    context = releases.releases_page(request.actor, None, form)
    return render(request, "observatory/release_list.html", context, status=422)


def _scheduled(request: Request, said: dict[str, Any]) -> queries.Release:
    chosen = [UUID(pk) for pk in said["submissions"]]
    found = list(queries.submissions(request.actor).filter(pk__in=chosen))
    return releasing.schedule(request.actor, found, said["embargo_until"], said["note"])


@require_POST
def release_publish(request: Request, pk: str) -> HttpResponse:
    """Let it out now."""
    releasing.publish(request.actor, queries.release(request.actor, pk))
    messages.success(request, _("Publicada."))
    return redirect(f"/observatory/releases/{pk}/")


@require_POST
def release_withdraw(request: Request, pk: str) -> HttpResponse:
    """Take it back, with the reason."""
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        context = releases.release_page(request.actor, pk, None, form)
        return render(request, "observatory/release_detail.html", context, status=422)
    releasing.withdraw(
        request.actor, queries.release(request.actor, pk), form.cleaned_data["reason"]
    )
    return redirect(f"/observatory/releases/{pk}/")


@public
@require_safe
def structure_list(request: Request) -> HttpResponse:
    """What figures there are and what they mean."""
    context = structures.structures_page(request.actor)
    return render(request, "observatory/structure_list.html", context)


@partly_public
@require_safe
def structure_detail(request: Request, slug: str) -> HttpResponse:
    """One flow: dimensions, attributes, what protects it."""
    context = structures.flow_page(request.actor, slug)
    return render(request, "observatory/structure_detail.html", context)


@partly_public
@require_safe
def codelist_detail(request: Request, slug: str) -> HttpResponse:
    """One code list."""
    context = structures.codelist_page(request.actor, slug)
    return render(request, "observatory/codelist_detail.html", context)
