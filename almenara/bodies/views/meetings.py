"""The pages of bodies, their meetings and their papers."""

from typing import BinaryIO, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from almenara.bodies import forms, pages, queries, services
from almenara.bodies.drafts import ItemShape, MeetingShape, PaperShape, RevisionShape
from almenara.bodies.views.writing import ANY, attempt, write
from almenara.core.parties.request import Request
from almenara.core.types.heads import read
from almenara.core.web.doors import partly_public, public


@public
@require_safe
def body_list(request: Request) -> HttpResponse:
    """Every body, and when it meets."""
    return render(request, "bodies/body_list.html", pages.bodies_page(request.actor))


@public
@require_safe
def body_detail(request: Request, slug: str) -> HttpResponse:
    """One body: who sits in it, how it decides, its meetings."""
    return _body_page(request, queries.body(request.actor, slug), forms.SeatForm(), 200)


@public
@require_safe
def calendar(request: Request) -> HttpResponse:
    """What is coming."""
    context = pages.calendar_page(request.actor, request.GET.get("page"))
    return render(request, "bodies/calendar.html", context)


@public
@require_safe
def feed(request: Request, slug: str = "") -> HttpResponse:
    """The meetings of a body, or of all, for any calendar."""
    body = queries.body(request.actor, slug) if slug else None
    content = pages.feed(request.actor, body.name if body else _("Reuniones"), body)
    headers = {"Content-Disposition": f'attachment; filename="{slug or "almenara"}.ics"'}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


@require_POST
def body_seat(request: Request, slug: str) -> HttpResponse:
    """Give an expert a seat."""
    body, form = queries.body(request.actor, slug), forms.SeatForm(request.POST)
    made = attempt(form, lambda: services.seat(
        request.actor, body, form.cleaned_data["username"], form.cleaned_data["since"]
    ))  # fmt: skip
    return redirect(f"/bodies/{slug}/") if made else _body_page(request, body, form, 422)


@require_POST
def body_unseat(request: Request, slug: str, pk: UUID) -> HttpResponse:
    """The seat of an expert ends today."""
    body = queries.body(request.actor, slug)
    services.unseat(request.actor, queries.body_seat(request.actor, body, pk))
    return redirect(f"/bodies/{slug}/")


@ANY
def meeting_new(request: Request, slug: str) -> HttpResponse:
    """Convene a meeting."""
    body, form = queries.body(request.actor, slug), forms.MeetingForm(request.POST or None)
    made = attempt(form, lambda: services.convene(
        request.actor, body, read(MeetingShape, form.document())
    ))  # fmt: skip
    if made:
        return redirect(pages.url_of(made))
    return write(request, pages.convene_page(request.actor, body, form))


@partly_public
@require_safe
def meeting_detail(request: Request, slug: str, pk: UUID) -> HttpResponse:
    """A session."""
    meeting = queries.meeting_of(request.actor, slug, pk)
    context = pages.meeting_page(request.actor, meeting, request.GET.get("page"))
    return render(request, "bodies/meeting_detail.html", context)


@require_POST
def meeting_step(request: Request, slug: str, pk: UUID) -> HttpResponse:
    """Open, close, report."""
    meeting = queries.meeting_of(request.actor, slug, pk)
    services.step(request.actor, meeting, request.POST.get("stage", ""))
    return redirect(pages.url_of(meeting))


@ANY
def item_new(request: Request, slug: str, pk: UUID) -> HttpResponse:
    """A point of the agenda."""
    meeting = queries.meeting_of(request.actor, slug, pk)
    form = forms.ItemForm(pages.numbered(request.actor, meeting), request.POST or None)
    made = attempt(form, lambda: services.add_item(
        request.actor, meeting, read(ItemShape, form.document())
    ))  # fmt: skip
    if made:
        return redirect(pages.url_of(meeting))
    heading = _("Nuevo punto de la agenda")
    return write(request, pages.write_page(request.actor, meeting, heading, form))


