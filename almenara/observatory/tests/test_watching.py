"""Signals over what is stored: who may look, who reads them, and that they can be replayed."""

import pytest

from almenara.core.access.context import acting
from almenara.core.parties.actor import NOBODY
from almenara.core.parties.refusals import Denied
from almenara.observatory import watched
from almenara.observatory.services import watching
from almenara.observatory.tests import make
from tests.acceptance.directory import Program, browser

pytestmark = pytest.mark.django_db
WATCH = "/observatory/watch/"
STEADY = [("0101", str(year), "100" if year % 2 else "104") for year in range(2010, 2022)]
RISEN = [("0101", str(year), "220") for year in (2022, 2023)]


def page(reader, url):
    found = reader.get(url)
    assert found.status_code == 200, url
    return found.content.decode()


def seen(viewer):
    with acting(viewer):
        return [(one.state_id, one.period, one.method) for one in watched.signals(viewer)]


def test_a_break_of_trend_is_a_signal_for_the_desk_and_for_its_state():
    desk, panama, costa = make.analyst(), make.office("PAN"), make.office("CRI")
    make.checked(panama, STEADY + RISEN)
    make.checked(costa, STEADY)
    with pytest.raises(Denied):
        watching.watch(panama.clerk, make.FLOW)
    made = watching.watch(desk, make.FLOW)
    assert (made.judged, made.silent) == ({"CRI": 1, "PAN": 1}, {})
    said = [("PAN", "2022", "breaks")]
    assert seen(desk) == seen(panama.clerk) == seen(panama.mission) == said
    assert seen(costa.clerk) == seen(NOBODY) == []
    with acting(panama.clerk):
        assert watched.watches(panama.clerk).count() == 1
    with acting(costa.clerk):
        assert watched.watches(costa.clerk).count() == 0
    with acting(desk):
        found = watched.signals(desk).get()
        outcome, is_same = watched.replayed(found)
    assert is_same
    assert outcome.observed == pytest.approx(220)


def test_where_history_is_short_nothing_is_alarmed():
    desk, panama = make.analyst(), make.office("PAN")
    make.checked(panama, STEADY[:3])
    made = watching.watch(desk, make.FLOW)
    assert (made.judged, made.silent) == ({}, {"short": 1})
    assert seen(desk) == []


def test_the_page_explains_a_signal_and_computes_it_again(client):
    desk, panama, costa = make.analyst(), make.office("PAN"), make.office("CRI")
    make.checked(panama, STEADY + RISEN)
    people = {one: browser(one) for one in (desk, panama.clerk, costa.clerk)}
    assert "Ninguna señal" in page(people[desk], WATCH)
    assert people[panama.clerk].post(f"{WATCH}look/", {"dataflow": make.FLOW}).status_code == 403
    assert people[desk].post(f"{WATCH}look/", {"dataflow": make.FLOW}).status_code == 302
    for reader in (desk, panama.clerk):
        assert "Desde 2022 el nivel es de 220" in page(people[reader], WATCH)
    assert "220" not in page(people[costa.clerk], WATCH)
    with acting(desk):
        pk = watched.signals(desk).get().pk
    found = page(people[panama.clerk], f"{WATCH}{pk}/")
    assert "se esperaban" not in found
    assert "Límite" in found
    assert "dice lo mismo" in page(people[desk], f"{WATCH}{pk}/?replay=1")
    assert people[costa.clerk].get(f"{WATCH}{pk}/").status_code == 404
    assert people[costa.clerk].get(f"{WATCH}{pk}.svg").status_code == 404
    drawn = people[desk].get(f"{WATCH}{pk}.svg")
    assert (drawn.status_code, drawn["Content-Type"]) == (200, "image/svg+xml")
    assert client.get(WATCH).status_code == 302


def test_programs_look_over_read_and_replay(client):
    desk, panama, costa = make.analyst(), make.office("PAN"), make.office("CRI")
    make.checked(panama, STEADY + RISEN)
    programs = {one: Program(one) for one in (desk, panama.clerk, costa.clerk)}
    asked = {"dataflow": make.FLOW}
    assert programs[panama.clerk].post("/watch/looks", asked).status_code == 403
    assert programs[desk].post("/watch/looks", {"dataflow": "DF_NONE"}).status_code == 404
    made = programs[desk].post("/watch/looks", asked)
    assert (made.status_code, made.json()["judged"]) == (201, {"PAN": 1})
    (one,) = programs[panama.clerk].get("/watch/signals").json()["items"]
    assert (one["state"], one["method"], one["rank"]) == ("PAN", "breaks", 1)
    assert programs[desk].get("/watch/signals", dataflow="DF_POLICE").json()["count"] == 0
    whole = programs[desk].get(f"/watch/signals/{one['id']}").json()
    assert whole["inputs"]["values"][-1] == 220
    assert programs[desk].get(f"/watch/signals/{one['id']}/replay").json()["is_same"]
    assert programs[costa.clerk].get("/watch/signals").json()["count"] == 0
    assert programs[costa.clerk].get(f"/watch/signals/{one['id']}").status_code == 404
    assert client.get("/api/v1/watch/signals").status_code == 401
