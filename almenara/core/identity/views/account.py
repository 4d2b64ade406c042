"""My account: how pages reach me, where I am signed in, my keys, who acts for me, what is kept."""

import json
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from tempfile import TemporaryFile
from typing import Any, TypeVar

from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.forms import Form
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from almenara.core.identity import devices, queries, services
from almenara.core.identity.forms import (
    CorrectionForm,
    PreferencesForm,
    SubstitutionForm,
    TokenForm,
)
from almenara.core.identity.recent import recently_confirmed
from almenara.core.parties.request import Request
from almenara.formats.refusal import Unreadable

T = TypeVar("T")

YEAR = 365 * 24 * 3600  # seconds


@require_http_methods(["GET", "POST"])
def account(request: Request) -> HttpResponse:
    """Preferences and sessions, and the ways to the other pages."""
    person = queries.oneself(request.actor)
    form = PreferencesForm(request.POST or None, initial=_preferred(request, person))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        compact = said["density"] == "compact"
        services.update_preferences(request.actor, said["language"], said["zone"], compact)
        return _kept(redirect("identity:account"), said)
    context = {"form": form, "account": person, "stays": _stays(request)}
    context["why_export"] = queries.why_not_export(request.actor)
    context["is_keeper"] = request.actor.has_role("administrator")
    return render(request, "identity/account.html", context, status=422 if form.errors else 200)


@require_POST
def end_stay(request: Request, name: str) -> HttpResponse:
    services.revoke_stay(request.actor, queries.stay(request.actor, name))
    messages.success(request, _("Ese aparato ya no está dentro."))
    return redirect("identity:account")


@require_POST
def end_others(request: Request) -> HttpResponse:
    services.revoke_other_stays(request.actor, str(request.session.session_key))
    messages.success(request, _("Solo queda abierta esta sesión."))
    return redirect("identity:account")


@require_http_methods(["GET", "POST"])
@recently_confirmed
def tokens(request: Request) -> HttpResponse:
    """One's keys to the API; a new one is shown in the answer that makes it and never again."""
    form, key = TokenForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        ends = timezone.now() + timedelta(days=form.cleaned_data["days"])
        label = form.cleaned_data["label"]
        made = _attempt(form, partial(services.grant_token, request.actor, label, ends))
        form, key = (TokenForm(), made[1]) if made else (form, "")
    found = queries.tokens(request.actor)
    context = {"form": form, "key": key, "tokens": found, "now": timezone.now()}
    return render(request, "identity/tokens.html", context, status=422 if form.errors else 200)


@require_POST
def revoke_token(request: Request, pk: str) -> HttpResponse:
    services.revoke_token(request.actor, queries.token(request.actor, pk))
    messages.success(request, _("La clave ya no vale."))
    return redirect("identity:tokens")


@require_http_methods(["GET", "POST"])
def substitution(request: Request) -> HttpResponse:
    """Who acts for me while I am away, and for whom I act."""
    people = [(str(one.pk), str(one)) for one in queries.colleagues(request.actor)]
    form = SubstitutionForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid() and _named(request, form):
        return redirect("identity:substitution")
    found, now = queries.substitutions(request.actor), timezone.now()
    context = {"form": form, "substitutions": [_shown(request, row, now) for row in found]}
    return render(
        request, "identity/substitution.html", context, status=422 if form.errors else 200
    )


@require_POST
def revoke_substitution(request: Request, pk: str) -> HttpResponse:
    services.revoke_substitution(request.actor, queries.substitution(request.actor, pk))
    messages.success(request, _("Desde ahora actúa usted."))
    return redirect("identity:substitution")


@require_GET
@recently_confirmed
def export(request: Request) -> HttpResponse:
    """All that the platform keeps of me and that I gave, as JSON."""
    told = services.export_own(request.actor)
    text = json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    headers = {"Content-Disposition": 'attachment; filename="almenara-mis-datos.json"'}
    return HttpResponse(text, content_type="application/json", headers=headers)


@require_POST
@recently_confirmed
def export_state(request: Request) -> FileResponse:
    """All that my State gave, as one archive: made whole first, then sent piece by piece."""
    with ExitStack() as closing:
        file = closing.enter_context(TemporaryFile())
        services.export_state(request.actor, file)
        file.seek(0)
        closing.pop_all()
    return FileResponse(file, as_attachment=True, filename=f"almenara-{request.actor.state}.zip")


@require_http_methods(["GET", "POST"])
def correction(request: Request) -> HttpResponse:
    """Ask for something to be put right, and read what became of it."""
    form = CorrectionForm(request.POST or None, initial={"about": request.GET.get("about", "")})
    if request.method == "POST" and form.is_valid() and _asked(request, form):
        messages.success(request, _("La administración ya lo tiene."))
        return redirect("identity:correction")
    context = {"form": form, "corrections": queries.own_corrections(request.actor)}
    return render(request, "identity/correction.html", context, status=422 if form.errors else 200)


def _asked(request: Request, form: CorrectionForm) -> bool:
    said = form.cleaned_data
    act = partial(services.ask, request.actor, said["about"], said["words"])
    return _attempt(form, act) is not None


def _me(request: Request) -> str:
    return str(request.actor.person)


def _preferred(request: Request, person: Any) -> dict[str, str]:
    return {
        "language": person.language,
        "zone": person.zone,
        "density": "compact" if person.compact else "airy",
        "theme": request.COOKIES.get("almenara_theme", ""),
    }


def _kept(response: HttpResponse, said: dict[str, str]) -> HttpResponse:
    """What the browser keeps by itself: the same cookies as the switches of the page's foot."""
    cookies = {"almenara_density": said["density"], "almenara_theme": said["theme"]}
    for name, value in {**cookies, "lang": said["language"]}.items():
        if value:
            response.set_cookie(name, value, max_age=YEAR, samesite="Lax")
        else:
            response.delete_cookie(name, samesite="Lax")
    return response


def _stays(request: Request) -> list[dict[str, Any]]:
    here = request.session.session_key
    return [
        {"row": row, "device": _device(row.agent), "is_here": row.pk == here}
        for row in queries.stays(request.actor)
    ]


def _device(agent: str) -> str:
    """«Firefox en Windows»."""
    browser, system = devices.device(agent)
    if browser and system:
        return _("%(browser)s en %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("un aparato sin nombre")


def _named(request: Request, form: SubstitutionForm) -> bool:
    """Name the substitute, or say beside the form why not."""
    who = queries.colleagues(request.actor).get(pk=form.cleaned_data["substitute"])
    since, until = form.moments(request.actor.zone)
    rule = form.cleaned_data["rule"]
    act = partial(services.substitute, request.actor, who, rule, since, until)
    return _attempt(form, act) is not None


def _attempt(form: Form, act: Callable[[], T]) -> T | None:
    """What the act made; a refusal stands beside the form."""
    try:
        return act()
    except Unreadable as refusal:
        for loc, words in refusal.places(_):
            form.add_error(str(loc[-1]), words)
        return None


def _shown(request: Request, row: Any, now: Any) -> dict[str, Any]:
    is_mine = str(row.holder_id) == _me(request)
    ended = row.until <= now or row.revoked_at is not None
    return {
        "row": row,
        "is_mine": is_mine,
        "stage": "ended" if ended else "now" if row.since <= now else "next",
        "may_revoke": is_mine and not ended,
    }
