"""Consultations, correspondence, missions of officials."""

from typing import Any, cast
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from almenara.core.parties.request import Request
from almenara.core.types.heads import read
from almenara.mandates import forms, queries, services
from almenara.mandates.drafts import ConsultationShape, JourneyShape, JudgementShape, LetterShape
from almenara.mandates.pages import dealings as pages
from almenara.mandates.views.registers import form_page, name_of

ANY = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def consultation_list(request: Request) -> HttpResponse:
    """What authorities are asked."""
    context = pages.consultations_page(request.actor, request.GET.get("page"))
    return render(request, "mandates/consultation_list.html", context)


@ANY
def consultation_new(request: Request) -> HttpResponse:
    """Put questions to States."""
    actor = request.actor
    form = pages.consultation_form(actor, request.POST or None)
    made = form.sent(lambda said: services.ask(actor, read(ConsultationShape, said)))
    if made:
        return redirect(f"/consultations/{made.pk}/")
    return form_page(request, form, _("Nueva consulta"), pages.CONSULTATIONS, "ask", "consultation")


@require_safe
def consultation_detail(request: Request, pk: UUID) -> HttpResponse:
    """Questions, answers, and what became of them."""
    return _consultation(request, queries.consultation(request.actor, pk))


@require_POST
def consultation_answer(request: Request, pk: UUID) -> HttpResponse:
    """A State's authority answers."""
    actor, consultation = request.actor, queries.consultation(request.actor, pk)
    form = forms.AnswerForm(dict(enumerate(consultation.questions)), request.POST)
    if form.sent(
        lambda said: services.answer(actor, consultation, {int(k): v for k, v in said.items()})
    ):
        return redirect(f"/consultations/{pk}/")
    return _consultation(request, consultation, answer_form=form)


@require_POST
def reply_judge(request: Request, pk: UUID) -> HttpResponse:
    """Accepted, in part, no, and why."""
    actor, reply = request.actor, queries.reply(request.actor, pk)
    form = pages.judgement_form(reply, request.POST)
    if form.sent(lambda said: services.judge(actor, reply, read(JudgementShape, said))):
        return redirect(f"/consultations/{reply.consultation_id}/")
    return _consultation(request, reply.consultation, judged=form)


@require_POST
def consultation_close(request: Request, pk: UUID) -> HttpResponse:
    """Close it, once every answer says what became of it."""
    actor, consultation = request.actor, queries.consultation(request.actor, pk)
    form = forms.EffectForm(request.POST)
    if form.sent(lambda said: services.close_consultation(actor, consultation, said["effect"])):
        return redirect(f"/consultations/{pk}/")
    return _consultation(request, consultation, effect_form=form)


@require_safe
def letter_list(request: Request) -> HttpResponse:
    """The letters of one's own office."""
    context = pages.letters_page(request.actor, request.GET.dict())
    return render(request, "mandates/letter_list.html", context)


@ANY
def letter_new(request: Request) -> HttpResponse:
    """Write to another office."""
    actor, file = request.actor, cast(Any, request.FILES.get("file"))
    form = pages.letter_form(actor, request.POST or None, request.FILES)
    made = form.sent(
        lambda said: services.send_letter(actor, read(LetterShape, said), file, name_of(file))
    )
    if made:
        return redirect(f"/correspondence/{made.pk}/")
    return form_page(request, form, _("Nueva carta"), pages.LETTERS, has_file=True)


@require_safe
def letter_detail(request: Request, pk: UUID) -> HttpResponse:
    """One letter and its answer."""
    return _letter(request, queries.letter(request.actor, pk))


@require_POST
def letter_receive(request: Request, pk: UUID) -> HttpResponse:
    """The other office has it."""
    services.receive_letter(request.actor, queries.letter(request.actor, pk))
    return redirect(f"/correspondence/{pk}/")


@require_POST
def letter_answer(request: Request, pk: UUID) -> HttpResponse:
    """The answer."""
    actor, letter = request.actor, queries.letter(request.actor, pk)
    form = forms.LetterAnswerForm(request.POST)
    if form.sent(lambda said: services.answer_letter(actor, letter, said["text"], said["on"])):
        return redirect(f"/correspondence/{pk}/")
    return _letter(request, letter, answer_form=form)


@require_safe
def journey_list(request: Request) -> HttpResponse:
    """Missions of officials."""
    context = pages.journeys_page(request.actor, request.GET.dict())
    return render(request, "mandates/journey_list.html", context)


@ANY
def journey_new(request: Request) -> HttpResponse:
    """Somebody will travel."""
    actor = request.actor
    form = pages.journey_form(actor, request.POST or None)
    made = form.sent(lambda said: services.propose_journey(actor, read(JourneyShape, said)))
    if made:
        return redirect(f"/journeys/{made.pk}/")
    return form_page(request, form, _("Nueva misión oficial"), pages.JOURNEYS, "propose", "journey")


@require_safe
def journey_detail(request: Request, pk: UUID) -> HttpResponse:
    """One mission and its report."""
    return _journey(request, queries.journey(request.actor, pk))


@require_POST
def journey_step(request: Request, pk: UUID) -> HttpResponse:
    """It is over, cancelled, cleared."""
    journey = queries.journey(request.actor, pk)
    services.step_journey(request.actor, journey, request.POST.get("verb", ""))
    return redirect(f"/journeys/{pk}/")


@require_POST
def journey_report(request: Request, pk: UUID) -> HttpResponse:
    """What came of it."""
    actor, journey = request.actor, queries.journey(request.actor, pk)
    form = forms.ReportForm(request.POST, request.FILES)
    file = cast(Any, request.FILES.get("file"))
    if form.sent(
        lambda said: services.report_journey(actor, journey, said["text"], file, name_of(file))
    ):
        return redirect(f"/journeys/{pk}/")
    return _journey(request, journey, report_form=form)


def _consultation(
    request: Request, consultation: queries.Consultation, judged: Any = None, **bound: Any
) -> HttpResponse:
    context = pages.consultation_page(request.actor, consultation, judged)
    context |= {"answer_form": forms.AnswerForm(context["left"]), "effect_form": forms.EffectForm()}
    status = 422 if bound or judged else 200
    return render(request, "mandates/consultation_detail.html", context | bound, status=status)


def _letter(request: Request, letter: queries.Letter, **bound: Any) -> HttpResponse:
    context = pages.letter_page(request.actor, letter) | {"answer_form": forms.LetterAnswerForm()}
    status = 422 if bound else 200
    return render(request, "mandates/letter_detail.html", context | bound, status=status)


def _journey(request: Request, journey: queries.Journey, **bound: Any) -> HttpResponse:
    context = pages.journey_page(request.actor, journey) | {"report_form": forms.ReportForm()}
    status = 422 if bound else 200
    return render(request, "mandates/journey_detail.html", context | bound, status=status)
