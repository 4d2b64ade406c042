"""Networks, whom to call now, and the States that take part."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from almenara.core.parties.actor import Actor
from almenara.core.parties.models import Institution, State
from almenara.core.types import services as types
from almenara.core.types.models import TypeVersion
from almenara.directory import (
    asking,
    authority,
    desk,
    forms,
    guard,
    membership,
    pages,
    queries,
    services,
    waiting,
)
from almenara.directory.models import Accession, Network
from almenara.directory.views import trying

ANY = require_http_methods(["GET", "HEAD", "POST"])
HERE = {"crumbs": [{"url": "/directory/", "label": gettext_lazy("Directorio")}]}


@require_safe
def network_list(request: HttpRequest) -> HttpResponse:
    """Every network, and «whom do I call now»."""
    networks = pages.network_rows(request.actor)
    context = {
        "networks": networks,
        "states": pages.state_choices(request.actor),
        "choices": {"state": "", "network": ""},
        "count": len(networks),
        "may": {"make": request.actor.has_role("administrator")},
        "why": {"look_up": _no_network(networks)},
    }
    return render(request, "directory/network_list.html", context)


@require_safe
def on_duty(request: HttpRequest) -> HttpResponse:
    """Whom do I call now in this State for this network: one card, counted and journalled."""
    actor, state = request.actor, request.GET.get("state", "")
    network = _own(actor, request.GET.get("network", ""))
    found = guard.on_duty(
        actor, network, state or None, request.GET.get("institution", ""), timezone.now()
    )
    asking.look_up(actor, network, found.cards)
    mine = set(queries.member_networks(actor))
    context = pages.duty_card(actor, found) | {
        "network": pages.network_facts(actor, network),
        "state": _state(actor, found.seat.state),
        "institution": Institution.objects.visible_to(actor).get(pk=found.seat.institution).name,
        "states": pages.state_choices(actor),
        "networks": [n for n in pages.network_rows(actor) if n["slug"] in mine],
        "marking": pages.MARKING,
        "who_sees": _("Los miembros de la red"),
        "may": {},
        "why": {},
    }
    return render(request, "directory/on_duty.html", context)


@require_safe
def network_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A network: its facts for all, its posts State by State for those who are in it."""
    actor, network = request.actor, queries.network(request.actor, slug)
    chosen = request.GET.get("state", "")
    posts = list(
        queries.posts(actor, network)
        .filter(state=chosen or None)
        .select_related("network", "institution", "state")
    )
    if chosen:
        asking.look_up(actor, network, posts)
    is_member = queries.is_member(actor, network)
    context = HERE | {
        "network": pages.network_facts(actor, network),
        "tabs": pages.tabs(network, "posts", is_member),
        "state": _state(actor, chosen) if chosen else None,
        "states": pages.states_in(actor, network, chosen),
        "posts": pages.post_cards(actor, posts),
        "is_member": is_member,
        "marking": pages.MARKING if is_member else "",
        "who_sees": _("Los miembros de la red"),
        "may": {"propose": is_member or bool(actor.institution)},
        "why": {"nominate": pages.may_nominate(actor, network)},
    }
    return render(request, "directory/network_detail.html", context)


@require_safe
def members(request: HttpRequest, slug: str) -> HttpResponse:
    """Which States take part, with both denominators (R5), and joining or leaving."""
    actor, network = request.actor, queries.network(request.actor, slug)
    is_member = queries.is_member(actor, network)
    rows = pages.members_table(actor, network)
    mine = Accession(network=network, state_id=actor.state or None)
    context = HERE | {
        "network": pages.network_facts(actor, network),
        "tabs": pages.tabs(network, "members", is_member),
        "rows": rows if is_member or authority.is_owner(actor, network) else [],
        "own": next((row for row in rows if row["code"] == actor.state), None),
        "terms": network.document.get("terms"),
        "is_owner": authority.is_owner(actor, network),
        "why": {"accede": authority.speaks_for_state(actor, mine)},
        "form": forms.TermsForm(),
        "note_form": forms.NoteForm(auto_id="leave_%s"),
        "applications": waiting.application_rows(actor, network),
    }
    return render(request, "directory/members.html", context)


