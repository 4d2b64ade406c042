"""Lists cost the same number of queries for one row as for twenty-one."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from almenara.exchange import services
from almenara.exchange.tests import make
from tests.leaks import routes
from tests.leaks.world import BACKEND, taken_back

pytestmark = pytest.mark.django_db
MORE = 20
NEVER_ASKED = {"healthz", "readyz", "api/v1/openapi.json"}
PLAIN = [r for r in routes.TABLE if not routes.SLOT.search(r) and r not in NEVER_ASKED]
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


def costs(clients, urls):
    found = {}
    for name, client in clients.items():
        for url in urls:
            way = client[url.startswith("/api/")]
            with taken_back():
                way.get(url)
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
    plain = [routes.filled(route) for route in PLAIN] + ABOUT_NETWORKS
    about = [url.format(first.pk) for url in ABOUT_ALERTS]
    before = costs(clients_of(officers), [*plain, *about])
    last = send(officers, MORE)
    now = costs(clients_of(officers), [*plain, *(url.format(last.pk) for url in ABOUT_ALERTS)])
    pairs = zip(before.items(), now.items(), strict=True)
    grown = [(where, one, many) for (where, one), (_where, many) in pairs if many > one]
    assert not grown
