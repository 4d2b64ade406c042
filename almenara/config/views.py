"""The front door, the state of the machine, and the pages of what went wrong."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.config import front, statistics
from almenara.config import home as pages
from almenara.config.checkup import HEARTBEAT
from almenara.config.demonstration import entrances
from almenara.core.parties.refusals import TooMany
from almenara.core.parties.request import Request
from almenara.core.web import refusals
from almenara.core.web.doors import public

_ALIVE = """select exists (select from procrastinate_workers
where last_heartbeat > now() - make_interval(secs => %s))"""

OPEN_ABSENCE = ("/api/", "/static/", "/.well-known/", "/accounts/", "/favicon", "/robots")


@public
def healthz(request: Request) -> HttpResponse:
    return JsonResponse({"alive": True})


@public
def readyz(request: Request) -> HttpResponse:
    """Database, migrations and the worker's last heartbeat."""
    state = {"database": False, "migrations": False, "worker": False}
    try:
        with connection.cursor() as cursor:
            cursor.execute(_ALIVE, [HEARTBEAT.total_seconds()])
            state |= {"database": True, "worker": bool(cursor.fetchone()[0])}
        executor = MigrationExecutor(connection)
        state["migrations"] = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        pass
    ready = all(state.values())
    return JsonResponse({"ready": ready, **state}, status=200 if ready else 503)


@public
def home(request: Request) -> HttpResponse:
    """The front door, or what awaits whoever is signed in."""
    if request.actor.is_known:
        return render(request, "web/home.html", pages.home_page(request.actor))
    context = front.front_door(request.actor) | {"enter": entrances.buttons()}
    return render(request, "web/front_door.html", context)


@public
def about(request: Request) -> HttpResponse:
    return render(request, "web/about.html", {"installation": settings.INSTALLATION})


@public
def figures(request: Request) -> HttpResponse:
    """What the platform says of itself (R18)."""
    return render(request, "web/statistics.html", statistics.page(request.actor, timezone.now()))


@public
def bad_request(request: Request, exception: Exception) -> HttpResponse:
    return refusals.page(request, 400)


@public
def denied(request: Request, exception: Exception) -> HttpResponse:
    return refusals.page(request, 403, exception)


@public
def absent(request: Request, exception: Exception) -> HttpResponse:
    """A stranger is asked who they are, whether the page exists or not."""
    actor = getattr(request, "actor", None)
    if actor and not actor.is_known and not request.path.startswith(OPEN_ABSENCE):
        return redirect_to_login(request.get_full_path())
    return refusals.page(request, 404)


@public
def security(request: Request) -> HttpResponse:
    """Whom to tell of a weakness (RFC 9116)."""
    ends = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=180)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {ends.isoformat().replace('+00:00', 'Z')}",
        "Preferred-Languages: es, en, pt, fr",
        f"Canonical: {settings.BASE_URL}/.well-known/security.txt",
        f"Policy: {settings.BASE_URL}/about/",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@public
def too_often(request: Request) -> HttpResponse:
    """Where allauth counts by itself, it counts by the minute."""
    return refusals.page(request, 429, TooMany(_("Demasiadas peticiones en un minuto."), 60))


@public
def broken(request: Request) -> HttpResponse:
    """Nothing is asked of the database here: it may be what broke."""
    return refusals.bare(request, 500)
