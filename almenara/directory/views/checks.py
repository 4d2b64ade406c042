"""Checks of the link, and asking somebody to call."""

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from almenara.core.parties.request import Request
from almenara.directory import desk, forms, pages, queries, services, submitting, waiting
from almenara.directory.views import trying

ANY = require_http_methods(["GET", "HEAD", "POST"])


@ANY
def check_list(request: Request, slug: str) -> HttpResponse:
    """The checks of a network with their sums, and opening one."""
    actor, network = request.actor, desk.checked_network(request.actor, slug)
    form = forms.CheckForm(request.POST or None)
    made = trying.attempt(form, partial(submitting.open_check, actor, network))
    page = ("directory/check_list.html", pages.checks_page(actor, network))
    return trying.finished(request, form, made, f"/checks/{made and made.pk}/", page)


@require_safe
def check_detail(request: Request, pk: UUID) -> HttpResponse:
    """One check: answer it, or read the answers if one asked it."""
    check = queries.check(request.actor, pk)
    return render(request, "directory/check_detail.html", waiting.check_page(request.actor, check))


@require_POST
def answer(request: Request, pk: UUID) -> HttpResponse:
    """We are here: one answer for every check open for this institution."""
    probe = queries.own_probe(request.actor, queries.check(request.actor, pk))
    services.answer(request.actor, probe)
    trying.told(request, _("Su institución respondió."))
    return redirect(f"/checks/{pk}/")


@ANY
def ask_contact(request: Request, slug: str) -> HttpResponse:
    """Ask whoever is on duty somewhere to call; the message arrives without showing a number."""
    actor, network = request.actor, desk.my_network(request.actor, slug)
    named = {"institution": request.GET.get("institution", "")}
    homes = waiting.institutions(actor, network)
    form = forms.ContactForm(homes, request.POST or None, initial=named)
    made = trying.attempt(form, partial(submitting.ask_contact, actor, network))
    page = waiting.alone(network, _("Pedir que llamen"))
    return trying.finished(request, form, made, f"/directory/contacts/{made and made.pk}/", page)


@require_safe
def contact(request: Request, pk: UUID) -> HttpResponse:
    found = desk.contact(request.actor, pk)
    return render(request, "directory/contact.html", waiting.contact_page(request.actor, found))


@require_POST
def take(request: Request, pk: UUID, verb: str) -> HttpResponse:
    """Accept a request for contact, or withdraw the own one."""
    found = desk.contact(request.actor, pk)
    act = {"accept": services.accept_contact, "withdraw": services.withdraw_contact}[verb]
    act(request.actor, found)
    return redirect(f"/directory/contacts/{pk}/")
