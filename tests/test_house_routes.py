"""Lists cost the same number of queries for one row as for twenty-one."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from almenara.exchange import services
from almenara.exchange.tests import make
from tests.extent import some
from tests.leaks import routes
from tests.leaks.world import BACKEND
from tests.shared import taken_back

pytestmark = [pytest.mark.django_db, pytest.mark.sampled]
MORE = 20
NEVER_ASKED = {"healthz", "readyz", "api/v1/openapi.json"}
# Where the rows of this world can stand; of the other pages `make test` asks one in three.
NEAR = re.compile(
    "^$|alert|inbox|calls|journal|search|glass|director|network|people|account|me($|/)|states"
    "|statistics|organisation|kinds|types|documents|desk|deliver|correspondence"
)
PLAIN = [r for r in routes.TABLE if not routes.SLOT.search(r) and r not in NEVER_ASKED]
ASKED = [r for r in PLAIN if NEAR.search(r)] + some(r for r in PLAIN if not NEAR.search(r))
ABOUT_ALERTS = [
    "/api/v1/alerts/{}/deliveries",
    "/api/v1/alerts/{}/answers",
    "/alerts/{}/",
]
ABOUT_NETWORKS = [
    "/directory/csirt/",
    "/directory/csirt/?state=CRI",
    "/directory/csirt/members/",
    "/directory/csirt/checks/",
    "/api/v1/networks/csirt/posts",
    "/api/v1/search?q=campaña",
    "/search/?q=campaña",
]


@pytest.fixture
def officers():
    return {"PAN": make.officer("pan-csirt", "PAN"), "CRI": make.officer("cri-csirt", "CRI")}


def send(officers, number):
    """So many institutions with a post, and alerts; the last one to all and answered by each."""
    teams = [
        make.officer(f"cri-team-{make.User.objects.count()}", "CRI", lead=False)
        for _ in range(number)
    ]
    for _ in teams[1:]:
        make.alert(officers["PAN"], marking="TLP:GREEN", audience={"institutions": ["cri-csirt"]})
    alert = make.alert(officers["PAN"], marking="TLP:GREEN", audience={"network": True})
    for team in teams:
        services.answer(make.actor(team), alert, "Recibido", "all")
    return alert


def costs(clients, urls, warm=False):
    """Queries of each page that is there for this person; `warm` asks once before.

    The sender is asked about alerts alone, the receiver about everything.
    """
    found = {}
    for name, client in clients.items():
        for url in urls if name == "CRI" else [one for one in urls if "alerts" in one]:
            way = client[url.startswith("/api/")]
            if warm:
                with taken_back():
                    if way.get(url).status_code != 200:
                        continue
            with taken_back(), CaptureQueriesContext(connection) as queries:
                assert way.get(url).status_code < 500, url
            found[name, url] = len(queries)
    return found


def clients_of(officers):
    found = {}
    for name, officer in officers.items():
        pages = Client()
        pages.force_login(officer.user, BACKEND)
        found[name] = {True: Client(headers=make.bearer(officer)), False: pages}
    return found


def test_lists_cost_the_same_for_one_row_and_for_twenty_one(officers):
    first = send(officers, 1)
    plain = [routes.filled(route) for route in ASKED] + ABOUT_NETWORKS
    about = [url.format(first.pk) for url in ABOUT_ALERTS]
    before = costs(clients_of(officers), [*plain, *about], warm=True)
    last = str(send(officers, MORE).pk)
    shown = {url.replace(str(first.pk), last) for _name, url in before}
    now = costs(clients_of(officers), sorted(shown))
    grown = [
        (name, url, one, many)
        for (name, url), one in before.items()
        if (many := now[name, url.replace(str(first.pk), last)]) > one
    ]
    assert not grown
    assert len(before) > 40
