"""The pages of deliveries: upload, findings, explain, agree; calendar; maps of codes."""

from io import BytesIO
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from almenara.core.languages import page_language
from almenara.core.parties.refusals import Denied
from almenara.core.parties.request import Request
from almenara.formats.late import Late
from almenara.formats.refusal import Unreadable
from almenara.formats.tables.files import as_xlsx
from almenara.formats.tables.listing import Listing, as_csv
from almenara.observatory import forms, queries
from almenara.observatory.intake import reading
from almenara.observatory.intake.periods import frequency
from almenara.observatory.pages import deliveries as pages
from almenara.observatory.pages import prefills
from almenara.observatory.services import agreeing, deliveries, mapping, provisions
from almenara.observatory.services.deliveries import Sent

FOR_DELIVERERS = gettext_lazy("La plantilla es para quien entrega las cifras de un Estado.")
ANY = require_http_methods(["GET", "HEAD", "POST"])
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILES = {"csv": (as_csv, "text/csv; charset=utf-8"), "xlsx": (as_xlsx, XLSX)}
workbooks = Late("almenara.observatory.workbooks")


@ANY
def submission_list(request: Request) -> HttpResponse:
    """What was delivered; one more is delivered here."""
    if request.method != "POST":
        return _list(request, 200)
    form = forms.DeliveryForm(pages.flows(request.actor), request.POST, request.FILES)
    if form.is_valid():
        try:
            made = deliveries.receive(request.actor, _sent(request, form.cleaned_data))
            return redirect(f"/submissions/{made.pk}/")
        except Unreadable as refusal:
            form.refuse(refusal)
    return _list(request, 422, form=form)


@require_POST
def submission_prefill(request: Request) -> HttpResponse:
    """What was sent to the United Nations already: first what it fills, then the template (R19)."""
    if not pages.may_deliver(request.actor):
        raise Denied(str(FOR_DELIVERERS))
    if "said" in request.POST:
        return _filled(request)
    asked = pages.flows(request.actor), request.POST, request.FILES
    form = forms.PrefillForm(*asked, prefix="un")
    return (_told(request, form) if form.is_valid() else None) or _list(request, 422, prefill=form)


@require_POST
def submission_nothing(request: Request) -> HttpResponse:
    """A nil report in one click (R19)."""
    flow, today = request.POST.get("dataflow", ""), timezone.localdate()
    sent = Sent(flow, request.actor.state, today, "", b"")
    try:
        made = deliveries.report_nothing(request.actor, sent, request.POST.get("period", ""))
    except Unreadable as refusal:
        return _list(request, 422, nil_error=refusal.places(_)[0][1])
    messages.success(request, _("Quedó dicho: nada que informar."))
    return redirect(f"/submissions/{made.pk}/")


@require_safe
def submission_detail(request: Request, pk: UUID) -> HttpResponse:
    """One delivery."""
    return _page(request, pk, 200)


@require_safe
def submission_findings(request: Request, pk: UUID, form: str) -> HttpResponse:
    """What was found, as a file."""
    one = queries.submission(request.actor, str(pk))
    return _file(pages.findings_listing(request.actor, one), form)


@require_POST
def submission_explain(request: Request, pk: UUID) -> HttpResponse:
    """Say why one finding is so, or all that are chosen."""
    form, said = forms.AnswerForm(request.POST), request.POST
    one = queries.submission(request.actor, str(pk))
    marked = None if said.get("all") == "1" else said.getlist("finding")
    chosen = pages.chosen(request.actor, one, marked, said.get("rule", ""))
    if form.is_valid() and not chosen:
        form.add_error(None, _("Marque al menos un hallazgo."))
    if not form.is_valid():
        return _page(request, pk, 422, answer_form=form)
    deliveries.explain(request.actor, one, chosen, form.cleaned_data["answer"])
    return redirect(f"/submissions/{pk}/")


@require_POST
def submission_step(request: Request, pk: UUID, verb: str) -> HttpResponse:
    """Validate, give back, agree, disagree, take back."""
    one = queries.submission(request.actor, str(pk))
    if verb in ("accept", "agree"):
        {"accept": agreeing.accept, "agree": agreeing.agree}[verb](request.actor, one)
        return redirect(f"/submissions/{pk}/")
    form = forms.ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, pk, 422, reason_form=form)
    REASONED[verb](request.actor, one, form.cleaned_data["reason"])
    return redirect(f"/submissions/{pk}/")


REASONED = {
    "return": agreeing.give_back,
    "object": agreeing.refuse,
    "withdraw": agreeing.withdraw,
}
VERBS = ("accept", "agree", *REASONED)


@require_safe
def template(request: Request, slug: str) -> HttpResponse:
    """The workbook of a flow for the State that asks; its series come again (R19)."""
    flow = queries.flow(request.actor, slug)
    if not pages.may_deliver(request.actor):
        raise Denied(str(FOR_DELIVERERS))
    period = pages.period(flow, request.GET.get("period", ""))
    if flow.policy.is_external or not frequency(period):
        raise ObjectDoesNotExist
    return _template(request, flow, period, pages.former(request.actor, flow))


