"""The pages of early warning: substances, signals, bulletins."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from almenara.core.languages import page_language
from almenara.core.parties.refusals import WrongStage
from almenara.core.parties.request import Request
from almenara.core.types.heads import read
from almenara.core.web.doors import partly_public, public
from almenara.core.web.placed import NamedForm
from almenara.formats.refusal import Unreadable
from almenara.substances import drafts, forms, pages, queries, services

ANY = require_http_methods(["GET", "HEAD", "POST"])
Act = Callable[[Any], Any]


@public
@require_safe
def substance_list(request: Request) -> HttpResponse:
    """The register, by any name or by InChIKey."""
    context = pages.register_page(request.actor, request.GET.dict())
    return render(request, "substances/substance_list.html", context)


@partly_public
@require_safe
def substance_detail(request: Request, pk: UUID) -> HttpResponse:
    """One file, or the one into which it was merged for who only reads."""
    file = queries.substance(request.actor, pk)
    if file.one and not queries.is_desk(request.actor):
        return redirect(f"/substances/{file.one_id}/")
    return _file_page(request, file, 200)


@require_POST
def substance_name(request: Request, pk: UUID) -> HttpResponse:
    """One more name."""
    file, form = queries.substance(request.actor, pk), forms.NameForm(request.POST)

    def act(said: Any) -> Any:
        return services.name(request.actor, file, read(drafts.NameShape, form.document()))

    return _filed(request, file, form, act)


@require_POST
def substance_merge(request: Request, pk: UUID) -> HttpResponse:
    """This file goes into another."""
    file, form = queries.substance(request.actor, pk), forms.MergeForm(request.POST)

    def act(said: Any) -> Any:
        kept = queries.exactly(request.actor, said["into"], "into")
        shape = drafts.MergeShape(into=kept.pk, reason=said["reason"])
        return services.merge(request.actor, file, shape)

    return _filed(request, file, form, act)


@require_POST
def substance_separate(request: Request, pk: UUID) -> HttpResponse:
    """The way back."""
    file = queries.substance(request.actor, pk)
    return _filed(
        request, file, forms.SeparateForm(request.POST),
        lambda said: services.separate(request.actor, file, said["reason"]),
    )  # fmt: skip


@require_safe
def signal_list(request: Request) -> HttpResponse:
    """The desk of verification, or what a State reported and was alerted of."""
    context = pages.signals_page(request.actor, request.GET.dict())
    return render(request, "substances/signal_list.html", context)


@ANY
def signal_new(request: Request) -> HttpResponse:
    """Choose a kind, then say what was seen."""
    kind = pages.chosen(request.actor, request.GET.get("kind", ""))
    form = pages.signal_form(request.actor, kind, request.POST or None) if kind else None
    if form is None or not form.is_valid():
        return _new_page(request, kind, form)
    try:
        made = services.report(request.actor, read(drafts.DrugSignalShape, form.document()))
    except Unreadable as refusal:
        form.refuse(refusal)
        return _new_page(request, kind, form)
    messages.success(request, _("Informada: espera a que otra persona la verifique."))
    return redirect(f"/substances/signals/{made.pk}/")


@require_safe
def signal_detail(request: Request, pk: UUID) -> HttpResponse:
    """One signal."""
    return _signal_page(request, queries.signal(request.actor, pk), 200)


@require_POST
def signal_verify(request: Request, pk: UUID) -> HttpResponse:
    """It holds, and this is its substance."""
    signal = queries.signal(request.actor, pk)
    form = pages.verify_form(request.actor, signal, request.POST)

    def act(said: Any) -> Any:
        shape = pages.verified(request.actor, form)
        return services.verify(request.actor, signal, shape)

    return _done(request, signal, form, act)


@require_POST
def signal_alert(request: Request, pk: UUID) -> HttpResponse:
    """To the whole network."""
    signal = queries.signal(request.actor, pk)

    def act(said: Any) -> Any:
        return services.alert(request.actor, signal, read(drafts.RaiseShape, said))

    return _done(request, signal, forms.RaiseForm(request.POST), act)


@require_POST
def signal_close(request: Request, pk: UUID) -> HttpResponse:
    """Nothing more is awaited of it."""
    signal = queries.signal(request.actor, pk)
    return _done(
        request, signal, forms.CloseForm(request.POST),
        lambda said: services.close(request.actor, signal, said["reason"]),
    )  # fmt: skip


@require_POST
def signal_retract(request: Request, pk: UUID) -> HttpResponse:
    """It does not hold."""
    signal = queries.signal(request.actor, pk)
    return _done(
        request, signal, forms.RetractForm(request.POST),
        lambda said: services.retract(request.actor, signal, said["reason"]),
    )  # fmt: skip


@public
@require_safe
def bulletin_list(request: Request) -> HttpResponse:
    """Published ones; for the desk its drafts too."""
    context = pages.bulletins_page(request.actor, request.GET.dict())
    return render(request, "substances/bulletin_list.html", context)


@ANY
def bulletin_new(request: Request) -> HttpResponse:
    """Words for everybody about signals of which the network was alerted."""
    return _written(request, None)


@ANY
def bulletin_write(request: Request, pk: UUID) -> HttpResponse:
    """Other words for a bulletin that nobody published."""
    return _written(request, queries.bulletin(request.actor, pk))


@partly_public
@require_safe
def bulletin_detail(request: Request, pk: UUID) -> HttpResponse:
    """One bulletin, grouped by kind."""
    return _bulletin_page(request, queries.bulletin(request.actor, pk), None, 200)


@partly_public
@require_safe
def bulletin_pdf(request: Request, pk: UUID) -> HttpResponse:
    """The same as PDF in the reader's language."""
    bulletin = queries.bulletin(request.actor, pk)
    response = HttpResponse(pages.pdf(request.actor, bulletin), content_type="application/pdf")
    name = f"boletin-{bulletin.number or 'borrador'}-{page_language()}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
