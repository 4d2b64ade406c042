"""The ledger: a file is read, looked at, and only then it counts."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from almenara.core.parties.request import Request
from almenara.formats.amounts import Form
from almenara.funds import forms, queries, services
from almenara.funds.ledgers import Stopped
from almenara.funds.pages import books as pages

ANY = require_http_methods(["GET", "HEAD", "POST"])


@ANY
def ledger(request: Request) -> HttpResponse:
    """The files that were read; one more is read here, and looked at before it counts."""
    form = forms.LedgerForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file, decimal = form.cleaned_data["file"], Form(form.cleaned_data["decimal"])
        try:
            made = services.read_ledger(request.actor, file.name, file.read(), decimal)
            return redirect(f"/ledger/{made.pk}/")
        except Stopped as refusal:
            return _page(request, 422, form=form, stopped=pages.stopped(refusal))
    return _page(request, 422 if form.is_bound else 200, form=form)


@require_safe
def batch(request: Request, pk: UUID) -> HttpResponse:
    """What a file says; before it counts, what it would change."""
    found = queries.batch(request.actor, pk)
    context = pages.batch_page(request.actor, found, request.GET.get("page"))
    return render(request, "funds/batch.html", context)


@require_POST
def batch_accept(request: Request, pk: UUID) -> HttpResponse:
    """From now on it counts."""
    services.accept(request.actor, queries.batch(request.actor, pk))
    messages.success(request, _("El archivo ya cuenta."))
    return redirect(f"/ledger/{pk}/")


@require_POST
def batch_withdraw(request: Request, pk: UUID) -> HttpResponse:
    """Forget what was read and never counted."""
    services.withdraw(request.actor, queries.batch(request.actor, pk))
    return redirect("/ledger/")


def _page(request: Request, status: int, **more: Any) -> HttpResponse:
    context = pages.ledger_page(request.actor, request.GET.get("page"))
    return render(request, "funds/ledger.html", context | more, status=status)
