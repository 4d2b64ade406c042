"""A post's week, setting its roster, covering and swapping, and the calendar."""

from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from almenara.core.parties.request import Request
from almenara.directory import (
    desk,
    forms,
    importing,
    months,
    queries,
    services,
    submitting,
    waiting,
    weeks,
)
from almenara.directory.views import trying
from almenara.directory.wallclock import zone

ANY = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def roster(request: Request, pk: UUID) -> HttpResponse:
    """A week as a band: who has the shift, gaps, both zones."""
    actor, now = request.actor, timezone.now()
    post = desk.reachable_post(actor, pk, now)
    context = weeks.page(actor, post, weeks.of(request.GET.get("week", ""), post.zone, now))
    return render(request, "directory/roster.html", context | _changing(request, pk))


@require_safe
def month(request: Request, pk: UUID) -> HttpResponse:
    """A month as a calendar."""
    actor, now = request.actor, timezone.now()
    post = desk.reachable_post(actor, pk, now)
    context = months.page(actor, post, months.of(request.GET.get("month", ""), post.zone, now))
    return render(request, "directory/roster_month.html", context | _changing(request, pk))


def _changing(request: Request, pk: UUID) -> dict[str, Any]:
    """The forms beside a roster, with what its links put into them."""
    actor, asked = request.actor, request.GET
    post = queries.post(actor, pk)
    covered = {"starts_at": asked.get("from", ""), "ends_at": asked.get("until", "")}
    swapped = weeks.first_swap(actor, post, asked.get("one", ""))
    people, shifts = desk.people_of(actor, post), weeks.choices(actor, post)
    place = zone(post.zone)
    return {
        "swap_form": forms.SwapForm(shifts, auto_id="swap_%s", initial=swapped),
        "cover_form": forms.ChangeForm(people, place, auto_id="cover_%s", initial=covered),
    }


@ANY
def set_roster(request: Request, pk: UUID) -> HttpResponse:
    """Hand-over times on the wall clock and the order of the people."""
    actor, post = request.actor, queries.post(request.actor, pk)
    form = forms.RosterForm(post.zone, request.POST or None, initial=weeks.initial(actor, post))
    made = trying.attempt(form, partial(submitting.roster, actor, post))
    page = waiting.alone(post.network, _("Escribir el turno"))
    return trying.finished(request, form, made, f"/directory/posts/{pk}/roster/", page)


def _beside(post: queries.Post, title: str) -> trying.Page:
    """What changes a roster, alone: the way back to it, and in which zone its hours are read."""
    template, page = waiting.alone(post.network, title)
    back = {"url": f"/directory/posts/{post.pk}/roster/", "label": _("Cuadro de guardias")}
    zone_words = weeks.zone_words(post.zone, timezone.now())
    return template, page | {"crumbs": [page["crumbs"][-1], back], "zone_words": zone_words}


@require_POST
def cover(request: Request, pk: UUID) -> HttpResponse:
    """Somebody takes over what lies between two moments, in the post's zone."""
    actor, post = request.actor, queries.post(request.actor, pk)
    form = forms.ChangeForm(desk.people_of(actor, post), zone(post.zone), request.POST)
    made = trying.attempt(form, partial(submitting.cover, actor, post))
    page = _beside(post, _("Cubrir unas horas"))
    return trying.finished(request, form, made, f"/directory/posts/{pk}/roster/", page)


@require_POST
def swap(request: Request, pk: UUID) -> HttpResponse:
    """Two persons exchange two shifts."""
    actor, post = request.actor, queries.post(request.actor, pk)
    form = forms.SwapForm(weeks.choices(actor, post), request.POST)
    made = trying.attempt(form, partial(submitting.swap, actor, post))
    page = _beside(post, _("Cambiar un turno"))
    return trying.finished(request, form, made, f"/directory/posts/{pk}/roster/", page)


@require_POST
def withdraw(request: Request, pk: UUID) -> HttpResponse:
    """A cover or swap is taken back."""
    change = services.withdraw_change(request.actor, desk.change(request.actor, pk))
    trying.told(request, _("Quitó el cambio: el cuadro vuelve a decir lo que dice el turno."))
    return redirect(f"/directory/posts/{change.post_id}/roster/")


@ANY
def bring(request: Request, pk: UUID) -> HttpResponse:
    """A calendar of shifts: first what it would change, then, sent again, it changes that."""
    actor, post = request.actor, queries.post(request.actor, pk)
    if "text" in request.POST:
        return _take(request, pk)
    form = forms.CalendarForm(request.POST or None, request.FILES or None)
    seen = trying.attempt(form, lambda said: importing.preview(actor, post, said["calendar"]))
    context = importing.page(actor, post) | {"upload": form}
    if seen is not None:
        return render(request, "directory/roster_import.html", context | seen)
    return trying.finished(request, form, None, "", ("directory/roster_import.html", context))


def _take(request: Request, pk: UUID) -> HttpResponse:
    actor, post = request.actor, queries.post(request.actor, pk)
    form = forms.TakenForm(request.POST)
    made = trying.attempt(form, partial(submitting.take_calendar, actor, post))
    context = importing.page(actor, post) | {"upload": forms.CalendarForm()}
    page = ("directory/roster_import.html", context)
    return trying.finished(request, form, made, f"/directory/posts/{pk}/roster/", page)


@require_safe
def calendar(request: Request, pk: UUID) -> HttpResponse:
    """The coming shifts as iCalendar."""
    now = timezone.now()
    post = desk.reachable_post(request.actor, pk, now)
    content = weeks.calendar(request.actor, post, now, settings.BASE_URL)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{post.network_id}.ics"'
    return response
