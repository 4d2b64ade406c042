"""The chain to the Governments, and receipts."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from almenara.core.parties.request import Request
from almenara.core.types.heads import read
from almenara.mandates import queries, services
from almenara.mandates.drafts import HopShape, ReceiptShape
from almenara.mandates.pages import transmissions as pages


@require_safe
def transmission_list(request: Request) -> HttpResponse:
    """What goes to the Governments."""
    context = pages.transmissions_page(request.actor, request.GET.get("page"))
    return render(request, "mandates/transmission_list.html", context)


@require_safe
def transmission_detail(request: Request, pk: UUID) -> HttpResponse:
    """The chain, and the receipts that one may see."""
    return _page(request, queries.transmission(request.actor, pk))


@require_POST
def transmission_hand_on(request: Request, pk: UUID) -> HttpResponse:
    """The next link."""
    actor, transmission = request.actor, queries.transmission(request.actor, pk)
    form = pages.hop_form(actor, "", request.POST)
    if form.sent(lambda said: services.hand_on(actor, transmission, read(HopShape, said))):
        return redirect(f"/transmissions/{pk}/")
    return _page(request, transmission, hop_form=form)


@require_POST
def receipt_step(request: Request, pk: UUID) -> HttpResponse:
    """A Mission records its own."""
    actor, receipt = request.actor, queries.receipt(request.actor, pk)
    form = pages.receipt_form(receipt, request.POST)
    if form.sent(lambda said: services.step_receipt(actor, receipt, read(ReceiptShape, said))):
        return redirect(f"/transmissions/{receipt.transmission_id}/")
    context = pages.transmission_page(actor, receipt.transmission)
    rows = [pages.receipt_row(actor, receipt, form)]
    rows += [row for row in context["receipts"] if row["pk"] != pk]
    return _page(request, receipt.transmission, receipts=rows)


def _page(request: Request, transmission: queries.Transmission, **bound: Any) -> HttpResponse:
    context = pages.transmission_page(request.actor, transmission) | bound
    status = 422 if bound else 200
    return render(request, "mandates/transmission_detail.html", context, status=status)
