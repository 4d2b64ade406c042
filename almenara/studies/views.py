"""Pages of studies and threat briefs."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from almenara.core.parties.request import Request
from almenara.core.types.heads import read
from almenara.core.web.doors import partly_public, public
from almenara.formats.refusal import Unreadable
from almenara.studies import forms, pages, papers, queries, services
from almenara.studies.drafts import CitationShape, HeadShape, StageShape, StudyShape, TextShape

ANY = require_http_methods(["GET", "HEAD", "POST"])


@public
@require_safe
def study_list(request: Request) -> HttpResponse:
    """Studies that are out, and what is addressed to the reader."""
    context = pages.list_page(request.actor, request.GET.dict())
    return render(request, "studies/study_list.html", context)


@ANY
def study_new(request: Request) -> HttpResponse:
    """Begin a study or a brief."""
    kind = "brief" if request.GET.get("kind") == "brief" else "study"
    form = pages.new_form(request.actor, kind, *([request.POST] if request.POST else []))
    if request.method == "POST" and form.is_valid():
        try:
            shape = read(StudyShape, {"kind": kind, **form.cleaned_data})
            made = services.draft(request.actor, shape)
            return redirect(f"{papers.address(made)}edit/")
        except Unreadable as refusal:
            form.refuse(refusal)
    return _form_page(request, "studies/study_new.html", pages.new_page(request.actor, kind, form))


@partly_public
@require_safe
def study(request: Request, name: str) -> HttpResponse:
    """The address of a study leads to its newest edition."""
    return redirect(papers.address(queries.latest(request.actor, name)))


@partly_public
@require_safe
def edition_detail(request: Request, name: str, pk: int) -> HttpResponse:
    """An edition as it was published; what changed since stands beside its figure."""
    edition = queries.edition(request.actor, name, pk)
    context = pages.edition_page(request.actor, edition)
    return render(request, "studies/edition_detail.html", context)


@require_safe
def edition_edit(request: Request, name: str, pk: int) -> HttpResponse:
    """The draft: its texts, who signs it, what it quotes."""
    edition = queries.edition(request.actor, name, pk)
    return _edit_page(request, edition)


@require_POST
def text_write(request: Request, name: str, pk: int) -> HttpResponse:
    """Keep the words in one language."""
    edition = queries.edition(request.actor, name, pk)
    form = forms.TextForm(request.POST, auto_id=f"{request.POST.get('language', '')[:2]}_%s")
    return _kept(request, edition, form, TextShape, services.write)


@require_POST
def head_update(request: Request, name: str, pk: int) -> HttpResponse:
    """Keep who signs it, and of a brief for whom it is."""
    edition = queries.edition(request.actor, name, pk)
    form = pages.head_form(request.actor, edition, request.POST)
    return _kept(request, edition, form, HeadShape, services.update)


@ANY
def citation_new(request: Request, name: str, pk: int) -> HttpResponse:
    """Choose a dataflow, then codes and periods: the figures are taken as published now."""
    edition = queries.edition(request.actor, name, pk)
    code = request.GET.get("dataflow", "")
    form = pages.cite_form(request.actor, code, request.POST) if request.POST else None
    if form and form.is_valid() and _cited(request, edition, form, code):
        return redirect(f"{papers.address(edition)}edit/#citations")
    context = pages.cite_page(request.actor, edition, code, form)
    return _form_page(request, "studies/citation_new.html", context)


@require_POST
def citation_remove(request: Request, name: str, pk: int, quoted: str) -> HttpResponse:
    """Quote it no more."""
    edition = queries.edition(request.actor, name, pk)
    services.uncite(request.actor, edition, quoted)
    return redirect(f"{papers.address(edition)}edit/#citations")


@require_POST
def edition_step(request: Request, name: str, pk: int) -> HttpResponse:
    """Clear it, send it back, publish it, withdraw it."""
    edition = queries.edition(request.actor, name, pk)
    said = {field: request.POST.get(field, "") for field in ("stage", "reason")}
    services.step(request.actor, edition, read(StageShape, said))
    return redirect(papers.address(edition))


@require_POST
def edition_renew(request: Request, name: str, pk: int) -> HttpResponse:
    """The next edition, with the figures of today."""
    made = services.renew(request.actor, queries.edition(request.actor, name, pk))
    messages.success(
        request, _("Es un borrador con las cifras de hoy: revise lo que dice de ellas.")
    )
    return redirect(f"{papers.address(made)}edit/")


@partly_public
@require_safe
def figure_detail(request: Request, name: str, pk: int, quoted: str) -> HttpResponse:
    """What is quoted: table, codes, vintage and question."""
    edition = queries.edition(request.actor, name, pk)
    context = pages.figure_page(request.actor, edition, quoted)
    return render(request, "studies/figure_detail.html", context)


@partly_public
@require_safe
def edition_file(request: Request, name: str, pk: int, type: str) -> HttpResponse:
    """The edition as PDF, or with its data and questions as ZIP."""
    if type not in ("pdf", "zip"):
        raise ObjectDoesNotExist
    edition = queries.edition(request.actor, name, pk)
    content, kind = pages.output(request.actor, edition, type)
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}-{pk}.{type}"'
    response["X-Almenara-Marking"] = edition.marking
    return response


def _cited(request: Request, edition: Any, form: Any, code: str) -> bool:
    try:
        services.cite(request.actor, edition, read(CitationShape, form.document(code)))
    except Unreadable as refusal:
        form.refuse(refusal)
        return False
    return True


def _kept(request: Request, edition: Any, form: Any, shape: Any, act: Any) -> HttpResponse:
    """Do the act with what the form says, or show the form with its faults."""
    if form.is_valid():
        try:
            act(request.actor, edition, read(shape, form.cleaned_data))
            messages.success(request, _("Guardado."))
            return redirect(f"{papers.address(edition)}edit/")
        except Unreadable as refusal:
            form.refuse(refusal)
    return _edit_page(request, edition, form)


def _edit_page(request: Request, edition: Any, sent: Any = None) -> HttpResponse:
    context = pages.edit_page(request.actor, edition, sent)
    return _form_page(request, "studies/edition_edit.html", context, 422 if sent else 200)


def _form_page(
    request: Request, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    form = context.get("form")
    wrong = bool(form and form.errors)
    return render(request, template, context, status=422 if wrong else status)
