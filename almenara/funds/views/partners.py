"""The register of partners and observers, what is agreed with them and what they give."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from almenara.core.parties.request import Request
from almenara.core.types.heads import read
from almenara.core.web.doors import public
from almenara.formats.refusal import Unreadable
from almenara.funds import forms, queries, services
from almenara.funds.drafts import (
    AgreementShape,
    ConsentShape,
    ContributionShape,
    PartnerShape,
    ReceiptShape,
)
from almenara.funds.pages import partners as pages
from almenara.funds.pages.around import KINDS, PARTNERS, PROJECTS
from almenara.funds.views.projects import form_page

ANY = require_http_methods(["GET", "HEAD", "POST"])


@public
@require_safe
def partner_list(request: Request) -> HttpResponse:
    """The register; public."""
    context = pages.list_page(request.actor, request.GET.dict())
    return render(request, "funds/partner_list.html", context)


@ANY
def partner_new(request: Request) -> HttpResponse:
    """Write an organisation into the register."""
    form = forms.PartnerForm(request.POST or None, choices={"kind": KINDS.items()})
    if form.is_valid():
        try:
            made = services.enrol(request.actor, read(PartnerShape, form.document()))
            return redirect(f"/partners/{made.pk}/")
        except Unreadable as refusal:
            form.refuse(refusal)
    act, crumbs = ("enrol", "partner"), [PROJECTS, PARTNERS]
    return form_page(request, "funds/partner_new.html", form, act, crumbs=crumbs)


@public
@require_safe
def partner_detail(request: Request, slug: str) -> HttpResponse:
    """One partner: what is public; for itself and the secretariat what it gives."""
    return _page(request, queries.partner(request.actor, slug), 200)


@require_POST
def partner_agree(request: Request, slug: str) -> HttpResponse:
    """Propose an agreement."""
    partner, form = (
        queries.partner(request.actor, slug),
        forms.AgreementForm(request.POST, auto_id="a-%s"),
    )
    if form.is_valid():
        try:
            services.agree(request.actor, partner, read(AgreementShape, form.document()))
            return redirect(f"/partners/{slug}/")
        except Unreadable as refusal:
            form.refuse(refusal)
    return _page(request, partner, 422, agreement_form=form)


@require_POST
def agreement_step(request: Request, pk: UUID) -> HttpResponse:
    """Sign it, or end it."""
    agreement = queries.agreement(request.actor, pk)
    today = timezone.localdate()
    services.step_agreement(request.actor, agreement, request.POST.get("stage", ""), today)
    return redirect(f"/partners/{agreement.partner_id}/")


@require_POST
def partner_give(request: Request, slug: str) -> HttpResponse:
    """Write down that it may give."""
    partner = queries.partner(request.actor, slug)
    chosen = pages.gifts(request.actor, partner)
    form = forms.ContributionForm(request.POST, choices=chosen, auto_id="g-%s")
    if form.is_valid():
        try:
            said = {"partner": slug, **form.cleaned_data}
            services.submit_contribution(request.actor, read(ContributionShape, said))
            return redirect(f"/partners/{slug}/")
        except Unreadable as refusal:
            form.refuse(refusal)
    return _page(request, partner, 422, contribution_form=form)


@require_POST
def contribution_step(request: Request, pk: UUID) -> HttpResponse:
    """From prospect on; what arrives is received."""
    contribution = queries.contribution(request.actor, pk)
    services.step_contribution(request.actor, contribution, request.POST.get("stage", ""))
    return redirect(f"/partners/{contribution.partner_id}/")


@require_POST
def contribution_consent(request: Request, pk: UUID) -> HttpResponse:
    """Its partner agrees that it is published, or no longer."""
    contribution = queries.contribution(request.actor, pk)
    shape = ConsentShape(is_public=request.POST.get("is_public") == "yes")
    services.consent(request.actor, contribution, shape)
    return redirect(f"/partners/{contribution.partner_id}/")


@require_POST
def contribution_receive(request: Request, pk: UUID) -> HttpResponse:
    """It arrived."""
    actor, contribution = request.actor, queries.contribution(request.actor, pk)
    form = forms.ReceiptForm(request.POST, choices=pages.funds(actor), auto_id=f"r-{pk}-%s")
    if form.is_valid():
        try:
            services.receive(actor, contribution, read(ReceiptShape, form.cleaned_data))
            return redirect(f"/partners/{contribution.partner_id}/")
        except Unreadable as refusal:
            form.refuse(refusal)
    return _page(request, contribution.partner, 422, {pk: form})


@public
@require_safe
def observer_list(request: Request) -> HttpResponse:
    """Every permanent observer."""
    return render(request, "funds/observer_list.html", pages.observers_page(request.actor))


@public
@require_safe
def observer_detail(request: Request, code: str) -> HttpResponse:
    """One observer: its status by dates, its interests, what it gives."""
    observer = queries.observer(request.actor, code)
    context = pages.observer_page(request.actor, observer)
    return render(request, "funds/observer_detail.html", context)


def _page(
    request: Request, partner: queries.Partner, status: int, bound: Any = None, **more: Any
) -> HttpResponse:
    context = pages.partner_page(request.actor, partner, bound)
    if context["is_desk"]:
        chosen = pages.gifts(request.actor, partner)
        context |= {
            "agreement_form": forms.AgreementForm(auto_id="a-%s"),
            "contribution_form": forms.ContributionForm(choices=chosen, auto_id="g-%s"),
        } | more
    return render(request, "funds/partner_detail.html", context, status=status)
