"""Good offices: files of the persons named, and cleared notes."""

from typing import Any, cast
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from almenara.core.parties.request import Request
from almenara.core.types.heads import read
from almenara.core.web.doors import public
from almenara.mandates import forms, queries, services
from almenara.mandates.drafts import DeedShape, PeaceShape
from almenara.mandates.pages import peace as pages
from almenara.mandates.views.registers import form_page, name_of

ANY = require_http_methods(["GET", "HEAD", "POST"])


@public
@require_safe
def file_list(request: Request) -> HttpResponse:
    """Cleared notes for anybody, and one's own files."""
    context = pages.files_page(request.actor, request.GET.get("page"))
    return render(request, "mandates/file_list.html", context)


@ANY
def file_new(request: Request) -> HttpResponse:
    """Open a file for the persons named."""
    actor, form = request.actor, forms.PeaceForm(request.POST or None)
    made = form.sent(lambda said: services.open_file(actor, read(PeaceShape, said)))
    if made:
        return redirect(f"/good-offices/{made.pk}/")
    return form_page(request, form, _("Nuevo expediente"), pages.CRUMB, "open", pages.blank(actor))


@require_safe
def file_detail(request: Request, pk: UUID) -> HttpResponse:
    """One file, for whom it names."""
    return _file(request, queries.peace_file(request.actor, pk))


@require_POST
def file_note(request: Request, pk: UUID) -> HttpResponse:
    """Something done, with its document."""
    actor, file = request.actor, queries.peace_file(request.actor, pk)
    form = forms.DeedForm(request.POST, request.FILES)
    paper = cast(Any, request.FILES.get("file"))
    if form.sent(
        lambda said: services.add_deed(actor, file, read(DeedShape, said), paper, name_of(paper))
    ):
        return redirect(f"/good-offices/{pk}/")
    return _file(request, file, deed_form=form)


@require_POST
def file_close(request: Request, pk: UUID) -> HttpResponse:
    """Close it with the note that may be public."""
    actor, file = request.actor, queries.peace_file(request.actor, pk)
    form = forms.ClearForm(request.POST)
    if form.sent(lambda said: services.close_file(actor, file, said["note"])):
        return redirect(f"/good-offices/{pk}/")
    return _file(request, file, clear_form=form)


def _file(request: Request, file: queries.PeaceFile, **bound: Any) -> HttpResponse:
    context = pages.file_page(request.actor, file)
    context |= {"deed_form": pages.deed_form(), "clear_form": forms.ClearForm()}
    status = 422 if bound else 200
    return render(request, "mandates/file_detail.html", context | bound, status=status)
