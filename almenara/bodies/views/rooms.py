"""The pages of who comes to a meeting, who was there, and what was decided."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from almenara.bodies import forms, pages, queries, services
from almenara.bodies.drafts import DecisionShape, DelegationShape, RegistrationShape
from almenara.bodies.views.writing import ANY, attempt, write
from almenara.core.parties.request import Request
from almenara.core.types.heads import read
from almenara.core.web import limits
from almenara.core.web.doors import partly_public, public

A_MINUTE = 20  # registrations of all strangers together


@ANY
def delegation_list(request: Request, slug: str, pk: UUID) -> HttpResponse:
    """Who is sent, accredited and present; here a delegation is named."""
    actor, meeting = request.actor, queries.meeting_of(request.actor, slug, pk)
    form = forms.DelegationForm(pages.parties(actor), request.POST or None, request.FILES or None)
    made = attempt(form, lambda: services.name(
        actor, meeting, read(DelegationShape, form.document()), form.cleaned_data["note"]
    ))  # fmt: skip
    if made:
        return redirect(f"{pages.url_of(meeting)}delegations/")
    return _page(request, meeting, form=form)


@require_POST
def delegation_answer(request: Request, slug: str, pk: UUID, delegation: UUID) -> HttpResponse:
    """Accredit it, or not."""
    meeting = queries.meeting_of(request.actor, slug, pk)
    found = queries.delegation(request.actor, meeting, delegation)
    services.answer(request.actor, found, "accredit" in request.POST)
    return redirect(f"{pages.url_of(meeting)}delegations/")


@require_POST
def meeting_attend(request: Request, slug: str, pk: UUID) -> HttpResponse:
    """Who was there on a day."""
    actor, meeting = request.actor, queries.meeting_of(request.actor, slug, pk)
    form = forms.AttendanceForm(pages.accredited(actor, meeting), request.POST)
    made = attempt(form, lambda: services.attend(
        actor, meeting, form.cleaned_data["day"], form.presences
    ))  # fmt: skip
    if made is None:
        return _page(request, meeting, day_form=form)
    return redirect(f"{pages.url_of(meeting)}delegations/")


@require_POST
def registration_answer(request: Request, slug: str, pk: UUID, registration: UUID) -> HttpResponse:
    """The dated answer to an organisation."""
    meeting = queries.meeting_of(request.actor, slug, pk)
    found = queries.registration(request.actor, meeting, registration)
    is_accredited, said = "accredit" in request.POST, request.POST.get("answer", "")
    services.decide_registration(request.actor, found, is_accredited, said)
    return redirect(f"{pages.url_of(meeting)}delegations/")


@ANY
def decision_new(request: Request, slug: str, pk: UUID) -> HttpResponse:
    """Record what the meeting decided."""
    actor, meeting = request.actor, queries.meeting_of(request.actor, slug, pk)
    form = forms.DecisionForm(*pages.offered(actor, meeting), request.POST or None)
    made = attempt(form, lambda: services.decide(
        actor, meeting, read(DecisionShape, form.document())
    ))  # fmt: skip
    if made:
        return redirect(f"{pages.url_of(meeting)}#{made.pk}")
    return write(request, pages.write_page(actor, meeting, _("Nueva decisión"), form))


@require_POST
def decision_annul(request: Request, slug: str, pk: UUID, decision: UUID) -> HttpResponse:
    """It is in force no more."""
    meeting = queries.meeting_of(request.actor, slug, pk)
    found = queries.decisions(request.actor, meeting).get(pk=decision)
    services.annul(request.actor, found, request.POST.get("why", ""))
    return redirect(f"{pages.url_of(meeting)}#{decision}")


@partly_public
@ANY
def register(request: Request, slug: str, pk: UUID) -> HttpResponse:
    """Somebody without an account asks to come."""
    meeting = queries.meeting_of(request.actor, slug, pk)
    form = forms.RegistrationForm(request.POST or None)
    if request.method == "POST":
        limits.count("bodies:register", A_MINUTE)
    made = attempt(form, lambda: services.register(
        request.actor, meeting, read(RegistrationShape, form.cleaned_data)
    ))  # fmt: skip
    if made:
        messages.success(request, _("Le escribimos: abra el enlace del mensaje para confirmarlo."))
        return redirect(pages.url_of(meeting))
    return write(request, pages.register_page(meeting, form))


@public
@ANY
def registration_detail(request: Request, token: str) -> HttpResponse:
    """What became of a registration, for whoever holds its link; its button confirms the mail."""
    registration = queries.registration_of(request.actor, token)
    if request.method == "POST":
        services.confirm(request.actor, registration)
        return redirect(request.path)
    return render(request, "bodies/registration.html", pages.registration_page(registration))


def _page(
    request: Request,
    meeting: queries.Meeting,
    form: forms.DelegationForm | None = None,
    day_form: forms.AttendanceForm | None = None,
) -> HttpResponse:
    actor = request.actor
    form = form or forms.DelegationForm(pages.parties(actor))
    day_form = day_form or forms.AttendanceForm(
        pages.accredited(actor, meeting), initial={"day": pages.day_of(meeting)}
    )
    status = 422 if form.errors or day_form.errors else 200
    context = pages.delegations_page(actor, meeting, form, day_form)
    return render(request, "bodies/delegation_list.html", context, status=status)
