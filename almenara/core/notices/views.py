"""Inbox, one-time links, calls, and a person's channels."""

from contextlib import suppress
from datetime import time
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from almenara.core import paging
from almenara.core.access.context import as_system
from almenara.core.languages import page_language
from almenara.core.notices import inbox as inboxes
from almenara.core.notices import links, queries, services, words
from almenara.core.parties.actor import Actor
from almenara.core.parties.refusals import WrongStage
from almenara.core.parties.request import Request
from almenara.formats.refusal import Unreadable

PAGE = 50


@require_GET
def inbox(request: Request) -> HttpResponse:
    """One's own words, unread first, each network with its own."""
    page = paging.page(queries.inbox(request.actor), PAGE, request.GET.get("page"))
    context = {"networks": inboxes.entries(list(page)), "page": page}
    return render(request, "notices/inbox.html", context)


@require_POST
def read(request: Request, pk: str) -> HttpResponse:
    services.read(request.actor, queries.notice(request.actor, pk))
    return redirect("notices:inbox")


@require_http_methods(["GET", "POST"])
def link(request: Request, token: str) -> HttpResponse:
    """GET shows reference and marking and never acts; POST says «received», once.

    In the language of the mail, unless its holder chose another.
    """
    found = queries.link(request.actor, token)
    is_asked = words.is_received(found.notice)
    is_pressed = request.method == "POST" and is_asked
    is_received = found.used_at is not None or (is_pressed and _receive(found))
    with override(_language(request, found)):
        shown = _reference(found) | {"is_received": is_received, "is_asked": is_asked}
        response = render(request, "notices/link.html", shown)
        response["Content-Language"] = page_language()
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


link.is_public = True  # type: ignore[attr-defined]  # the token of the mail is the key


@require_POST
def call(request: Request, pk: str) -> HttpResponse:
    """The outcome of a call, written down by who made it."""
    notice = queries.notice(request.actor, pk)
    services.call(request.actor, notice, request.POST.get("outcome", ""))
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if is_ours and back.startswith("/") else "notices:calls")


@require_GET
def calls(request: Request) -> HttpResponse:
    """«Call now»: what waits to be done by telephone."""
    open_ = list(queries.calls(request.actor)[:PAGE])
    readers = queries.readers(request.actor, open_)
    entries = [
        (entry, readers[entry.notice.person_id])
        for _network, group in inboxes.entries(open_)
        for entry in group
        if entry.notice.person_id in readers
    ]
    return render(request, "notices/calls.html", {"entries": entries})


@require_http_methods(["GET", "POST"])
def channels(request: Request) -> HttpResponse:
    """Where this person is reached, and when not."""
    shown: dict[str, Any] = {"errors": {}, "secret": "", "said": {}}
    if request.method == "POST":
        shown = _changed(request)
        if not (shown["errors"] or shown["secret"]):
            return redirect("notices:channels")
    status = 422 if shown["errors"] else 200
    shown |= {"addresses": queries.addresses(request.actor), "quiet": queries.quiet(request.actor)}
    return render(request, "notices/channels.html", shown, status=status)


def _changed(request: Request) -> dict[str, Any]:
    """One channel set as posted; the secret of a webhook is shown this once."""
    change = CHANGES.get(request.POST.get("channel", ""))
    if change is None:
        return {"errors": {"channel": _("Canal desconocido.")}, "secret": "", "said": {}}
    try:
        return {"errors": {}, "secret": change(request.actor, request.POST), "said": {}}
    except Unreadable as refusal:
        errors = {loc[-1]: words for loc, words in refusal.places(_)}
        return {"errors": errors, "secret": "", "said": request.POST}


def _language(request: Request, found: Any) -> str:
    chosen = "lang" in request.GET or "lang" in request.COOKIES or request.actor.is_known
    return page_language() if chosen else found.notice.language


def _reference(found: Any) -> dict[str, Any]:
    """What a link shows: nothing that the mail did not show."""
    with as_system("the mail showed reference and marking already"):
        content = inboxes.said(found.notice)
    return {
        "reference": content.reference if content else "",
        "network": content.network if content else "",
        "marking": found.notice.marking,
        "exercise": content is not None and content.is_exercise,
        "url": content.url if content else "",
    }


channels.asks_who = True  # type: ignore[attr-defined]  # as `identity.recent` marks pages


def _receive(found: Any) -> bool:
    with suppress(WrongStage):  # pressed twice at once: it is received all the same
        services.receive(links.reader(found.notice), found)
    return True


def _webhook(actor: Actor, form: Any) -> str:
    url = form.get("url", "").strip()
    if not url:
        services.revoke_channel(actor, "webhook")
        return ""
    return services.update_webhook(actor, url)


def _key(actor: Actor, form: Any) -> str:
    armoured = form.get("key", "").strip()
    if armoured:
        services.update_key(actor, armoured)
    else:
        services.revoke_channel(actor, "pgp")
    return ""


def _phone(actor: Actor, form: Any) -> str:
    services.update_phone(actor, form.get("gateway") == "on", form.get("number", "").strip())
    return ""


def _mail(actor: Actor, form: Any) -> str:
    services.update_mail(actor, form.get("mail", "").strip())
    return ""


def _quiet(actor: Actor, form: Any) -> str:
    try:
        since, until = (
            time.fromisoformat(form[name]) if form.get(name) else None
            for name in ("since", "until")
        )
    except ValueError:
        raise Unreadable(["since"], _("Se espera una hora como 22:00.")) from None
    services.update_quiet(actor, since, until)
    return ""


CHANGES = {"webhook": _webhook, "pgp": _key, "phone": _phone, "mail": _mail, "quiet": _quiet}
