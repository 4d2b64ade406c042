"""Pages of signals in stored series: for the observatory and the State concerned."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from almenara.core.parties.request import Request
from almenara.observatory.pages import drawings, watches
from almenara.observatory.services import watching


@require_safe
def watch_list(request: Request) -> HttpResponse:
    """What was looked over and what was found."""
    asked = request.GET
    context = watches.watch_page(request.actor, asked.get("flow", ""), asked.get("page"))
    return render(request, "observatory/watch_list.html", context)


@require_POST
def watch_look(request: Request) -> HttpResponse:
    """Look over a flow now."""
    code = request.POST.get("dataflow", "")
    found = watching.watch(request.actor, code).signals.count()
    said = ngettext("%d señal encontrada.", "%d señales encontradas.", found)
    messages.success(request, said % found)
    return redirect(f"/observatory/watch/?flow={code}")


@require_safe
def watch_signal(request: Request, pk: UUID) -> HttpResponse:
    """One signal, explained; `replay` computes it again."""
    is_replay = "replay" in request.GET
    context = watches.signal_page(request.actor, str(pk), is_replay=is_replay)
    return render(request, "observatory/watch_signal.html", context)


@require_safe
def watch_picture(request: Request, pk: UUID) -> HttpResponse:
    """The picture of a signal."""
    width = drawings.SIZES.get(request.GET.get("size", ""), drawings.WIDE)
    made = watches.picture(request.actor, str(pk), width)
    return HttpResponse(made, content_type="image/svg+xml")
