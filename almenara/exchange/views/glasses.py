"""The pages of the broken glass (R3)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from almenara.core.identity.recent import recently_confirmed
from almenara.core.parties.request import Request
from almenara.core.types.heads import read
from almenara.exchange import glasses, queries, services
from almenara.exchange.drafts import GlassShape
from almenara.exchange.glassform import GlassForm, RefuseForm
from almenara.exchange.views.trying import ANY, attempt, status_of


@ANY
def glass_list(request: Request) -> HttpResponse:
    """Ask to read one alert that is not addressed to one; one's requests, and what waits."""
    form = GlassForm(request.POST or None)
    made = attempt(form, lambda: services.ask_glass(request.actor, _glass(form)))
    if made:
        messages.success(request, _("Pedido: espera a una segunda persona."))
        return redirect("exchange:glass", made.pk)
    context = glasses.list_page(request.actor, request.GET.dict()) | {"form": form}
    return render(request, "exchange/glass_list.html", context, status=status_of(form))


@require_safe
def glass_detail(request: Request, pk: UUID) -> HttpResponse:
    """One request, for the two persons and for the parties once it is broken."""
    return _glass_page(request, queries.glass(request.actor, pk), RefuseForm())


@require_POST
@recently_confirmed
def break_glass(request: Request, pk: UUID) -> HttpResponse:
    """The second person agrees."""
    services.break_glass(request.actor, queries.glass(request.actor, pk))
    return redirect("exchange:glass", pk)


@require_POST
def refuse_glass(request: Request, pk: UUID) -> HttpResponse:
    """The second person says no, and why."""
    glass = queries.glass(request.actor, pk)
    form = RefuseForm(request.POST)
    if attempt(form, lambda: services.refuse_glass(request.actor, glass, form.said("answer"))):
        return redirect("exchange:glass", pk)
    return _glass_page(request, glass, form)


@require_POST
def end_glass(request: Request, pk: UUID) -> HttpResponse:
    """Before its time."""
    services.end_glass(request.actor, queries.glass(request.actor, pk))
    return redirect("exchange:glass", pk)


def _glass(form: GlassForm) -> GlassShape:
    return read(GlassShape, form.cleaned_data)


def _glass_page(request: Request, glass: queries.Glass, form: RefuseForm) -> HttpResponse:
    context = glasses.detail_page(request.actor, glass) | {"form": form}
    return render(request, "exchange/glass_detail.html", context, status=status_of(form))
