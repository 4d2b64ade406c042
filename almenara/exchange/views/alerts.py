"""The pages of the exchange: reading, writing and answering alerts."""

from collections.abc import Callable
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from almenara.core.api import once
from almenara.core.documents import services as documents
from almenara.core.parties.request import Request
from almenara.core.types.heads import read
from almenara.core.web import refusals
from almenara.core.web.doors import partly_public
from almenara.exchange import actforms, forms, opening, pages, persons, queries, reach, services
from almenara.exchange.drafts import AlertShape, Words
from almenara.exchange.views import composed
from almenara.exchange.views.trying import ANY, alert_of, attempt, status_of
from almenara.formats.refusal import Unreadable

PIECES = {"board": "exchange/_board.html", "ack": "exchange/_acknowledge.html",
          "thread-list": "exchange/_thread.html"}  # fmt: skip


@require_safe
def alert_list(request: Request) -> HttpResponse:
    """Received, sent, drafts: one box of this person's institution."""
    context = pages.list_page(request.actor, request.GET.dict())
    return render(request, "exchange/alert_list.html", context)


@partly_public
@require_safe
def alert_detail(request: Request, pk: str) -> HttpResponse:
    """One alert; opening it receives it. A piece of it shows none of its words."""
    return _shown(request, alert_of(request, pk))


@require_safe
def alert_sent(request: Request, pk: str) -> HttpResponse:
    """The beacon burns: shown to who sent it."""
    alert = alert_of(request, pk)
    context = pages.sent_page(request.actor, alert)
    name = PIECES["board"] if request.htmx else "exchange/alert_sent.html"
    return render(request, name, context)


@require_safe
def alert_new(request: Request) -> HttpResponse:
    """First of all: what is it about?"""
    return render(request, "exchange/alert_new.html", reach.kinds_page(request.actor))


@ANY
def alert_write(request: Request, slug: str) -> HttpResponse:
    """An alert of one kind: written, looked at before it leaves, sent or kept as a draft."""
    kind, mark = queries.kind(request.actor, slug), composed.mark(request)
    if request.method != "POST" and not mark:
        return redirect(composed.fresh(slug))
    if mark and queries.drafts(request.actor).filter(pk=mark).exists():
        return draft_edit(request, mark)
    return _sent_before(request, None) or _written(request, kind, None)


@ANY
def draft_edit(request: Request, pk: UUID) -> HttpResponse:
    """A draft of this institution, taken up again."""
    if answer := _sent_before(request, pk):
        return answer
    draft = queries.draft(request.actor, pk)
    return _written(request, queries.kind(request.actor, draft.document.get("kind", "")), draft)


@require_POST
def draft_revoke(request: Request, pk: UUID) -> HttpResponse:
    """Forget a draft."""
    services.revoke_draft(request.actor, queries.draft(request.actor, pk))
    messages.success(request, _("Borrador borrado."))
    return redirect("/alerts/?box=drafts")


@require_POST
def alert_preview(request: Request, slug: str) -> HttpResponse:
    """The sentence under the audience, while it is being ticked."""
    kind = queries.kind(request.actor, slug)
    form = forms.AlertForm(reach.places(request.actor, kind), [], request.POST)
    context = {"audience": reach.audience(request.actor, kind, form)}
    return render(request, "exchange/_audience_live.html", context)


@require_POST
def acknowledge(request: Request, pk: UUID) -> HttpResponse:
    """Once an institution: the second officer is told who was first."""
    delivery = queries.delivery(request.actor, pk)
    said = request.POST.get("answer", "received"), request.POST.get("note", "")
    services.acknowledge(request.actor, delivery, *said)
    messages.success(request, _("Su institución acusó recibo."))
    return redirect(f"/alerts/{delivery.alert_id}/")


@ANY
def update(request: Request, pk: str) -> HttpResponse:
    """New words for all who had it."""
    alert = alert_of(request, pk)
    form = _words_form(request, alert)
    made = attempt(form, lambda: services.update(request.actor, alert, _words(form)))
    return _finished(request, alert, form, made, "update")


@ANY
def retract(request: Request, pk: str) -> HttpResponse:
    """It does not hold any more."""
    alert = alert_of(request, pk)
    form = actforms.RetractForm(request.POST or None)
    made = attempt(form, lambda: services.retract(request.actor, alert, form.said("reason")))
    return _finished(request, alert, form, made, "retract")


