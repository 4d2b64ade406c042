"""Funds, reports to donors, the programme-budget."""

import io
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from almenara.core.parties.request import Request
from almenara.core.types.heads import read
from almenara.core.web.doors import public
from almenara.formats.refusal import Unreadable
from almenara.formats.tables.files import as_xlsx
from almenara.funds import forms, queries, services
from almenara.funds.drafts import AllocationShape, BudgetShape, DedicationShape, FundShape
from almenara.funds.pages import funds as pages
from almenara.funds.pages.around import BUDGET, FUNDS, PROJECTS
from almenara.funds.views.projects import form_page

ANY = require_http_methods(["GET", "HEAD", "POST"])
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def fund_list(request: Request) -> HttpResponse:
    """Every fund for the secretariat, a donor's own for the donor."""
    return render(request, "funds/fund_list.html", pages.list_page(request.actor))


@ANY
def fund_new(request: Request) -> HttpResponse:
    """Open a fund."""
    form = forms.FundForm(request.POST or None)
    if form.is_valid():
        try:
            made = services.open_fund(request.actor, read(FundShape, form.document()))
            return redirect(f"/funds/{made.pk}/")
        except Unreadable as refusal:
            form.refuse(refusal)
    act, crumbs = ("open", "fund"), [PROJECTS, FUNDS]
    return form_page(request, "funds/fund_new.html", form, act, crumbs=crumbs)


@require_safe
def fund_detail(request: Request, code: str) -> HttpResponse:
    """One fund."""
    return _page(request, queries.fund(request.actor, code), 200)


@require_POST
def fund_allocate(request: Request, code: str) -> HttpResponse:
    """Set money of it aside."""
    actor, fund = request.actor, queries.fund(request.actor, code)
    form = forms.AllocationForm(request.POST, choices=pages.projects(actor))
    if form.is_valid():
        try:
            services.allocate(actor, fund, read(AllocationShape, form.cleaned_data))
            return redirect(f"/funds/{code}/")
        except Unreadable as refusal:
            form.refuse(refusal)
    return _page(request, fund, 422, allocation_form=form)


@require_POST
def fund_dedicate(request: Request, code: str) -> HttpResponse:
    """Say for which programme of a plan it is, or for none."""
    actor, fund = request.actor, queries.fund(request.actor, code)
    form = forms.DedicationForm(request.POST, choices=pages.programmes_of_plans(actor))
    if form.is_valid():
        services.dedicate(actor, fund, read(DedicationShape, form.document()))
        return redirect(f"/funds/{code}/")
    return _page(request, fund, 422, dedication_form=form)


@require_safe
def fund_report(request: Request, code: str, slug: str) -> HttpResponse:
    """What one donor gave, and what was spent of it."""
    fund, partner = queries.fund(request.actor, code), queries.partner(request.actor, slug)
    context = pages.report_page(request.actor, fund, partner)
    return render(request, "funds/fund_report.html", context)


@require_safe
def fund_report_xlsx(request: Request, code: str, slug: str) -> HttpResponse:
    """The same as a workbook."""
    fund, partner = queries.fund(request.actor, code), queries.partner(request.actor, slug)
    out = io.BytesIO()
    as_xlsx(pages.report_listing(request.actor, fund, partner), out)
    name = f'attachment; filename="{code}-{slug}.xlsx"'
    headers = {"Content-Disposition": name}
    return HttpResponse(out.getvalue(), content_type=XLSX, headers=headers)


@public
@require_safe
def budget_list(request: Request) -> HttpResponse:
    """The programme-budget of a year."""
    context = pages.budget_page(request.actor, request.GET.get("year", ""))
    return render(request, "funds/budget_list.html", context)


@ANY
def budget_new(request: Request) -> HttpResponse:
    """Formulate a line."""
    form = forms.BudgetForm(request.POST or None, choices=pages.payers(request.actor))
    if form.is_valid():
        try:
            services.budget(request.actor, read(BudgetShape, form.document()))
            return redirect("/budget/")
        except Unreadable as refusal:
            form.refuse(refusal)
    act, crumbs = ("submit", "budgetline"), [PROJECTS, BUDGET]
    return form_page(request, "funds/budget_new.html", form, act, crumbs=crumbs)


@require_POST
def budget_step(request: Request, pk: UUID) -> HttpResponse:
    """Approve a line, say that it is executed, close it."""
    line = queries.budget_line(request.actor, pk)
    services.step_budget(request.actor, line, request.POST.get("stage", ""))
    return redirect(f"/budget/?year={line.year}")


@ANY
def budget_revise(request: Request, pk: UUID) -> HttpResponse:
    """Say what may be spent from now on."""
    line = queries.budget_line(request.actor, pk)
    form = forms.RevisedForm(request.POST or None)
    if form.is_valid():
        services.revise(request.actor, line, form.cleaned_data["revised"])
        return redirect(f"/budget/?year={line.year}")
    act, more = ("update", line), {"line": line, "crumbs": [PROJECTS, BUDGET]}
    return form_page(request, "funds/budget_revise.html", form, act, **more)


def _page(request: Request, fund: queries.Fund, status: int, **more: Any) -> HttpResponse:
    context = pages.fund_page(request.actor, fund)
    if context["is_desk"]:
        chosen = pages.projects(request.actor)
        of = fund.programme
        kept = {"programme": f"{of.plan_id}:{of.code}" if of else ""}
        served = pages.programmes_of_plans(request.actor)
        context |= {
            "allocation_form": forms.AllocationForm(choices=chosen),
            "dedication_form": forms.DedicationForm(initial=kept, choices=served),
        } | more
    return render(request, "funds/fund_detail.html", context, status=status)