@require_POST
def item_raise(request: Request, slug: str, pk: UUID, item: UUID) -> HttpResponse:
    """One place higher."""
    meeting = queries.meeting_of(request.actor, slug, pk)
    services.raise_item(request.actor, queries.item(request.actor, meeting, str(item)))
    return redirect(f"{pages.url_of(meeting)}#agenda")


@require_POST
def item_remove(request: Request, slug: str, pk: UUID, item: UUID) -> HttpResponse:
    """Take a point out."""
    meeting = queries.meeting_of(request.actor, slug, pk)
    services.remove_item(request.actor, queries.item(request.actor, meeting, str(item)))
    return redirect(f"{pages.url_of(meeting)}#agenda")


@require_POST
def agenda_adopt(request: Request, slug: str, pk: UUID) -> HttpResponse:
    """The order of business as it is now."""
    meeting = queries.meeting_of(request.actor, slug, pk)
    services.adopt(request.actor, meeting, request.POST.get("why", ""))
    messages.success(request, _("El orden del día quedó adoptado."))
    return redirect(f"{pages.url_of(meeting)}#agenda")


@ANY
def paper_new(request: Request, slug: str, pk: UUID) -> HttpResponse:
    """Post a paper."""
    actor, meeting = request.actor, queries.meeting_of(request.actor, slug, pk)
    offered = pages.classes(meeting.body), pages.numbered(actor, meeting)
    form = forms.PaperForm(*offered, request.POST or None)
    made = attempt(form, lambda: services.submit(actor, meeting, read(PaperShape, form.document())))
    if made:
        messages.success(request, _("Publicado como %s.") % made.symbol)
        return redirect(pages.paper_url(made))
    return write(request, pages.write_page(actor, meeting, _("Nuevo documento"), form))


@partly_public
@require_safe
def paper_detail(request: Request, slug: str, pk: UUID, paper: UUID) -> HttpResponse:
    """One paper, its languages and its parts."""
    return _paper_page(request, slug, pk, paper, forms.TextForm(), 200)


@require_POST
def paper_translate(request: Request, slug: str, pk: UUID, paper: UUID) -> HttpResponse:
    """The file of one language."""
    form = forms.TextForm(request.POST, request.FILES)
    found = _paper(request, slug, pk, paper)
    made = attempt(form, lambda: services.translate(
        request.actor, found, form.cleaned_data["language"], form.cleaned_data["title"],
        cast(BinaryIO, form.cleaned_data["file"]), form.cleaned_data["file"].name or "",
    ))  # fmt: skip
    return redirect(pages.paper_url(found)) if made else _paper_page(
        request, slug, pk, paper, form, 422
    )  # fmt: skip


@require_POST
def paper_revise(request: Request, slug: str, pk: UUID, paper: UUID) -> HttpResponse:
    """A revision, an addition or a correction."""
    found, said = _paper(request, slug, pk, paper), {"part": request.POST.get("part", "rev")}
    made = services.revise(request.actor, found, read(RevisionShape, said))
    messages.success(request, _("Publicado como %s.") % made.symbol)
    return redirect(pages.paper_url(made))


def _paper(request: Request, slug: str, pk: UUID, paper: UUID) -> queries.Paper:
    return queries.paper(request.actor, paper, queries.meeting_of(request.actor, slug, pk))


def _paper_page(
    request: Request, slug: str, pk: UUID, paper: UUID, form: forms.TextForm, status: int
) -> HttpResponse:
    meeting = queries.meeting_of(request.actor, slug, pk)
    found = queries.paper(request.actor, paper, meeting)
    context = pages.paper_page(request.actor, found, meeting, form)
    return render(request, "bodies/paper_detail.html", context, status=status)


def _body_page(
    request: Request, body: queries.Body, form: forms.SeatForm, status: int
) -> HttpResponse:
    context = pages.body_page(request.actor, body, request.GET.get("page"), form)
    return render(request, "bodies/body_detail.html", context, status=status)
