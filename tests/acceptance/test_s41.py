"""S41: an alert to 3 States at 03:00 is brought to each duty in turn; the log says who and when."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from almenara.core.access.context import system_work
from almenara.directory.tests import make as directory
from almenara.exchange.models import Delivery
from almenara.exchange.tests import make
from tests.acceptance.exchange import browser, chase, words, written

pytestmark = pytest.mark.django_db
NETWORK, KIND = "inter-american", "notice-inter-american"
PANAMA = ZoneInfo("America/Panama")


@pytest.fixture
def night(monkeypatch):
    """The clock can be put to a moment of the coming night."""
    clock = {"at": timezone.now()}
    monkeypatch.setattr(timezone, "now", lambda: clock["at"])

    def put(hours: float) -> datetime:
        three = (clock["at"] + timedelta(days=1)).astimezone(PANAMA).replace(
            hour=3, minute=0, second=0, microsecond=0
        )  # fmt: skip
        clock["three"] = clock.get("three", three)
        clock["at"] = clock["three"] + timedelta(hours=hours)
        return clock["at"]

    return put


def test_an_alert_at_three_in_the_morning_climbs_until_somebody_answers(night):
    network = directory.network(NETWORK)
    origin, third = (directory.country(code) for code in ("PAN", "BRA"))
    for country in (origin, third):
        directory.verified(network, country)
    states = {code: directory.manned(network, code) for code in ("CRI", "JAM", "COL")}
    secretariat = directory.person(directory.institution("s-cicte"), "secretariat")
    night(0)
    writer = browser(origin.duty)
    url = written(
        writer, KIND, title="Alerta de madrugada", body="Vigile los pasos.",
        marking="TLP:AMBER", states=list(states), actions=["watch"],
    )  # fmt: skip
    first = _board(origin.duty, url)
    assert {row["stage"] for row in first} == {"sent"}
    on_duty = {row["state"]: _told(row, 1) for row in first}
    for code, country in states.items():
        said = browser(country.duty).get(
            f"/api/v1/networks/{NETWORK}/on-duty?state={code}",
            headers=make.bearer(country.duty),
        ).json()  # fmt: skip
        assert on_duty[code] == {said["steps"][0]["username"]}, "at 03:00 the night shift is told"

    night(0.2)
    guard = _person(on_duty["CRI"])
    page = browser(guard).get(url)
    assert "Su acuse" in words(page)
    ack = f"/deliveries/{page.context['delivery']['id']}/acknowledge/"
    assert browser(guard).post(ack, {"answer": "acting"}).status_code == 302

    climbed = chase(night(5))
    assert {one["state"] for one in climbed["escalated"]} == {"JAM", "COL"}
    assert {one["step"] for one in climbed["escalated"]} == {2}
    assert climbed["overdue"] == []
    second = {one["state"]: set(one["to"]) for one in climbed["escalated"]}
    assert all(second[code].isdisjoint(on_duty[code]) for code in second)
    again = chase(timezone.now())
    assert (again["escalated"], again["overdue"]) == ([], [])

    alternate = _person(second["JAM"])
    page = browser(alternate).get(url)
    ack = f"/deliveries/{page.context['delivery']['id']}/acknowledge/"
    browser(alternate).post(ack, {"answer": "received"})
    chase(night(10))
    late = chase(night(15))
    assert len(late["overdue"]) == 1

    writer = browser(origin.duty)  # a session lasts one shift
    rows = {row["state"]: row for row in _board(origin.duty, url)}
    assert rows["CRI"]["acknowledged_by"] == guard.user.username
    assert rows["JAM"]["acknowledged_by"] == alternate.user.username
    assert rows["COL"]["overdue"] is True
    board = words(writer.get(url))
    for said in ("2 de 3 con acuse", "nadie respondió", guard.user.username, "en acción"):
        assert said in board, said
    log = words(writer.get(f"/journal/?thing=alert:{url.split('/')[2]}"))
    assert "emitió" in log or "envió" in log or "publicó" in log, log
    items = _journal(origin.duty, f"delivery:{rows['JAM']['id']}")
    assert {"acknowledge", "escalate"} <= {item["verb"] for item in items}
    assert all(item["at"] and item["actor"] for item in items)
    for other in (third.duty, secretariat):
        assert browser(other).get(url).status_code == 404, "nobody else sees that it exists"


def _board(who, url):
    """The deliveries as the originator's program reads them."""
    path = f"/api/v1{url.rstrip('/')}/deliveries"
    return browser(who).get(path, headers=make.bearer(who)).json()["items"]


def _told(row, step):
    return {notice["to"] for notice in row["notices"] if notice["step"] == step}


def _person(names):
    [name] = names
    with system_work():
        return make.Person.objects.select_related("user").get(user__username=name)


def _journal(who, thing):
    with system_work():
        assert Delivery.objects.unguarded("a test").exists()
    answer = browser(who).get(f"/api/v1/journal?thing={thing}", headers=make.bearer(who))
    return answer.json()["items"]
