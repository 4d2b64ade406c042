"""S1: the plan is loaded, and what is done moves its results: 41 of 60 officers are 68 %."""

import pytest

from almenara.directory.tests import make
from tests.acceptance.directory import Program, browser
from tests.acceptance.programmes import activity, hold, pdf, planned, result, roll, send

pytestmark = pytest.mark.django_db


def officers(numbers, minutes=600):
    return [f"Oficial {n},MEX,Aduana,,,M-{n},{minutes}" for n in numbers]


def test_41_of_60_officers_over_two_courses_are_68_per_cent():
    desk = Program(make.officer())
    assert result(desk, "D3.1")["progress"] == 0
    first, second = planned(desk, "D3.1"), planned(desk, "D3.1")
    got = send(desk, f"{first}/participants", file=roll(officers(range(30))))
    assert got.json() == {
        "rows": 30, "new": 30, "same_person": 0, "proposed_same": 0, "refused": [],
    }  # fmt: skip
    got = send(desk, f"{second}/participants", file=roll(officers(range(19, 41))))
    assert (got.json()["new"], got.json()["same_person"]) == (11, 11)
    assert result(desk, "D3.1")["value"] == 0  # planned only
    hold(desk, first)
    hold(desk, second)
    assert send(desk, f"{first}/evidence", file=pdf(), kind="acta").status_code == 201
    got = result(desk, "D3.1")
    assert [got[key] for key in ("value", "progress", "evidence", "apart")] == [41, 68, 1, 0]
    page = browser(make.officer()).get("/plans/cicte-2020-2021/").content.decode()
    assert "68 %" in page


def test_the_same_list_again_adds_nothing_and_a_bad_row_enrols_nobody():
    desk = Program(make.officer())
    course = planned(desk, "D3.1")
    hold(desk, course)
    rows = officers(range(3))
    first = send(desk, f"{course}/participants", file=roll(rows))
    again = send(desk, f"{course}/participants", file=roll(rows))
    assert (again.status_code, again.json()) == (200, first.json())
    bad = roll([*officers([7]), ",MEX,,,,,600", "Ana,XXX,,,,,600", "Eva,MEX,,,,,seis"])
    refused = send(desk, f"{course}/participants", file=bad)
    assert refused.status_code == 422
    assert [fault["row"] for fault in refused.json()["refused"]] == [3, 4, 5]
    assert result(desk, "D3.1")["value"] == 3


def test_others_of_the_list_count_apart_and_short_stays_not_at_all():
    desk = Program(make.officer())
    course = planned(desk, "D3.1")
    hold(desk, course)
    rows = [*officers([1]), *officers([2], 479), *officers([3], 480), "Otra,ESP,,,,E-1,600",
            "Uno,ARG,,,,A-1,600"]  # fmt: skip
    assert send(desk, f"{course}/participants", file=roll(rows)).status_code == 200
    assert (result(desk, "D3.1")["value"], result(desk, "D3.1")["apart"]) == (2, 2)


def test_a_name_written_otherwise_is_proposed_and_counts_once_when_somebody_says_so():
    desk = Program(make.officer())
    course = planned(desk, "D3.1")
    hold(desk, course)
    rows = ["José Pérez,MEX,Aduana,,,,600", "PEREZ JOSE,MEX,aduana,,,,600"]
    got = send(desk, f"{course}/participants", file=roll(rows)).json()
    assert (got["new"], got["proposed_same"], result(desk, "D3.1")["value"]) == (1, 1, 2)
    pair = desk.get("/proposals?stage=open").json()["items"][0]
    for stage, value in (("one", 1), ("two", 2), ("one", 1)):
        decided = desk.post(f"/proposals/{pair['id']}", {"stage": stage})
        assert (decided.json()["stage"], result(desk, "D3.1")["value"]) == (stage, value)


def test_stages_go_their_way_and_what_was_cancelled_counts_nothing():
    desk = Program(make.officer())
    forum = planned(desk, "D3.3")
    assert desk.post(f"{forum}/stage", {"stage": "held"}).status_code == 409
    hold(desk, forum)
    assert result(desk, "D3.3")["progress"] == 20
    assert desk.post(f"{forum}/stage", {"stage": "cancelled"}).status_code == 409
    other = planned(desk, "D3.3")
    assert desk.post(f"{other}/stage", {"stage": "cancelled"}).status_code == 200
    assert result(desk, "D3.3")["value"] == 1


def test_a_stage_that_does_not_exist_is_refused_on_the_page_too():
    course = planned(Program(make.officer()), "D3.1")
    page = browser(make.officer()).post(f"{course}/stage/", {"stage": "flown"})
    assert page.status_code == 422


def test_bad_input_is_refused_with_its_place_and_others_do_not_write():
    desk = Program(make.officer())
    said = activity("D3.1", ends="2021-02-01", states=["MEX", "XXX"])
    said["results"].append("X9")
    refused = desk.post("/activities", said)
    assert refused.status_code == 422
    assert sorted(str(fault["loc"]) for fault in refused.json()["errors"]) == [
        "['ends']", "['results', 1]", "['states', 1]",
    ]  # fmt: skip
    assert desk.post("/activities", {**said, "results": []}).status_code == 422
    panama = Program(make.country("PAN").duty)
    assert panama.post("/activities", activity("D3.1")).status_code == 403
