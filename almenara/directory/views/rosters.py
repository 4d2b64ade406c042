"""A post's week, setting its roster, covering and swapping, and the calendar."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from almenara.core.parties.actor import Actor
from almenara.directory import desk, forms, queries, services, weeks
from almenara.directory.models import Post, RosterChange
from almenara.directory.views import trying
from almenara.formats.refusal import Unreadable

ANY = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def roster(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A week as a band: who has the shift, gaps, both zones."""
    actor, post = request.actor, _reachable(request, pk)
    week = weeks.of(request.GET.get("week", ""), post.zone, timezone.now())
    context = weeks.page(actor, post, week) | {
        "swap_form": forms.SwapForm(weeks.choices(actor, post), auto_id="swap_%s"),
        "cover_form": forms.ChangeForm(desk.people_of(actor, post), auto_id="cover_%s"),
    }
    return render(request, "directory/roster.html", context)


@ANY
def set_roster(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Hand-over times on the wall clock and the order of the people."""
    actor, post = request.actor, queries.post(request.actor, pk)
    form = forms.RosterForm(post.zone, request.POST or None, initial=weeks.initial(actor, post))
    made = trying.attempt(form, lambda said: services.roster(actor, post, _rule(actor, post, said)))
    page = ("directory/note.html", {"network": post.network, "title": _("Escribir el turno")})
    return trying.finished(request, form, made, f"/directory/posts/{pk}/roster/", page)


@require_POST
def cover(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Somebody takes over what lies between two moments, in the post's zone."""
    actor, post = request.actor, queries.post(request.actor, pk)
    form = forms.ChangeForm(desk.people_of(actor, post), request.POST)

    def do(said: dict[str, Any]) -> RosterChange:
        start, end = (
            forms.moment_of(said[key].replace(tzinfo=None), post.zone)
            for key in ("starts_at", "ends_at")
        )
        return services.override(actor, post, said["person"], start, end)

    made = trying.attempt(form, do)
    page = ("directory/note.html", {"network": post.network, "title": _("Cubrir unas horas")})
    return trying.finished(request, form, made, f"/directory/posts/{pk}/roster/", page)


@require_POST
def swap(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Two persons exchange two shifts."""
    actor, post = request.actor, queries.post(request.actor, pk)
    form = forms.SwapForm(weeks.choices(actor, post), request.POST)

    def do(said: dict[str, Any]) -> RosterChange:
        one, other = (weeks.chosen(actor, post, said[key]) for key in ("one", "other"))
        return services.swap(
            actor, post, (one.person, one.starts_at), (other.person, other.starts_at)
        )

    made = trying.attempt(form, do)
    page = ("directory/note.html", {"network": post.network, "title": _("Cambiar un turno")})
    return trying.finished(request, form, made, f"/directory/posts/{pk}/roster/", page)


@require_safe
def calendar(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The coming shifts as iCalendar."""
    post = _reachable(request, pk)
    content = weeks.calendar(request.actor, post, timezone.now(), settings.BASE_URL)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{post.network_id}.ics"'
    return response


def _reachable(request: HttpRequest, pk: UUID) -> Post:
    """Rosters of a network for events are seen during the event (S35)."""
    post = queries.post(request.actor, pk)
    if not queries.is_reachable(request.actor, post, timezone.now()):
        raise Post.DoesNotExist
    return post


def _rule(actor: Actor, post: Post, said: dict[str, Any]) -> dict[str, Any]:
    """The form as `rosters.read_rule` wants it."""
    people = {p.user.get_username(): str(p.pk) for p in desk.people_of(actor, post)}
    named = said["people"].split()
    if unknown := [name for name in named if name not in people]:
        words = _("No tienen este puesto: {names}").format(names=", ".join(unknown))
        raise Unreadable(["people"], words)
    clocks = [clock.strip() for clock in said["hand_overs"].split(",") if clock.strip()]
    return {
        "zone": said["zone"],
        "people": [people[name] for name in named],
        "hand_overs": [{"days": said["days"], "at": clock} for clock in clocks],
        "rotation": said["rotation"],
        "from": said["begins"].isoformat(),
    }
