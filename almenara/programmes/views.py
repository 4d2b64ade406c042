"""The pages of the programmes: plans, activities, names that may be one."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from almenara.core.parties.request import Request
from almenara.core.types.heads import read
from almenara.core.web.doors import partly_public, public
from almenara.formats.refusal import Unreadable
from almenara.programmes import forms, pages, queries, services
from almenara.programmes.drafts import ActivityShape
from almenara.programmes.enrolling import Refused

ANY = require_http_methods(["GET", "HEAD", "POST"])


@public
@require_safe
def plan_list(request: Request) -> HttpResponse:
    """Every plan."""
    return render(request, "programmes/plan_list.html", pages.plans_page(request.actor))


@public
@require_safe
def plan_detail(request: Request, slug: str) -> HttpResponse:
    """What was promised and where it stands."""
    plan = queries.plan(request.actor, slug)
    return render(request, "programmes/plan_detail.html", pages.plan_page(request.actor, plan))


@public
@require_safe
def activity_list(request: Request, slug: str) -> HttpResponse:
    """The activities of a plan by stage, State and result."""
    plan = queries.plan(request.actor, slug)
    context = pages.list_page(request.actor, plan, request.GET.dict())
    return render(request, "programmes/activity_list.html", context)


@ANY
def activity_new(request: Request, slug: str) -> HttpResponse:
    """Plan an activity; what others plan on the topic, there and then, is said before."""
    actor, plan = request.actor, queries.plan(request.actor, slug)
    form = forms.ActivityForm(*pages.choices(actor, plan), request.POST or None)
    if not form.is_valid() or "look" in request.POST:
        return _new_page(request, plan, form)
    try:
        made = services.submit(actor, read(ActivityShape, form.document(plan.slug)))
    except Unreadable as refusal:
        form.refuse(refusal)
        return _new_page(request, plan, form)
    return redirect(f"/activities/{made.pk}/")


@partly_public
@require_safe
def activity_detail(request: Request, pk: UUID) -> HttpResponse:
    """One activity."""
    return _activity_page(request, queries.activity(request.actor, pk), 200)


@require_POST
def activity_step(request: Request, pk: UUID) -> HttpResponse:
    """Confirm it, say that it was held …"""
    activity = queries.activity(request.actor, pk)
    services.step(request.actor, activity, request.POST.get("stage", ""))
    return redirect(f"/activities/{pk}/")


@require_POST
def activity_enrol(request: Request, pk: UUID) -> HttpResponse:
    """Take a list of participants in; its bad rows come back with their places."""
    activity = queries.activity(request.actor, pk)
    form = forms.RollForm(request.POST, request.FILES)
    if not form.is_valid():
        return _activity_page(request, activity, 422, roll_form=form)
    try:
        roll = services.enrol(request.actor, activity, form.cleaned_data["file"].read())
    except Refused as refused:
        return _activity_page(request, activity, 422, roll_form=form, refused=refused.answer)
    messages.success(request, pages.enrolled_words(roll.answer))
    return redirect(f"/activities/{pk}/")


@require_POST
def activity_attest(request: Request, pk: UUID) -> HttpResponse:
    """Hang a proof on it."""
    activity = queries.activity(request.actor, pk)
    form = forms.EvidenceForm(request.POST, request.FILES)
    if not form.is_valid():
        return _activity_page(request, activity, 422, evidence_form=form)
    file, kind = form.cleaned_data["file"], form.cleaned_data["kind"]
    services.attest(request.actor, activity, cast(Any, file), file.name or "", kind)
    messages.success(request, _("La prueba quedó guardada."))
    return redirect(f"/activities/{pk}/")


@require_safe
def proposal_list(request: Request) -> HttpResponse:
    """Names that may be one person."""
    stage = request.GET.get("stage", "open")
    context = pages.proposals_page(request.actor, stage, request.GET.get("page"))
    return render(request, "programmes/proposal_list.html", context)


@require_POST
def proposal_decide(request: Request, pk: UUID) -> HttpResponse:
    """One person, or two."""
    proposal = queries.proposal(request.actor, pk)
    services.decide(request.actor, proposal, "one" if "one" in request.POST else "two")
    return redirect(f"/proposals/?stage={proposal.stage}")


def _new_page(request: Request, plan: queries.Plan, form: forms.ActivityForm) -> HttpResponse:
    context = pages.new_page(request.actor, plan, form)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "programmes/activity_new.html", context, status=status)


def _activity_page(
    request: Request, activity: queries.Activity, status: int, **more: Any
) -> HttpResponse:
    context = pages.activity_page(request.actor, activity)
    context |= {"roll_form": forms.RollForm(), "evidence_form": forms.EvidenceForm()} | more
    return render(request, "programmes/activity_detail.html", context, status=status)
