"""Checks of the link, and asking somebody to call."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from almenara.directory import authority, desk, forms, pages, queries, services, waiting
from almenara.directory.models import Check, ContactRequest, Network
from almenara.directory.views import trying
from almenara.formats import duration

ANY = require_http_methods(["GET", "HEAD", "POST"])


@ANY
def check_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The checks of a network with their sums, and opening one."""
    actor, network = request.actor, queries.network(request.actor, slug)
    if not (queries.is_member(actor, network) or authority.is_owner(actor, network)):
        raise Network.DoesNotExist
    form = forms.CheckForm(request.POST or None)

    def do(said: dict[str, Any]) -> Check:
        within = duration.parse(said["answer_within"], ["answer_within"])
        return services.open_check(actor, network, within, announced=said["announced"])

    made = trying.attempt(form, do)
    context = {
        "network": pages.network_facts(actor, network),
        "tabs": pages.tabs(network, "checks", True),
        "checks": pages.check_rows(actor, list(queries.checks(actor, network)[:50])),
        "why": {"check": authority.checks(actor, Check(network=network))},
    }
    url = f"/checks/{made.pk}/" if made else ""
    return trying.finished(request, form, made, url, ("directory/check_list.html", context))


@require_safe
def check_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One check: answer it, or read the answers if one asked it."""
    check = queries.check(request.actor, pk)
    return render(request, "directory/check_detail.html", waiting.check_page(request.actor, check))


@require_POST
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """We are here: one answer for every check open for this institution."""
    probe = queries.own_probe(request.actor, queries.check(request.actor, pk))
    services.answer(request.actor, probe)
    trying.told(request, _("Su institución respondió."))
    return redirect(f"/checks/{pk}/")


@ANY
def ask_contact(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask whoever is on duty somewhere to call; the message arrives without showing a number."""
    actor, network = request.actor, queries.network(request.actor, slug)
    if not queries.is_member(actor, network):
        raise Network.DoesNotExist
    form = forms.ContactForm(waiting.institutions(actor, network), request.POST or None)

    def do(said: dict[str, Any]) -> ContactRequest:
        return services.ask_contact(
            actor, network, said["institution"], said["reason"], said["urgency"], "TLP:AMBER"
        )

    made = trying.attempt(form, do)
    page = ("directory/note.html", {"network": network, "title": _("Pedir que llamen")})
    url = f"/directory/contacts/{made.pk}/" if made else ""
    return trying.finished(request, form, made, url, page)


@require_safe
def contact(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = desk.contact(request.actor, pk)
    context = waiting.contact_page(request.actor, found) | {"now": timezone.now()}
    return render(request, "directory/contact.html", context)


@require_POST
def take(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """Accept a request for contact, or withdraw the own one."""
    found = desk.contact(request.actor, pk)
    act = {"accept": services.accept_contact, "withdraw": services.withdraw_contact}[verb]
    act(request.actor, found)
    return redirect(f"/directory/contacts/{pk}/")
