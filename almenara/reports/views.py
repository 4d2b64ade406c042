"""Pages of reports and their editions."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

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
def edition_detail(request: Request, slug: str, number: int) -> HttpResponse:
    """An edition as it was built; what changed since is said beside its figure."""
    edition = queries.edition(request.actor, slug, number)
    context = pages.edition_page(request.actor, edition)
    return render(request, "reports/edition_detail.html", context)


@require_POST
def edition_step(request: Request, slug: str, number: int) -> HttpResponse:
    """Clear it, present it, publish it."""
    edition = queries.edition(request.actor, slug, number)
    services.step(request.actor, edition, request.POST.get("stage", ""))
    return redirect(f"/reports/{slug}/{number}/")


@partly_public
@require_safe
def edition_file(request: Request, slug: str, number: int, form: str) -> HttpResponse:
    """The edition as PDF, DOCX or HTML in the reader's language."""
    edition = queries.edition(request.actor, slug, number)
    if form not in pages.MEDIA:
        raise ObjectDoesNotExist
    language = (get_language() or "es")[:2]
    made = pages.output(request.actor, edition, language, form)
    response = HttpResponse(made, content_type=pages.MEDIA[form])
    name = f"{slug}-{number}-{language}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@partly_public
@require_safe
def figure_detail(request: Request, slug: str, number: int, position: int) -> HttpResponse:
    """The rows of a figure, as they were."""
    edition = queries.edition(request.actor, slug, number)
    figure = queries.figure(request.actor, edition, position)
    context = pages.figure_page(request.actor, edition, figure, request.GET.get("page"))
    return render(request, "reports/figure_detail.html", context)


def _unread(request: Request, slug: str, **sent: Any) -> HttpResponse:
    context = pages.report_page(request.actor, slug, **sent)
    return render(request, "reports/report_detail.html", context, status=422)
