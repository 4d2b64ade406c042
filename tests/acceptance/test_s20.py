"""S20: a meeting before the assistance, confirmed by both; without terms nothing is accepted."""

import pytest

from almenara.directory.tests import make
from tests.acceptance.assistance import HELD, asked, does, meeting_of, officer
from tests.acceptance.directory import Program, browser
from tests.acceptance.programmes import result

pytestmark = pytest.mark.django_db
MINUTES = {"notes": "Se revisó el borrador.", "terms": "Dos misiones.", "version": "0"}


@pytest.fixture
def panama():
    return make.country("PAN")


def convened(case, desk):
    said = {"held_on": "2021-05-04", "hour": "10:00 de Panamá", "agenda": "Alcance de la ley"}
    does(browser(desk), f"{case}/meetings/", **said)
    return meeting_of(case, desk)


def test_a_a_meeting_is_called_and_both_confirm_and_it_counts_once_and_others_find_no_trace(panama):
    desk, cri = officer(), make.country("CRI").ncp
    program = Program(desk)
    case = asked(panama.ncp)
    met = convened(case, desk)
    assert met["stage"] == "planned"
    page = browser(panama.ncp)
    assert "Alcance de la ley" in page.get(f"{case}/").content.decode()
    place = f"{case}/meetings/{met['id']}"
    assert result(program, "B5")["value"] == 0
    does(browser(desk), f"{place}/", **MINUTES)
    does(browser(desk), f"{place}/confirm/", version="1")
    assert program.post(f"{case}/accept", {}).status_code == 409  # the State has not confirmed
    does(page, f"{place}/confirm/", version="1")
    assert meeting_of(case, desk)["stage"] == "agreed"
    assert program.get(case).json()["stage"] == "scoped"
    assert result(program, "B5")["value"] == 1
    assert page.post(f"{place}/confirm/", {"version": "1"}).status_code == 409
    assert result(program, "B5")["value"] == 1
    does(browser(desk), f"{case}/accept/")
    assert program.get(case).json()["stage"] == "accepted"
    activity = f"/activities/{met['activity']}"
    assert Program(panama.ncp).get(activity).json()["marking"] == "TLP:AMBER"
    other, known = Program(cri), browser(cri)
    assert other.get(activity).status_code == other.get(case).status_code == 404
    assert other.get("/activities").json()["count"] == 0
    assert other.get("/search", q="exportaciones").json()["count"] == 0
    listed = known.get("/plans/cicte-2020-2021/activities/").content.decode()
    assert "Reunión preliminar" not in listed


def test_b_a_case_is_not_accepted_without_a_meeting_with_terms(panama):
    desk = Program(officer())
    case = asked(panama.ncp)
    refused = desk.post(f"{case}/accept", {})
    assert (refused.status_code, refused.json()["status"]) == (409, 409)
    assert desk.post(f"{case}/meetings", {"held_on": "2021-03-01"}).status_code == 201
    assert desk.post(f"{case}/accept", {}).status_code == 409  # called, without terms
    assert desk.post(f"{case}/meetings", HELD).status_code == 201
    assert desk.post(f"{case}/accept", {}).status_code == 200
    assert desk.post(f"{case}/accept", {}).status_code == 409
    assert desk.post(f"{case}/meetings", HELD).status_code == 409


def test_a_recorded_meeting_is_told_to_the_state_which_may_say_no(panama):
    unit = officer()
    desk, case = Program(unit), asked(panama.ncp)
    met = desk.post(f"{case}/meetings", HELD).json()
    assert (met["recorded"], met["confirmed"]) == (True, {"unit": True, "state": False})
    page = browser(panama.ncp)
    assert "Reunión preliminar" in page.get("/inbox/").content.decode()
    place = f"{case}/meetings/{met['id']}"
    assert page.post(f"{place}/dispute/", {"version": "1", "reason": ""}).status_code == 422
    does(page, f"{place}/dispute/", version="1", reason="Era una sola misión.")
    assert desk.post(f"{case}/accept", {}).status_code == 409
    does(browser(unit), f"{place}/", **MINUTES | {"version": "1"})
    assert desk.post(f"{case}/accept", {}).status_code == 409  # now both confirm
    does(page, f"{place}/confirm/", version="2")
    does(browser(unit), f"{place}/confirm/", version="2")
    assert desk.post(f"{case}/accept", {}).status_code == 200
    assert result(desk, "B5")["value"] == 1


def test_who_was_second_is_told_who_was_first_and_keeps_the_words(panama):
    first, second = officer(), officer()
    case = asked(panama.ncp)
    met = convened(case, first)
    place = f"{case}/meetings/{met['id']}/"
    does(browser(first), place, **MINUTES)
    late = browser(second).post(place, MINUTES | {"terms": "Tres misiones."})
    said = late.content.decode()
    assert late.status_code == 409
    assert "Tres misiones." in said
    assert first.name in said
    assert meeting_of(case, first)["terms"] == "Dos misiones."
    page = browser(panama.ncp)
    assert page.post(f"{place}confirm/", {"version": "0"}).status_code == 409


def test_bad_input_and_the_wrong_person(panama):
    unit = officer()
    desk, case = Program(unit), asked(panama.ncp)
    for body, loc in (
        ({"terms": "a"}, "held_on"), ({"held_on": "ayer", "terms": "a"}, "held_on"),
        ({"held_on": "2999-01-01", "terms": "a"}, "held_on"), (HELD | {"x": 1}, "x"),
    ):  # fmt: skip
        refused = desk.post(f"{case}/meetings", body)
        assert (refused.status_code, refused.json()["errors"][0]["loc"]) == (422, [loc]), body
    assert Program(panama.ncp).post(f"{case}/meetings", HELD).status_code == 403
    assert Program(panama.ncp).post(f"{case}/accept", {}).status_code == 403
    met = convened(case, unit)
    with_version = {"version": "0", **MINUTES}
    address = f"{case}/meetings/{met['id']}/"
    assert browser(panama.ncp).post(address, with_version).status_code == 403
    assert (
        browser(unit).post(f"{address}dispute/", {"version": "0", "reason": "a"}).status_code == 403
    )
    assert browser(make.country("CRI").ncp).post(address, with_version).status_code == 404