@require_POST
def accede(request: HttpRequest, slug: str) -> HttpResponse:
    """Join by note, accepting the terms."""
    actor, network = request.actor, queries.network(request.actor, slug)
    form = forms.TermsForm(request.POST, request.FILES)
    state = State.objects.visible_to(actor).get(pk=actor.state)
    terms = (network.document.get("terms") or {}).get("version", "")

    def do(said: dict[str, Any]) -> Accession:
        return services.accede(actor, network, state, trying.note(actor, said["note"]), terms)

    made = trying.attempt(form, do)
    page = ("directory/note.html", _noted(network, _("Entrar en la red")))
    return trying.finished(request, form, made, f"/directory/{slug}/members/", page)


@require_POST
def step(request: HttpRequest, slug: str, state: str, verb: str) -> HttpResponse:
    """Leave, suspend or restore, each by its note."""
    actor, network = request.actor, queries.network(request.actor, slug)
    accession = queries.accessions(actor, network).get(state=state)
    act = {"leave": services.leave, "suspend": services.suspend, "restore": services.restore}[verb]
    form = forms.NoteForm(request.POST, request.FILES)
    made = trying.attempt(
        form, lambda said: act(actor, accession, trying.note(actor, said["note"]))
    )
    page = ("directory/note.html", _noted(network, _("Salir de la red")))
    return trying.finished(request, form, made, f"/directory/{slug}/members/", page)


@require_POST
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    """The owner invites a State."""
    actor, network = request.actor, queries.network(request.actor, slug)
    state = State.objects.visible_to(actor).get(pk=request.POST.get("state", ""))
    services.invite(actor, network, state)
    return redirect(f"/directory/{slug}/members/")


@ANY
def new_network(request: HttpRequest) -> HttpResponse:
    """A network by form, without code (S16): the same type as from a file."""
    actor = request.actor
    owners = Institution.objects.visible_to(actor).filter(kind="secretariat").order_by("slug")
    form = forms.NetworkForm(owners, request.POST or None)

    def do(said: dict[str, Any]) -> TypeVersion:
        return types.load(actor, form.document())

    made = trying.attempt(form, do)
    page = ("directory/network_form.html", HERE)
    url = f"/directory/{made.slug}/" if made and made.stage == "active" else "/directory/"
    return trying.finished(request, form, made, url, page)


@ANY
def window(request: HttpRequest, slug: str) -> HttpResponse:
    """An event opens the host's guard to the States with a delegation (S35)."""
    actor, network = request.actor, queries.network(request.actor, slug)
    states = membership.states(actor, timezone.now().date())
    form = forms.WindowForm(states, request.POST or None)

    def do(said: dict[str, Any]) -> object:
        named = tuple(state.pk for state in said["states"])
        event = services.Event(
            {"es": said["name"]}, said["host"], named, said["starts_at"], said["ends_at"]
        )
        return services.open_window(actor, network, event)

    made = trying.attempt(form, do)
    page = ("directory/note.html", _noted(network, _("Abrir por un evento")))
    return trying.finished(request, form, made, f"/directory/{slug}/", page)


@ANY
def apply(request: HttpRequest, slug: str) -> HttpResponse:
    """A team asks to enter a network whose type wants approvals first (S8)."""
    actor, network = request.actor, queries.network(request.actor, slug)
    home = Institution.objects.visible_to(actor).get(pk=actor.institution)
    form = forms.NoteForm(request.POST or None, request.FILES or None)
    made = trying.attempt(
        form,
        lambda said: services.apply(actor, network, home, trying.note(actor, said["note"])),
    )
    page = ("directory/note.html", _noted(network, _("Solicitar el ingreso")))
    return trying.finished(request, form, made, f"/directory/{slug}/members/", page)


@require_POST
def approve(request: HttpRequest, pk: str) -> HttpResponse:
    """One of the approvals that an application waits for."""
    application = desk.application(request.actor, pk)
    services.approve(request.actor, application, request.POST.get("answer") == "yes")
    return redirect(f"/directory/{application.network_id}/members/")


def _noted(network: Network, title: str) -> dict[str, Any]:
    return HERE | {"network": network, "title": title}


def _own(actor: Actor, slug: str) -> Network:
    network = queries.network(actor, slug)
    if not queries.is_member(actor, network):
        raise Network.DoesNotExist
    return network


def _state(actor: Actor, code: str | None) -> dict[str, str] | None:
    if not code:
        return {"code": "", "name": _("Sin Estado")}
    state = State.objects.visible_to(actor).get(pk=code)
    return {"code": state.pk, "name": state.name}


def _no_network(networks: list[dict[str, Any]]) -> str:
    if any(network["member"] for network in networks):
        return ""
    return _("Usted no está en ninguna red todavía.")
