"""The peer of `bench exchange`: a bare Django page over the same rows, behind the same server.

Settings and URLs in one file: Django's own middleware, its session and its user, a paginator over
the same table (so a count and 25 rows), a plain template; no walls, no journal, no languages.
"""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import path

from almenara.config.settings import *  # noqa: F403 - these settings, less what makes it Almenara

ROOT_URLCONF = "bench.bare"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",  # the session was opened by it
]
PAGE = Engine().from_string("""<!doctype html><title>Alerts</title><h1>{{ page.paginator.count }}
alerts, {{ user.username }}</h1><ul>{% for row in page %}<li><a href="/alerts/{{ row.pk }}/">
{{ row.reference }}</a> {{ row.marking }} {{ row.titles.es }} {{ row.origin.slug }}
{{ row.published_at|date:"c" }}</li>{% endfor %}</ul><p>{{ page.number }}</p>""")


@login_required
def alerts(request: HttpRequest) -> HttpResponse:
    """What anybody would write first."""
    from almenara.exchange.models import Alert  # noqa: PLC0415 - these are the settings themselves

    rows: Any = Alert.objects.select_related("origin").order_by("-published_at", "pk")
    page = Paginator(rows, 25).get_page(request.GET.get("page"))
    return HttpResponse(PAGE.render(Context({"page": page, "user": request.user})))


urlpatterns = [path("alerts/", alerts)]
