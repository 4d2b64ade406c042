"""Networks, whom to call now, and the States that take part."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from almenara.core.parties.request import Request
from almenara.directory import (
    asking,
    calling,
    desk,
    forms,
    guard,
    membership,
    pages,
    queries,
    services,
    submitting,
    waiting,
)
from almenara.directory.views import trying
from almenara.formats.refusal import Unreadable

ANY = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def network_list(request: Request) -> HttpResponse:
    """Every network, and «whom do I call now»."""
    return render(request, "directory/network_list.html", pages.list_page(request.actor))


@require_safe
def on_duty(request: Request) -> HttpResponse:
    """Whom do I call now in this State for this network: one card, counted and journalled."""
    actor, state = request.actor, request.GET.get("state", "")
    network = desk.my_network(actor, request.GET.get("network", ""))
    home = request.GET.get("institution", "")
    if not home and not queries.institutions_in(actor, network, states=[state]):
        context = calling.nobody(actor, network, desk.state(actor, state).pk)
        return render(request, "directory/on_duty.html", context)
    found = guard.on_duty(actor, network, state or None, home, timezone.now())
    asking.look_up(actor, network, found.cards)
    return render(request, "directory/on_duty.html", calling.page(actor, found))


@require_safe
def network_detail(request: Request, slug: str) -> HttpResponse:
    """A network: its facts for all, its posts State by State for those who are in it."""
    actor, network = request.actor, queries.network(request.actor, slug)
    chosen = request.GET.get("state", "")
    posts = list(desk.posts_of_state(actor, network, chosen))
    asking.look_up(actor, network, posts)
    context = pages.network_page(actor, network, chosen, posts)
    return render(request, "directory/network_detail.html", context)


@require_safe
def members(request: Request, slug: str) -> HttpResponse:
    """Which States take part, with both denominators (R5), and joining or leaving."""
    actor = request.actor
    context = waiting.members_page(actor, queries.network(actor, slug)) | {
        "form": forms.TermsForm(),
        "note_form": forms.NoteForm(auto_id="leave_%s"),
    }
    return render(request, "directory/members.html", context)


@require_POST
def accede(request: Request, slug: str) -> HttpResponse:
    """Join by note, accepting the terms."""
    actor, network = request.actor, queries.network(request.actor, slug)
    form = forms.TermsForm(request.POST, request.FILES)
    made = trying.attempt(form, partial(submitting.accede, actor, network))
    page = waiting.alone(network, _("Entrar en la red"))
    return trying.finished(request, form, made, f"/directory/{slug}/members/", page)


@require_POST
def step(request: Request, slug: str, state: str, verb: str) -> HttpResponse:
    """Leave, suspend or restore, each by its note."""
    actor, network = request.actor, queries.network(request.actor, slug)
    accession = queries.accessions(actor, network).get(state=state)
    form = forms.NoteForm(request.POST, request.FILES)
    made = trying.attempt(form, partial(submitting.step, actor, accession, verb))
    page = waiting.alone(network, _("Por nota verbal"))
    return trying.finished(request, form, made, f"/directory/{slug}/members/", page)


@require_POST
def invite(request: Request, slug: str) -> HttpResponse:
    """The owner invites a State."""
    actor, network = request.actor, queries.network(request.actor, slug)
    services.invite(actor, network, desk.state(actor, request.POST.get("state", "")))
    return redirect(f"/directory/{slug}/members/")


@ANY
def window(request: Request, slug: str) -> HttpResponse:
    """An event opens the host's guard to the States with a delegation (S35)."""
    actor, network = request.actor, queries.network(request.actor, slug)
    form = forms.WindowForm(membership.today(actor), request.POST or None)
    made = trying.attempt(form, partial(submitting.open_window, actor, network))
    page = waiting.alone(network, _("Abrir por un evento"))
    return trying.finished(request, form, made, f"/directory/{slug}/", page)


@ANY
def apply(request: Request, slug: str) -> HttpResponse:
    """A team asks to enter a network whose type wants approvals first (S8)."""
    actor, network = request.actor, queries.network(request.actor, slug)
    form = forms.NoteForm(request.POST or None, request.FILES or None)
    made = trying.attempt(form, partial(submitting.apply, actor, network))
    page = waiting.alone(network, _("Solicitar el ingreso"))
    return trying.finished(request, form, made, f"/directory/{slug}/members/", page)


@require_POST
def approve(request: Request, pk: str) -> HttpResponse:
    """One of the approvals that an application waits for."""
    application = desk.application(request.actor, pk)
    answer = request.POST.get("answer")
    if answer not in ("yes", "no"):
        raise Unreadable(["answer"], _("Diga sí o no."))
    services.approve(request.actor, application, answer == "yes")
    return redirect(f"/directory/{application.network_id}/members/")


@require_POST
def card(request: Request, slug: str) -> HttpResponse:
    """A card to print with the duty lines of a network, journalled as an export."""
    network = desk.my_network(request.actor, slug)
    content = services.print_card(request.actor, network)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{slug}.pdf"'
    return response


card.asks_who = True  # type: ignore[attr-defined]  # as `identity.recent` marks pages
