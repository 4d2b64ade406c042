"""S78: a decision goes to the Governments link by link; each Mission of the day records its own."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from almenara.directory.tests import make
from tests.acceptance.directory import Program, browser
from tests.acceptance.mandates import adopted

pytestmark = pytest.mark.django_db
CHAIN = [
    ("pass", "Secretario del CICTE", "2021-06-01"),
    ("endorse", "Secretario de Seguridad Multidimensional", "2021-06-03"),
    ("send", "Secretario General", "2021-06-07"),
]


@pytest.fixture
def desk():
    return Program(make.officer())


def begun(desk, symbol="X-18"):
    """A transmission at its start, begun on the page of the resolution."""
    made = adopted(desk, symbol)
    officer = browser(make.officer())
    sent = officer.post(f"/resolutions/{made['id']}/transmit/", {"note": "Se remite"})
    assert sent.status_code == 302
    return sent["Location"].split("/")[2]


def hop(desk, pk, verb, post, on):
    return desk.post(f"/transmissions/{pk}/hops", {"verb": verb, "post": post, "on": on})


def sent(desk, symbol="X-18", on=CHAIN[2][2]):
    pk = begun(desk, symbol)
    for verb, post, day in [*CHAIN[:2], ("send", CHAIN[2][1], on)]:
        assert hop(desk, pk, verb, post, day).status_code == 200
    return pk


def test_a_no_link_can_be_skipped_and_each_shows_post_and_date(desk):
    pk = begun(desk)
    for verb in ("endorse", "send"):
        assert hop(desk, pk, verb, "Alguien", "2021-06-01").status_code == 409
    for number, (verb, post, day) in enumerate(CHAIN):
        assert hop(desk, pk, verb, post, day).status_code == 200
        assert hop(desk, pk, verb, post, day).status_code == 409  # nor twice
        if number == 0:
            before = hop(desk, pk, "endorse", CHAIN[1][1], "2021-05-31")
            assert [fault["loc"] for fault in before.json()["errors"]] == [["on"]]
            future = (timezone.localdate() + timedelta(days=1)).isoformat()
            assert hop(desk, pk, "endorse", CHAIN[1][1], future).status_code == 422
    got = desk.get(f"/transmissions/{pk}").json()
    assert [(one["verb"], one["post"], one["on"]) for one in got["hops"]] == CHAIN
    page = browser(make.officer()).get(f"/transmissions/{pk}/").content.decode()
    for _verb, post, day in CHAIN:
        assert post in page
        assert f'datetime="{day}"' in page


def test_a_the_page_proposes_the_head_of_the_unit_and_others_pass_nothing_on(desk):
    pk = begun(desk)
    officer = browser(make.officer())
    assert CHAIN[0][1] in officer.get(f"/transmissions/{pk}/").content.decode()
    said = {"verb": "pass", "post": CHAIN[0][1], "on": "2021-06-01"}
    assert officer.post(f"/transmissions/{pk}/hops/", said).status_code == 302
    panama = make.country("PAN")
    assert Program(panama.mission).get(f"/transmissions/{pk}").status_code == 404
    assert hop(Program(panama.mission), pk, "endorse", "Misión", "2021-06-03").status_code == 404


def test_b_the_missions_are_those_of_the_membership_of_the_day(desk):
    then, now = sent(desk, "X-18"), sent(desk, "X-19", on=timezone.localdate().isoformat())
    states = {
        pk: {one["state"] for one in desk.get(f"/transmissions/{pk}").json()["receipts"]}
        for pk in (then, now)
    }
    assert states[then] - states[now] == {"NIC"}
    members = desk.get("/states", at="2021-06-07", limit="200").json()["items"]
    assert states[then] == {row["code"] for row in members if row["member"]}


def test_b_receipts_and_forwarding_by_date_and_the_missing_listed(desk):
    panama, costa_rica = make.country("PAN"), make.country("CRI")
    pk = sent(desk)
    mission = Program(panama.mission)
    [own] = mission.get(f"/transmissions/{pk}").json()["receipts"]
    assert (own["state"], own["institution"], own["stage"]) == ("PAN", "pan-mission", "sent")
    assert "remisión para su Gobierno" in browser(panama.mission).get("/inbox/").content.decode()
    address = f"/receipts/{own['id']}"
    skipped = mission.post(address, {"stage": "answered", "on": "2021-06-10", "text": "Sí"})
    assert skipped.status_code == 409
    assert mission.post(address, {"stage": "received", "on": "2021-06-01"}).status_code == 422
    steps = [("received", "2021-06-09", ""), ("forwarded", "2021-06-10", "Cancillería"),
             ("answered", "2021-07-01", "Enterado")]  # fmt: skip
    assert mission.post(address, {"stage": "received", "on": "2021-06-09"}).status_code == 200
    assert mission.post(address, {"stage": "forwarded", "on": "2021-06-10"}).status_code == 422
    for stage, on, text in steps[1:]:
        done = mission.post(address, {"stage": stage, "on": on, "text": text})
        assert (done.status_code, done.json()["stage"]) == (200, stage)
    page = browser(make.officer()).get(f"/transmissions/{pk}/").content.decode()
    missing = page[page.index("Sin acuse:") :].split("</p>")[0]
    assert ("Costa Rica" in missing, "Panamá" in missing) == (True, False)
    assert "Cancillería" in page
    other = Program(costa_rica.mission)
    assert other.post(address, {"stage": "received", "on": "2021-06-09"}).status_code == 404
    for who in (panama.duty, panama.ncp):  # of the State, and not its Mission
        asked = Program(who).post(address, {"stage": "received", "on": "2021-06-09"})
        assert asked.status_code == 403


def test_b_a_state_without_a_mission_here_is_recorded_by_the_secretariat(desk):
    make.country("PAN")
    pk = sent(desk)
    rows = {one["state"]: one for one in desk.get(f"/transmissions/{pk}").json()["receipts"]}
    said = {"stage": "received", "on": date(2021, 6, 9).isoformat()}
    assert rows["BRA"]["institution"] is None
    assert desk.post(f"/receipts/{rows['BRA']['id']}", said).status_code == 200
    assert desk.post(f"/receipts/{rows['PAN']['id']}", said).status_code == 403