@ANY
def widen(request: Request, pk: str) -> HttpResponse:
    """More institutions read it."""
    alert = alert_of(request, pk)
    form = forms.AudienceForm(reach.wider(request.actor, alert), request.POST or None)
    made = attempt(form, lambda: services.widen(request.actor, alert, form.named()))
    return _finished(request, alert, form, made, "widen")


@ANY
def hand_on(request: Request, pk: str) -> HttpResponse:
    """A reader passes it on within its marking."""
    alert = alert_of(request, pk)
    form = actforms.HandOnForm(reach.hand_on_choices(request.actor, alert), request.POST or None)
    made = attempt(form, lambda: services.hand_on(request.actor, alert, form.said("institutions")))
    return _finished(request, alert, form, made, "hand-on")


@ANY
def correct_persons(request: Request, pk: str) -> HttpResponse:
    """Other values about persons, for all who had the former ones."""
    alert = alert_of(request, pk)
    asked, values = persons.live(request.actor, alert)
    states = list(reach.names_of_states(request.actor).items())
    initial = {forms.ABOUT + key: value for key, value in values.items()}
    form = actforms.CorrectForm(asked, states, request.POST or None, initial=initial)
    done = attempt(form, lambda: services.correct_persons(request.actor, alert, form.values()))
    return _finished(request, alert, form, done, "correct-persons")


@ANY
def retract_persons(request: Request, pk: str) -> HttpResponse:
    """Values about persons are erased before their time."""
    alert = alert_of(request, pk)
    form = actforms.RetractPersonsForm(persons.live(request.actor, alert)[0], request.POST or None)
    keys = form.said
    done = attempt(form, lambda: services.retract_persons(request.actor, alert, keys("persons")))
    return _finished(request, alert, form, done, "retract-persons")


@require_POST
def answer(request: Request, pk: str) -> HttpResponse:
    """A word in the thread."""
    alert = alert_of(request, pk)
    form = actforms.AnswerForm(pages.is_origin(request.actor, alert), request.POST)
    said = [form.said(name) for name in ("body", "to")]
    made = attempt(form, lambda: services.answer(request.actor, alert, *said))
    if made:
        return redirect(f"/alerts/{pk}/#thread")
    rows = opening.given(request.actor, alert)
    context = pages.alert_page(request.actor, alert, rows) | {"thread_form": form}
    return render(request, "exchange/alert_detail.html", context, status=422)


@partly_public
@require_safe
def stix(request: Request, pk: str) -> HttpResponse:
    """The bundle as it came, or one made of the alert, as a file."""
    alert = alert_of(request, pk)
    opening.opened(request.actor, alert)
    return _attached(opening.bundle_text(request.actor, alert), f"{alert.reference}.json")


def _attached(text: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="application/stix+json;version=2.1", headers=headers)


def _shown(request: Request, alert: queries.Alert) -> HttpResponse:
    """The whole page, or the piece of it that htmx asks for: that one is not opening it anew."""
    if request.htmx and (piece := request.htmx.target) in PIECES:
        return render(request, PIECES[piece], pages.piece(request.actor, alert, piece))
    rows = opening.opened(request.actor, alert)
    context = pages.alert_page(request.actor, alert, rows)
    context["thread_form"] = actforms.AnswerForm(pages.is_origin(request.actor, alert))
    return render(request, "exchange/alert_detail.html", context)


def _finished(
    request: Request, alert: queries.Alert, form: forms.PlacedForm, made: object, verb: str
) -> HttpResponse:
    """Back to the alert where it shows, or the same page with the faults; nothing was kept."""
    if made is not None and form.is_valid():
        messages.success(request, pages.done(verb))
        return redirect(f"/alerts/{alert.pk}/")
    context = pages.act_page(request.actor, alert, verb) | {"form": form}
    return render(request, "exchange/alert_act.html", context, status=status_of(form))


def _words_form(request: Request, alert: queries.Alert) -> forms.WordsForm:
    document = {"language": alert.language, "title": alert.titles, "body": alert.bodies,
                "fields": alert.fields}  # fmt: skip
    places = reach.places(request.actor, alert.kind)
    initial = forms.initial_of(document)
    return forms.WordsForm(places, request.POST or None, request.FILES or None, initial=initial)


def _words(form: forms.WordsForm) -> Words:
    return read(Words, form.changes())


