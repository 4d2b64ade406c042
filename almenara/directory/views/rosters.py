"""A post's week, setting its roster, covering and swapping, and the calendar."""

from functools import partial
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from almenara.core.parties.request import Request
from almenara.directory import desk, forms, queries, submitting, waiting, weeks
from almenara.directory.views import trying

ANY = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def roster(request: Request, pk: UUID) -> HttpResponse:
    """A week as a band: who has the shift, gaps, both zones."""
    actor, now = request.actor, timezone.now()
    post = desk.reachable_post(actor, pk, now)
    context = weeks.page(actor, post, weeks.of(request.GET.get("week", ""), post.zone, now)) | {
        "swap_form": forms.SwapForm(weeks.choices(actor, post), auto_id="swap_%s"),
        "cover_form": forms.ChangeForm(desk.people_of(actor, post), auto_id="cover_%s"),
    }
    return render(request, "directory/roster.html", context)


@ANY
def set_roster(request: Request, pk: UUID) -> HttpResponse:
    """Hand-over times on the wall clock and the order of the people."""
    actor, post = request.actor, queries.post(request.actor, pk)
    form = forms.RosterForm(post.zone, request.POST or None, initial=weeks.initial(actor, post))
    made = trying.attempt(form, partial(submitting.roster, actor, post))
    page = waiting.alone(post.network, _("Escribir el turno"))
    return trying.finished(request, form, made, f"/directory/posts/{pk}/roster/", page)


@require_POST
def cover(request: Request, pk: UUID) -> HttpResponse:
    """Somebody takes over what lies between two moments, in the post's zone."""
    actor, post = request.actor, queries.post(request.actor, pk)
    form = forms.ChangeForm(desk.people_of(actor, post), request.POST)
    made = trying.attempt(form, partial(submitting.cover, actor, post))
    page = waiting.alone(post.network, _("Cubrir unas horas"))
    return trying.finished(request, form, made, f"/directory/posts/{pk}/roster/", page)


@require_POST
def swap(request: Request, pk: UUID) -> HttpResponse:
    """Two persons exchange two shifts."""
    actor, post = request.actor, queries.post(request.actor, pk)
    form = forms.SwapForm(weeks.choices(actor, post), request.POST)
    made = trying.attempt(form, partial(submitting.swap, actor, post))
    page = waiting.alone(post.network, _("Cambiar un turno"))
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
