"""The front door, the state of the machine, and the pages of what went wrong."""

from datetime import timedelta

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from almenara.core.web import refusals
from almenara.core.web.doors import public

HEARTBEAT = timedelta(seconds=90)
_ALIVE = """select exists (select from procrastinate_workers
where last_heartbeat > now() - %s::interval)"""


@public
def healthz(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"alive": True})


@public
def readyz(request: HttpRequest) -> HttpResponse:
    """Database, migrations and the worker's last heartbeat."""
    state = {"database": False, "migrations": False, "worker": False}
    try:
        with connection.cursor() as cursor:
            cursor.execute(_ALIVE, [HEARTBEAT])
            state |= {"database": True, "worker": bool(cursor.fetchone()[0])}
        executor = MigrationExecutor(connection)
        state["migrations"] = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        pass
    ready = all(state.values())
    return JsonResponse({"ready": ready, **state}, status=200 if ready else 503)


@public
def home(request: HttpRequest) -> HttpResponse:
    name = "web/home.html" if request.actor.is_known else "web/front_door.html"
    return render(request, name)


@public
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "web/about.html")


@public
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refusals.page(request, 400)


@public
def denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refusals.page(request, 403, exception)


@public
def absent(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refusals.page(request, 404)


@public
def broken(request: HttpRequest) -> HttpResponse:
    """Nothing is asked of the database here: it may be what broke."""
    return refusals.bare(request, 500)
