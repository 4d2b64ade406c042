"""The pages of the desk: cases, and each act on one."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from almenara.assistance import drafts, forms, pages, queries, services
from almenara.core.parties.refusals import WrongStage
from almenara.core.parties.request import Request
from almenara.core.types.heads import read
from almenara.formats.refusal import Unreadable

ANY = require_http_methods(["GET", "HEAD", "POST"])
SENT = gettext_lazy("Hecho. La otra parte recibe un aviso.")
ASKED = gettext_lazy("La petición llegó a la unidad: aquí verá quién la lleva.")


@require_safe
def case_list(request: Request) -> HttpResponse:
    """The desk of a State, or the board of the unit."""
    context = pages.list_page(request.actor, request.GET.dict())
    return render(request, "assistance/case_list.html", context)


@ANY
def case_new(request: Request) -> HttpResponse:
    """Choose a topic, then ask."""
    topic = pages.chosen(request.actor, request.GET.get("topic", ""))
    form = pages.case_form(request.actor, topic, request.POST or None) if topic else None
    if form is None or not form.is_valid():
        return _new_page(request, topic, form)
    try:
        made = services.ask(request.actor, read(drafts.CaseShape, form.document()))
    except Unreadable as refusal:
        form.refuse(refusal)
        return _new_page(request, topic, form)
    return _back(request, made.pk, ASKED)


@require_safe
def case_detail(request: Request, pk: UUID) -> HttpResponse:
    """One case."""
    return _case_page(request, queries.case(request.actor, pk), 200)


@require_POST
def case_assign(request: Request, pk: UUID) -> HttpResponse:
    """Say who answers for it."""
    case = queries.case(request.actor, pk)
    form = pages.assign_form(request.actor, case, request.POST)
    return _done(
        request, case, form,
        lambda said: services.assign(request.actor, case, said["owner"], said["seen"]),
    )  # fmt: skip


@require_POST
def meeting_convene(request: Request, pk: UUID) -> HttpResponse:
    """Call the meeting before the assistance."""
    case = queries.case(request.actor, pk)

    def convene(said: Any) -> None:
        services.convene(request.actor, case, drafts.MeetingShape.model_validate(said))

    return _done(request, case, forms.MeetingForm(request.POST), convene)


@require_POST
def meeting_write(request: Request, pk: UUID, meeting: UUID) -> HttpResponse:
    """Write notes and terms."""
    case, found = _meeting(request, pk, meeting)

    def write(said: Any) -> None:
        services.write(request.actor, found, drafts.MinutesShape.model_validate(said))

    return _done(request, case, forms.MinutesForm(request.POST), write, meeting)


@require_POST
def meeting_confirm(request: Request, pk: UUID, meeting: UUID) -> HttpResponse:
    """Confirm what was read."""
    case, found = _meeting(request, pk, meeting)
    return _done(
        request, case, forms.VersionForm(request.POST),
        lambda said: services.confirm(request.actor, found, said["version"]), meeting,
    )  # fmt: skip


@require_POST
def meeting_dispute(request: Request, pk: UUID, meeting: UUID) -> HttpResponse:
    """Say that this is not what was agreed."""
    case, found = _meeting(request, pk, meeting)
    return _done(
        request, case, forms.DisputeForm(request.POST),
        lambda said: services.dispute(request.actor, found, said["version"], said["reason"]),
        meeting,
    )  # fmt: skip


@require_POST
def case_accept(request: Request, pk: UUID) -> HttpResponse:
    """Take it on."""
    services.accept(request.actor, queries.case(request.actor, pk))
    return _back(request, pk)


@require_POST
def case_decline(request: Request, pk: UUID) -> HttpResponse:
    """Say no, and why."""
    case = queries.case(request.actor, pk)
    return _done(
        request, case, forms.ReasonForm(request.POST),
        lambda said: services.decline(request.actor, case, said["reason"]),
    )  # fmt: skip


@require_POST
def case_task(request: Request, pk: UUID) -> HttpResponse:
    """Add a dated task."""
    case = queries.case(request.actor, pk)

    def task(said: Any) -> None:
        services.task(request.actor, case, drafts.ErrandShape.model_validate(said))

    return _done(request, case, pages.errand_form(case, request.POST), task)


@require_POST
def task_finish(request: Request, pk: UUID, errand: UUID) -> HttpResponse:
    """Say that a task is done."""
    case = queries.case(request.actor, pk)
    services.finish(request.actor, queries.errand(request.actor, case, errand))
    return _back(request, pk)


@require_POST
def case_provide(request: Request, pk: UUID) -> HttpResponse:
    """Note what was given."""
    case = queries.case(request.actor, pk)

    def provide(said: Any) -> None:
        services.provide(request.actor, case, drafts.OutcomeShape.model_validate(said))

    return _done(request, case, pages.outcome_form(request.actor, case, request.POST), provide)


@require_POST
def case_deliver(request: Request, pk: UUID) -> HttpResponse:
    """Say that all was given."""
    services.deliver(request.actor, queries.case(request.actor, pk))
    return _back(request, pk)


@require_POST
def case_evaluate(request: Request, pk: UUID) -> HttpResponse:
    """Say what it was worth."""
    case = queries.case(request.actor, pk)

    def evaluate(said: Any) -> None:
        services.evaluate(request.actor, case, drafts.EvaluationShape.model_validate(said))

    return _done(request, case, forms.EvaluationForm(request.POST), evaluate)


@require_POST
def case_answer(request: Request, pk: UUID) -> HttpResponse:
    """A word to the other side."""
    case = queries.case(request.actor, pk)
    return _done(
        request, case, forms.RemarkForm(request.POST),
        lambda said: services.answer(request.actor, case, said["text"]),
    )  # fmt: skip


@require_POST
def case_hang(request: Request, pk: UUID) -> HttpResponse:
    """A document for those of the case."""
    case = queries.case(request.actor, pk)

    def hang(said: Any) -> None:
        services.hang(request.actor, case, said["file"], said["file"].name or "")

    return _done(request, case, forms.FileForm(request.POST, request.FILES), hang)


def _done(
    request: Request,
    case: queries.Case,
    form: forms.ActForm,
    act: Callable[[Any], Any],
    meeting: UUID | None = None,
) -> HttpResponse:
    """Do it and go back to the case; what cannot be read, or came second, stays in its place."""
    status = 422
    if form.is_valid():
        try:
            act(form.cleaned_data)
            return _back(request, case.pk)
        except Unreadable as refusal:
            form.refuse(refusal)
        except WrongStage as refusal:
            form.add_error(None, str(refusal))
            status = 409
    return _case_page(request, queries.case(request.actor, case.pk), status, form, meeting)


def _back(request: Request, pk: UUID, words: str | Promise = SENT) -> HttpResponse:
    messages.success(request, str(words))
    return redirect(f"/cases/{pk}/")


def _meeting(request: Request, pk: UUID, meeting: UUID) -> tuple[queries.Case, queries.Scoping]:
    case = queries.case(request.actor, pk)
    return case, queries.scoping(request.actor, case, meeting)


def _new_page(
    request: Request, topic: queries.Topic | None, form: forms.CaseForm | None
) -> HttpResponse:
    context = pages.new_page(request.actor, topic, form)
    status = 422 if form is not None and form.errors else 200
    return render(request, "assistance/case_new.html", context, status=status)


def _case_page(
    request: Request,
    case: queries.Case,
    status: int,
    wrong: forms.ActForm | None = None,
    meeting: UUID | None = None,
) -> HttpResponse:
    context = pages.case_page(request.actor, case, wrong, meeting)
    return render(request, "assistance/case_detail.html", context, status=status)