@ANY
def board(request: Request) -> HttpResponse:
    """Calendar: by State and flow, what came and what is late; the desk arranges it."""
    form = None
    if request.method == "POST":
        form = pages.provision_form(request.actor, request.POST)
        if form.is_valid() and _arranged(request, form):
            return redirect("/deliveries/")
    sent = {"form": form} if form else {}
    context = pages.board_page(request.actor, timezone.now(), **sent)
    return render(request, "observatory/delivery_board.html", context, status=422 if form else 200)


@ANY
def map_list(request: Request) -> HttpResponse:
    """National codes and common ones; a new version is sent here."""
    form = None
    if request.method == "POST":
        form = forms.MapForm(pages.flows(request.actor), request.POST, request.FILES)
        if form.is_valid() and _mapped(request, form):
            return redirect("/maps/")
    sent = {"form": form} if form else {}
    context = pages.maps_page(request.actor, request.GET.get("page"), **sent)
    return render(request, "observatory/map_list.html", context, status=422 if form else 200)


@require_safe
def map_file(request: Request, pk: UUID) -> HttpResponse:
    """One version of a map."""
    return _file(pages.map_listing(queries.every_map(request.actor).get(pk=pk)), "csv")


def _mapped(request: Request, form: forms.MapForm) -> bool:
    said = form.cleaned_data
    sent = mapping.Map(said["dataflow"], said["dimension"], said["coverage"], said["file"].read())
    try:
        mapping.map_codes(request.actor, sent)
    except Unreadable as refusal:
        form.refuse(refusal)
        return False
    return True


def _arranged(request: Request, form: forms.ProvisionForm) -> bool:
    said = form.cleaned_data
    sent = provisions.Arrangement(said["dataflow"], said["institution"], said["starts"])
    try:
        provisions.arrange(request.actor, sent)
    except Unreadable as refusal:
        form.refuse(refusal)
        return False
    return True


def _sent(request: Request, said: dict[str, Any]) -> Sent:
    file = said["file"]
    return Sent(said["dataflow"], request.actor.state, said["vintage"], file.name, file.read())


def _list(request: Request, status: int, **sent: Any) -> HttpResponse:
    context = pages.list_page(request.actor, request.GET.get("page"), **sent)
    return render(request, "observatory/submission_list.html", context, status=status)


def _page(request: Request, pk: UUID, status: int, **sent: Any) -> HttpResponse:
    one = queries.submission(request.actor, str(pk))
    context = pages.submission_page(request.actor, one, request.GET, **sent)
    return render(request, "observatory/submission.html", context, status=status)


def _template(request: Request, flow: Any, period: str, former: Any) -> HttpResponse:
    state = request.actor.state
    is_whole = request.GET.get("from") == "last" and len(former)
    rows = workbooks.whole(former) if is_whole else workbooks.lines(flow, state, period, former)
    raw = workbooks.template(flow, rows, page_language())
    return _attached(raw, XLSX, pages.template_name(flow, state, period))


def _told(request: Request, form: forms.PrefillForm) -> HttpResponse | None:
    """What the file fills; nothing, and the reason in the form, where it fills nothing."""
    flow = queries.flow(request.actor, form.cleaned_data["dataflow"])
    sender = reading.Sender(request.actor.state, picks=True)
    got = reading.read(form.cleaned_data["file"].read(), flow, sender)
    try:
        return _preview(request, flow, prefills.told(request.actor, flow, got))
    except Unreadable as refusal:
        form.refuse(refusal)
        return None


def _preview(request: Request, flow: Any, said: Any, posted: Any = None) -> HttpResponse:
    form = prefills.form(flow, said, posted)
    context = prefills.page(flow, said, form)
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "observatory/prefill.html", context, status=status)


def _filled(request: Request) -> HttpResponse:
    """The template with what the page before showed."""
    flow, said = prefills.read(request.actor, request.POST)
    form = prefills.form(flow, said, request.POST)
    if not form.is_valid():
        return _preview(request, flow, said, request.POST)
    rows = prefills.lines(flow, said, form.cleaned_data)
    deliveries.reuse(request.actor, flow.id, said["layout"], len(rows))
    raw = workbooks.template(flow, rows, page_language(), prefills.left(said))
    period = max(row[1] for row in rows)
    return _attached(raw, XLSX, pages.template_name(flow, request.actor.state, period))


def _file(listing: Listing, form: str) -> HttpResponse:
    write, type = FILES[form]
    out = BytesIO()
    write(listing, out)
    return _attached(out.getvalue(), type, f"{listing.title.replace(' ', '-')}.{form}")


def _attached(raw: bytes, type: str, name: str) -> HttpResponse:
    response = HttpResponse(raw, content_type=type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
