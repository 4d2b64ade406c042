"""Mandates, resolutions and tasks."""

from collections.abc import Callable
from io import BytesIO
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
from almenara.formats.tables.files import as_xlsx
from almenara.formats.tables.listing import as_csv
from almenara.mandates import forms, queries, services
from almenara.mandates.drafts import (
    ActionShape,
    AssignShape,
    ParagraphShape,
    ResolutionShape,
    TaskShape,
)
from almenara.mandates.pages import registers as pages

ANY = require_http_methods(["GET", "HEAD", "POST"])
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WRITERS: dict[str, tuple[Callable[[Any, Any], None], str]] = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "xlsx": (as_xlsx, XLSX),
}


@public
@require_safe
def mandate_list(request: Request) -> HttpResponse:
    """The register of mandates."""
    context = pages.mandates_page(request.actor, request.GET.dict())
    return render(request, "mandates/mandate_list.html", context)


@require_safe
def mandate_detail(request: Request, pk: UUID) -> HttpResponse:
    """One paragraph, for officials."""
    return _mandate_page(request, queries.dossier(request.actor, pk))


@require_POST
def mandate_assign(request: Request, pk: UUID) -> HttpResponse:
    """An office answers for it."""
    actor, mandate = request.actor, queries.dossier(request.actor, pk)
    form = pages.assign_form(actor, request.POST)
    if form.sent(lambda said: services.assign(actor, mandate, read(AssignShape, said))):
        return redirect(f"/mandates/{pk}/")
    return _mandate_page(request, mandate, assign_form=form)


@require_POST
def mandate_step(request: Request, pk: UUID) -> HttpResponse:
    """In course, done, ended."""
    mandate = queries.dossier(request.actor, pk)
    services.step(request.actor, mandate, request.POST.get("stage", ""))
    return redirect(f"/mandates/{pk}/")


@require_POST
def mandate_note(request: Request, pk: UUID) -> HttpResponse:
    """What was done, with its proof."""
    actor, mandate = request.actor, queries.dossier(request.actor, pk)
    form = pages.action_form(actor, request.POST, request.FILES)
    file = cast(Any, request.FILES.get("file"))
    if form.sent(
        lambda said: services.note(actor, mandate, read(ActionShape, said), file, name_of(file))
    ):
        return redirect(f"/mandates/{pk}/")
    return _mandate_page(request, mandate, action_form=form)


@partly_public
@require_safe
def resolution_detail(request: Request, pk: UUID) -> HttpResponse:
    """What was adopted; for officials with the matrix."""
    return _resolution_page(request, queries.resolution(request.actor, pk))


@ANY
def resolution_new(request: Request) -> HttpResponse:
    """Enter what a body adopted."""
    actor = request.actor
    form = pages.resolution_form(actor, request.POST or None, request.GET.get("decision", ""))
    made = form.sent(lambda said: services.adopt(actor, read(ResolutionShape, said)))
    if made:
        return redirect(f"/resolutions/{made.pk}/")
    return form_page(request, form, _("Nueva resolución"), pages.MANDATES, "adopt", "resolution")


@require_POST
def resolution_add(request: Request, pk: UUID) -> HttpResponse:
    """One more operative paragraph."""
    actor, resolution = request.actor, queries.resolution(request.actor, pk)
    form = pages.paragraph_form(actor, request.POST)
    if form.sent(
        lambda said: services.adopt_paragraph(actor, resolution, read(ParagraphShape, said))
    ):
        return redirect(f"/resolutions/{pk}/")
    return _resolution_page(request, resolution, paragraph_form=form)


@require_POST
def resolution_transmit(request: Request, pk: UUID) -> HttpResponse:
    """Begin its way to the Governments."""
    actor, resolution = request.actor, queries.resolution(request.actor, pk)
    form = forms.NoteForm(request.POST)
    made = form.sent(lambda said: services.open_transmission(actor, resolution, said["note"]))
    if made:
        return redirect(f"/transmissions/{made.pk}/")
    return _resolution_page(request, resolution, note_form=form)


@require_safe
def resolution_matrix(request: Request, pk: UUID, kind: str) -> HttpResponse:
    """Paragraph × State × action, as CSV or XLSX."""
    resolution = queries.matrix(request.actor, pk)
    write, content_type = WRITERS[kind]
    out = BytesIO()
    write(pages.matrix_listing(request.actor, resolution), out)
    disposition = f'attachment; filename="matrix-{pk}.{kind}"'
    headers = {"Content-Disposition": disposition, "X-Almenara-Marking": "TLP:GREEN"}
    return HttpResponse(out.getvalue(), content_type=content_type, headers=headers)


@require_safe
def task_list(request: Request) -> HttpResponse:
    """Tasks by their day."""
    context = pages.tasks_page(request.actor, request.GET.dict())
    return render(request, "mandates/task_list.html", context)


@ANY
def task_new(request: Request) -> HttpResponse:
    """Give somebody something to do by a day."""
    actor = request.actor
    form = pages.task_form(actor, request.POST or None, request.GET)
    if form.sent(lambda said: services.assign_task(actor, read(TaskShape, said))):
        return redirect("/tasks/")
    crumb = {"url": "/tasks/", "label": _("Tareas")}
    return form_page(request, form, _("Nueva tarea"), crumb, "assign", "task")


@require_POST
def task_step(request: Request, pk: UUID) -> HttpResponse:
    """It is done, or not needed any more."""
    task = queries.task(request.actor, pk)
    act = services.drop_task if "drop" in request.POST else services.finish_task
    act(request.actor, task)
    messages.success(request, _("Quedó anotado."))
    return redirect("/tasks/")


def form_page(
    request: Request, form: Any, title: str, crumb: Any, *act: Any, **more: Any
) -> HttpResponse:
    """A page that is one form, of one act (verb and thing) if not everybody may send it."""
    if act:
        offer(request.actor, *act)
    context = {"form": form, "title": title, "crumbs": [crumb], **more}
    status = 422 if form.is_bound else 200
    return render(request, "mandates/form.html", context, status=status)


def name_of(file: Any) -> str:
    return (file.name if file else "") or ""


def _mandate_page(request: Request, mandate: queries.Mandate, **bound: Any) -> HttpResponse:
    actor = request.actor
    context = pages.mandate_page(actor, mandate)
    context |= {"assign_form": pages.assign_form(actor), "action_form": pages.action_form(actor)}
    status = 422 if bound else 200
    return render(request, "mandates/mandate_detail.html", context | bound, status=status)


def _resolution_page(
    request: Request, resolution: queries.Resolution, **bound: Any
) -> HttpResponse:
    context = pages.resolution_page(request.actor, resolution)
    if context["is_desk"]:
        context |= {
            "paragraph_form": pages.paragraph_form(request.actor), "note_form": forms.NoteForm(),
        }  # fmt: skip
    status = 422 if bound else 200
    return render(request, "mandates/resolution_detail.html", context | bound, status=status)
