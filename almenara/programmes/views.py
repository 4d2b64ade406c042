"""The pages of the programmes: plans, activities, names that may be one."""

from typing import Any, cast
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
from almenara.mandates import queries as mandates
from almenara.programmes import (
    boards,
    forms,
    fulfilling,
    pages,
    queries,
    services,
    timelines,
    trees,
    versions,
)
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
    """What was promised and where it stands; `?version=` by another version."""
    plan = queries.plan(request.actor, slug)
    version = queries.version(request.actor, plan, request.GET.get("version", ""))
    context = pages.plan_page(request.actor, plan, version)
    return render(request, "programmes/plan_detail.html", context)


@public
@require_safe
def plan_states(request: Request, slug: str) -> HttpResponse:
    """Which States it serves."""
    plan = queries.plan(request.actor, slug)
    context = boards.board_page(request.actor, plan, request.GET.dict())
    return render(request, "programmes/plan_states.html", context)


@public
@require_safe
def plan_timeline(request: Request, slug: str) -> HttpResponse:
    """Its activities along a year."""
    plan = queries.plan(request.actor, slug)
    context = timelines.timeline_page(request.actor, plan, request.GET.dict())
    return render(request, "programmes/plan_timeline.html", context)


@public
@require_safe
def plan_versions(request: Request, slug: str) -> HttpResponse:
    """What each version says otherwise."""
    plan = queries.plan(request.actor, slug)
    context = versions.versions_page(request.actor, plan)
    return render(request, "programmes/plan_versions.html", context)


@public
@require_safe
def plan_iati(request: Request, slug: str) -> HttpResponse:
    """Where its publication stands."""
    plan = queries.plan(request.actor, slug)
    context = pages.publication_page(request.actor, plan)
    return render(request, "programmes/plan_iati.html", context)


@require_POST
def plan_publish(request: Request, slug: str) -> HttpResponse:
    """Make the file anew."""
    services.publish(request.actor, queries.plan(request.actor, slug))
    return redirect(f"/plans/{slug}/iati/")


@public
@require_safe
def plan_file(request: Request, slug: str) -> HttpResponse:
    """The file for IATI."""
    made = queries.published(request.actor, queries.plan(request.actor, slug))
    response = HttpResponse(bytes(made.file or b""), content_type="application/xml")
    response["Content-Disposition"] = f'attachment; filename="{slug}.xml"'
    return response


@public
@require_safe
def strategy_detail(request: Request, slug: str) -> HttpResponse:
    """Goals, and the results that roll up to them."""
    strategy = queries.strategy(request.actor, slug)
    context = trees.tree_page(request.actor, strategy)
    return render(request, "programmes/strategy_detail.html", context)


@public
@require_safe
def activity_list(request: Request, slug: str) -> HttpResponse:
    """The activities of a plan by stage, State and result."""
    plan = queries.plan(request.actor, slug)
    context = pages.list_page(request.actor, plan, request.GET.dict())
    return render(request, "programmes/activity_list.html", context)


@ANY
def activity_new(request: Request, slug: str) -> HttpResponse:
    """Plan an activity, perhaps as another one (`?from=`); what others plan then is said before."""
    actor, plan = request.actor, queries.plan(request.actor, slug)
    form = pages.activity_form(actor, plan, request.GET.get("from", ""), request.POST or None)
    if not form.is_valid() or "look" in request.POST:
        return _new_page(request, plan, form)
    try:
        made = services.submit(actor, read(ActivityShape, form.document() | {"plan": slug}))
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
def activity_withdraw(request: Request, pk: UUID, roll: UUID) -> HttpResponse:
    """Take a list back that was of another activity."""
    activity = queries.activity(request.actor, pk)
    services.withdraw(request.actor, queries.rolls(request.actor, activity).get(pk=roll))
    messages.success(request, _("La lista se retiró y ya no cuenta."))
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


@ANY
def mandate_serve(request: Request, pk: UUID) -> HttpResponse:
    """Say which results serve a mandate."""
    mandate = mandates.dossier(request.actor, pk)
    if request.method != "POST":
        context = fulfilling.page(request.actor, mandate)
        return render(request, "programmes/mandate_serve.html", context)
    services.serve(request.actor, mandate, fulfilling.keys(request.POST.getlist("results")))
    return redirect(f"/mandates/{pk}/")


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
    offer(request.actor, "submit", "activity")
    context = pages.new_page(request.actor, plan, form)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "programmes/activity_new.html", context, status=status)


def _activity_page(
    request: Request, activity: queries.Activity, status: int, **more: Any
) -> HttpResponse:
    context = pages.activity_page(request.actor, activity, request.GET.get("page"))
    context |= {"roll_form": forms.RollForm(), "evidence_form": forms.EvidenceForm()} | more
    return render(request, "programmes/activity_detail.html", context, status=status)
