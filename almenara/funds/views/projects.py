"""Projects, and the programme-budget."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from almenara.core.access.rules import offer
from almenara.core.parties.request import Request
from almenara.core.types.heads import read
from almenara.core.web.doors import partly_public, public
from almenara.formats.refusal import Unreadable
from almenara.funds import forms, queries, services
from almenara.funds.drafts import FigureShape, IndicatorShape, ProjectShape
from almenara.funds.pages import projects as pages
from almenara.funds.pages.around import PROJECTS

ANY = require_http_methods(["GET", "HEAD", "POST"])


@public
@require_safe
def project_list(request: Request) -> HttpResponse:
    """Projects by stage; strangers read those that were approved."""
    context = pages.list_page(request.actor, request.GET.dict())
    return render(request, "funds/project_list.html", context)


@ANY
def project_new(request: Request) -> HttpResponse:
    """Write down an idea."""
    form = forms.ProjectForm(request.POST or None)
    if form.is_valid():
        try:
            made = services.submit(request.actor, read(ProjectShape, form.document()))
            return redirect(f"/projects/{made.pk}/")
        except Unreadable as refusal:
            form.refuse(refusal)
    act = "submit", "project"
    return form_page(request, "funds/project_new.html", form, act, crumbs=[PROJECTS])


@partly_public
@require_safe
def project_detail(request: Request, pk: UUID) -> HttpResponse:
    """One project."""
    return _page(request, queries.project(request.actor, pk), 200)


@require_POST
def project_step(request: Request, pk: UUID) -> HttpResponse:
    """Appraise it, approve it …"""
    project = queries.project(request.actor, pk)
    services.step(request.actor, project, request.POST.get("stage", ""))
    return redirect(f"/projects/{pk}/")


@require_POST
def project_measure(request: Request, pk: UUID) -> HttpResponse:
    """Say how it is measured."""
    project = queries.project(request.actor, pk)
    form = forms.IndicatorForm(request.POST, choices={"result": pages.results(request.actor)})
    if form.is_valid():
        try:
            services.measure(request.actor, project, read(IndicatorShape, form.document()))
            return redirect(f"/projects/{pk}/")
        except Unreadable as refusal:
            form.refuse(refusal)
    return _page(request, project, 422, indicator_form=form)


@require_POST
def project_territories(request: Request, pk: UUID, indicator: UUID) -> HttpResponse:
    """Say what an indicator counts in each territory."""
    project = queries.project(request.actor, pk)
    form = forms.TerritoryForm(request.POST, auto_id=f"t-{indicator}-%s")
    if form.is_valid() and _counted(request, project, indicator, form):
        messages.success(request, _("Las cifras quedaron guardadas."))
        return redirect(f"/projects/{pk}/")
    return _page(request, project, 422, bound={indicator: form})


def _counted(
    request: Request, project: queries.Project, pk: UUID, form: forms.TerritoryForm
) -> bool:
    indicator = queries.indicator(request.actor, project, pk)
    try:
        rows = [read(FigureShape, row) for row in form.cleaned_data["figures"]]
        services.territories(request.actor, indicator, rows)
    except Unreadable as refusal:
        form.refuse(refusal)
        return False
    return True


def _page(
    request: Request, project: queries.Project, status: int, bound: Any = None, **more: Any
) -> HttpResponse:
    context = pages.project_page(request.actor, project, bound)
    if context["is_desk"]:
        chosen = {"result": pages.results(request.actor)}
        context |= {"indicator_form": forms.IndicatorForm(choices=chosen)} | more
    return render(request, "funds/project_detail.html", context, status=status)


def form_page(
    request: Request, template: str, form: Any, act: tuple[str, Any], **more: Any
) -> HttpResponse:
    """A page that is the form of one act (verb and thing), for who may send it."""
    offer(request.actor, *act)
    status = 422 if form.is_bound else 200
    return render(request, template, {"form": form, **more}, status=status)