def bulletin_review(request: Request, pk: UUID) -> HttpResponse:
    """Somebody else has read it for health."""
    bulletin, form = queries.bulletin(request.actor, pk), forms.ReviewForm(request.POST)
    if not form.is_valid():
        return _bulletin_page(request, bulletin, form, 422)
    shape = read(drafts.HealthReviewShape, form.cleaned_data)
    services.review(request.actor, bulletin, shape)
    return redirect(f"/substances/bulletins/{pk}/")


@require_POST
def bulletin_publish(request: Request, pk: UUID) -> HttpResponse:
    """Everybody may read it."""
    services.publish(request.actor, queries.bulletin(request.actor, pk))
    messages.success(request, _("Publicado."))
    return redirect(f"/substances/bulletins/{pk}/")


def _written(request: Request, bulletin: queries.DrugBulletin | None) -> HttpResponse:
    form = pages.bulletin_form(request.actor, bulletin, request.POST or None)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            shape = read(drafts.DrugBulletinShape, form.document())
            made = services.write(request.actor, shape, bulletin)
            return redirect(f"/substances/bulletins/{made.pk}/")
        except Unreadable as refusal:
            form.refuse(refusal)
    context = pages.write_page(request.actor, form, bulletin)
    return render(request, "substances/bulletin_write.html", context, status=status)


def _attempt(form: NamedForm, act: Act) -> tuple[Any, int]:
    """What was made; or None, with the faults in the form and the status of the answer."""
    if form.is_valid():
        try:
            return act(form.cleaned_data), 302
        except Unreadable as refusal:
            form.refuse(refusal)
        except WrongStage as refusal:
            form.add_error(None, str(refusal))
            return None, 409
    return None, 422


def _done(request: Request, signal: queries.DrugSignal, form: NamedForm, act: Act) -> HttpResponse:
    made, status = _attempt(form, act)
    if made is None:
        return _signal_page(request, queries.signal(request.actor, signal.pk), status, form)
    messages.success(request, _("Hecho."))
    return redirect(f"/substances/signals/{signal.pk}/")


def _filed(request: Request, file: queries.Substance, form: NamedForm, act: Act) -> HttpResponse:
    made, status = _attempt(form, act)
    if made is None:
        return _file_page(request, queries.substance(request.actor, file.pk), status, form)
    messages.success(request, _("Hecho."))
    return redirect(f"/substances/{made.pk}/")


def _file_page(
    request: Request, file: queries.Substance, status: int, wrong: NamedForm | None = None
) -> HttpResponse:
    context = pages.file_page(request.actor, file, wrong)
    return render(request, "substances/substance_detail.html", context, status=status)


def _new_page(
    request: Request, kind: queries.SignalKind | None, form: forms.SignalForm | None
) -> HttpResponse:
    context = pages.new_page(request.actor, kind, form)
    status = 422 if form is not None and form.errors else 200
    return render(request, "substances/signal_new.html", context, status=status)


def _signal_page(
    request: Request,
    signal: queries.DrugSignal,
    status: int,
    wrong: NamedForm | None = None,
) -> HttpResponse:
    context = pages.signal_page(request.actor, signal, wrong)
    return render(request, "substances/signal_detail.html", context, status=status)


def _bulletin_page(
    request: Request, bulletin: queries.DrugBulletin, form: forms.ReviewForm | None, status: int
) -> HttpResponse:
    context = pages.bulletin_page(request.actor, bulletin, form)
    return render(request, "substances/bulletin_detail.html", context, status=status)
