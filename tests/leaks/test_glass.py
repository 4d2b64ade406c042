"""The viewer «glass»: before, during and after, on both walls; one alert and nothing beside it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from almenara.core.access.context import acting, system_work
from almenara.exchange.models import Glass
from tests.extent import some
from tests.leaks import oracle
from tests.leaks.asking import VIEWERS, ask, is_seen, leaks, never, said, same_as_never
from tests.leaks.test_raw_sql import rows
from tests.leaks.world import SEATS

pytestmark = pytest.mark.sampled

ASKER, SECOND = "secretariat", "administrator"
WISH = {"reason": "Vidas en peligro", "legal_basis": "Regla", "hours": 1}
SQL = {
    "alert": "select id::text from exchange_alert",
    "bundle": "select alert_id::text from exchange_bundle",
    "delivery": "select id::text from exchange_delivery",
    "answer": "select alert_id::text from exchange_answer",
}


def shut(asked):
    """What the secretariat may not see, one of each marking."""
    found = {t.sent.marking: t for t in asked.alerts if not is_seen(asked, viewer(asked), t)}
    return list(found.values())


def viewer(asked, name=ASKER):
    return asked.viewers[name]


def call(asked, name, path, **body):
    """An act that stays: `asking.ask` takes everything back."""
    client = asked.clients[name, True]
    return client.post(f"/api/v1{path}", body, content_type="application/json")


def stands(asked, name):
    with acting(asked.actors[name]):
        return {table: rows(sql) for table, sql in SQL.items()}


def look(asked, thing, name=ASKER):
    return ask(asked, viewer(asked, name), f"/api/v1/alerts/{thing.pk}")


def is_nothing(asked, thing, name=ASKER):
    nothing = never(asked, viewer(asked, name), "/api/v1/alerts/{}")
    return same_as_never(look(asked, thing, name), nothing, thing.pk)


def opened(asked, thing):
    pk = call(asked, ASKER, "/glass", **WISH, reference=thing.reference).json()["id"]
    assert is_nothing(asked, thing)
    assert call(asked, SECOND, f"/glass/{pk}/break-glass").status_code == 200
    return pk


def test_before_during_and_after(asked):
    before = {name: stands(asked, name) for name in (ASKER, SECOND)}
    for thing in some(shut(asked), each=2):
        assert is_nothing(asked, thing)
        pk = opened(asked, thing)
        assert thing.sent.word in said(look(asked, thing))
        every = oracle.receivers(thing.sent, SEATS, asked.homes)
        board = ask(asked, viewer(asked), f"/api/v1/alerts/{thing.pk}/deliveries").json()
        assert {item["institution"] for item in board["items"]} == every
        now = stands(asked, ASKER)
        assert now["alert"] - before[ASKER]["alert"] == {thing.pk}
        assert now["bundle"] - before[ASKER]["bundle"] == {thing.pk}
        assert now["delivery"] - before[ASKER]["delivery"] == set(thing.deliveries.values())
        assert now["answer"] == before[ASKER]["answer"]
        assert stands(asked, SECOND) == before[SECOND]
        assert call(asked, ASKER, f"/glass/{pk}/end").status_code == 200
        assert is_nothing(asked, thing)
        assert stands(asked, ASKER) == before[ASKER]


def test_it_ends_by_the_clock_of_the_database(asked):
    before = stands(asked, ASKER)
    thing = shut(asked)[0]
    pk = opened(asked, thing)
    with system_work():
        Glass.objects.filter(pk=pk).update(until=timezone.now() - timedelta(seconds=1))
    assert is_nothing(asked, thing)
    assert stands(asked, ASKER) == before


def test_while_it_is_open_everybody_else_sees_what_the_oracle_says(asked):
    thing = shut(asked)[-1]
    opened(asked, thing)
    for name in VIEWERS:
        who = viewer(asked, name)
        wanted = name == ASKER or is_seen(asked, who, thing)
        assert is_nothing(asked, thing, name) is not wanted, name
        if name not in (ASKER, SECOND):
            assert not leaks(asked, who, ask(asked, who, "/api/v1/glass")), name


def test_lists_search_and_counts_are_not_widened(asked):
    thing = shut(asked)[0]
    questions = ("/alerts?limit=200", "/search?q=" + thing.sent.word)
    before = [ask(asked, viewer(asked), f"/api/v1{q}").json() for q in questions]
    opened(asked, thing)
    assert [ask(asked, viewer(asked), f"/api/v1{q}").json() for q in questions] == before


def test_a_request_says_the_same_of_what_is_hidden_and_of_nothing(asked):
    for thing in some(shut(asked), each=2, first=1):
        two = [call(asked, ASKER, "/glass", **WISH, reference=reference).json()
               for reference in (thing.reference, "PAN-000000")]  # fmt: skip
        told = [{**one, "id": "", "reference": "", "asked_at": ""} for one in two]
        assert told[0] == told[1]
        pages = []
        for one in two:
            text = said(ask(asked, viewer(asked), f"/glass/{one['id']}/"))
            pages.append(text.replace(one["id"], "").replace(one["reference"], ""))
        assert pages[0] == pages[1]
