"""Pages of reports and their editions."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from almenara.core.languages import page_language
from almenara.core.parties.request import Request
from almenara.core.types.heads import read
from almenara.core.web.doors import partly_public, public
from almenara.formats.refusal import Unreadable
from almenara.reports import forms, pages, queries, services
from almenara.reports.drafts import BuildShape, ProseShape


@public
@require_safe
def report_list(request: Request) -> HttpResponse:
    """Every report, with its newest edition."""
    return render(request, "reports/report_list.html", pages.reports_page(request.actor))


@partly_public
@require_safe
def report_detail(request: Request, slug: str) -> HttpResponse:
    """One report and its editions."""
    context = pages.report_page(request.actor, slug, request.GET.get("page"))
    return render(request, "reports/report_detail.html", context)


@require_POST
def report_build(request: Request, slug: str) -> HttpResponse:
    """Build an edition."""
    form = pages.build_form(request.actor, slug, request.POST)
    if not form.is_valid():
        return _unread(request, slug, build=form)
    made = services.build(request.actor, slug, read(BuildShape, form.cleaned_data))
    return redirect(f"/reports/{slug}/{made.number}/")


@require_POST
def prose_write(request: Request, slug: str) -> HttpResponse:
    """Write what stands at a place of the next edition."""
    form = forms.ProseForm(request.POST)
    if not form.is_valid():
        return _unread(request, slug, prose=form)
    try:
        services.write(request.actor, slug, read(ProseShape, form.cleaned_data))
    except Unreadable as refusal:
        form.refuse(refusal)
        return _unread(request, slug, prose=form)
    messages.success(request, _("Guardado: entra en la próxima edición."))
    return redirect(f"/reports/{slug}/")


@partly_public
@require_safe
def edition_detail(request: Request, slug: str, pk: str) -> HttpResponse:
    """An edition as it was built; what changed since is said beside its figure."""
    edition = queries.edition(request.actor, slug, pk)
    context = pages.edition_page(request.actor, edition)
    return render(request, "reports/edition_detail.html", context)


@require_POST
def edition_step(request: Request, slug: str, pk: str) -> HttpResponse:
    """Clear it, present it, publish it."""
    edition = queries.edition(request.actor, slug, pk)
    services.step(request.actor, edition, request.POST.get("stage", ""))
    return redirect(f"/reports/{slug}/{pk}/")


@partly_public
@require_safe
def edition_file(request: Request, slug: str, pk: str, type: str) -> HttpResponse:
    """The edition as PDF, DOCX or HTML in the reader's language."""
    edition = queries.edition(request.actor, slug, pk)
    if type not in pages.MEDIA:
        raise ObjectDoesNotExist
    language = page_language()
    made = pages.output(request.actor, edition, language, type)
    response = HttpResponse(made, content_type=pages.MEDIA[type])
    name = f"{slug}-{edition.number}-{language}.{type}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@partly_public
@require_safe
def figure_detail(request: Request, slug: str, pk: str, seq: int) -> HttpResponse:
    """The rows of a figure, as they were."""
    edition = queries.edition(request.actor, slug, pk)
    figure = queries.figure(request.actor, edition, seq)
    context = pages.figure_page(request.actor, edition, figure, request.GET.get("page"))
    return render(request, "reports/figure_detail.html", context)


@require_safe
def desk(request: Request) -> HttpResponse:
    """What awaits an officer of the secretariat."""
    return render(request, "reports/desk.html", pages.desk_page(request.actor))


@require_safe
def board(request: Request) -> HttpResponse:
    """The programmes for which somebody answers."""
    return render(request, "reports/board.html", pages.board_page(request.actor))


def _unread(request: Request, slug: str, **sent: Any) -> HttpResponse:
    context = pages.report_page(request.actor, slug, **sent)
    return render(request, "reports/report_detail.html", context, status=422)