def _sent_before(request: Request, draft: UUID | None) -> HttpResponse | None:
    """Of a composition that was sent: its alert; what was typed since stays, as another one's."""
    told = once.told(request.actor, composed.key_of(request, draft))
    if told is None:
        return None
    if request.method == "POST" and told.body == composed.typed(request):
        return redirect(f"/alerts/{told.answer}/sent/")
    alert = queries.alert(request.actor, told.answer)
    context = {"sent": composed.shown(alert)}
    if request.method == "POST":
        form = _form(request, alert.kind, {})
        _keep(request, form)
        context |= reach.write_page(request.actor, alert.kind, form, None)
    return render(request, "exchange/alert_new.html", context)


def _form(request: Request, kind: queries.Kind, document: dict[str, Any]) -> forms.AlertForm:
    is_sent = request.method == "POST"
    ids = request.POST.getlist("kept") if is_sent else document.get("documents", [])
    return forms.AlertForm(
        reach.places(request.actor, kind),
        reach.kept_documents(request.actor, ids),
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        initial=forms.initial_of(document),
    )


def _written(request: Request, kind: queries.Kind, draft: queries.Draft | None) -> HttpResponse:
    """The form of a kind and what the pressed button does with it."""
    form = _form(request, kind, draft.document if draft else {})
    if request.method != "POST":
        return _write_page(request, kind, draft, form, {})
    kept = _keep(request, form)
    act = ACTS.get(request.POST.get("act", ""), _preview)
    return act(request, kind, draft, form, kept)


def _keep(request: Request, form: forms.AlertForm) -> dict[str, str]:
    """Take the files in, so that they are there whatever else is wrong; by field, their ids."""
    found: dict[str, str] = {}
    form.is_valid()
    marking = form.said("marking") or "TLP:AMBER"
    for name, file in forms.uploads(form):
        try:
            name_of = file.name or "documento"
            made = documents.keep(request.actor, cast(BinaryIO, file), name_of, str(marking))
        except Unreadable as refusal:
            form.add_error(name, refusals.places(refusal)[0][1])
        else:
            found[name] = str(made.pk)
            form.keep_more(name, str(made.pk), made.name)
    return found


def _publish(
    request: Request, kind: Any, draft: Any, form: forms.AlertForm, kept: dict[str, str]
) -> HttpResponse:
    """Send it, once however often the button is pressed; the draft that it was is forgotten."""

    def publish() -> str:
        alert = services.publish(request.actor, _shape(kind, form), form.bundle)
        if draft:
            services.revoke_draft(request.actor, draft)
        return str(alert.pk)

    key, typed = composed.key_of(request, draft and draft.pk), composed.typed(request)
    made = attempt(form, lambda: once.first(request.actor, key, typed, publish))
    if made is None:
        return _write_page(request, kind, draft, form, kept, 422)
    return redirect(f"/alerts/{made[1]}/sent/")


def _preview(
    request: Request, kind: Any, draft: Any, form: forms.AlertForm, kept: dict[str, str]
) -> HttpResponse:
    """The alert as it will be read; nothing leaves."""
    found = attempt(form, lambda: opening.preview(request.actor, _shape(kind, form)))
    more = {"preview": reach.as_read(request.actor, kind, form)} if found else {}
    return _write_page(request, kind, draft, form, kept, 200 if found else 422, **more)


def _draft(
    request: Request, kind: Any, draft: Any, form: forms.AlertForm, kept: dict[str, str]
) -> HttpResponse:
    """Keep it as it is, whatever is still missing."""
    document = form.document(kind.slug, kind.network_id)
    made = services.submit_draft(request.actor, document, draft, composed.mark(request))
    messages.success(request, _("Borrador guardado: lo ve su institución y nadie más."))
    return redirect(f"/alerts/drafts/{made.pk}/")


ACTS: dict[str, Callable[..., HttpResponse]] = {
    "publish": _publish, "preview": _preview, "draft": _draft,
}  # fmt: skip


def _shape(kind: queries.Kind, form: forms.AlertForm) -> AlertShape:
    more = form.stix_part() | {"persons": form.about_persons()}
    return read(AlertShape, form.document(kind.slug, kind.network_id) | more)


def _write_page(
    request: Request,
    kind: queries.Kind,
    draft: queries.Draft | None,
    form: forms.AlertForm,
    kept: dict[str, str],
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The page of the form. A refusal takes its transaction back: not where files were kept."""
    context = reach.write_page(request.actor, kind, form, draft) | more
    return render(
        request,
        "exchange/alert_new.html",
        context,
        status=200 if kept and status == 422 else status,
    )
