"""S1: the plan is loaded, and what is done moves its results: 41 of 60 officers are 68 %."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from almenara.directory.tests import make
from tests.acceptance.directory import Program, browser

pytestmark = pytest.mark.django_db

PLAN = "/plans/cicte-2020-2021/results"
HEADER = "name,state,institution,sex,mail,document,minutes"


def roll(rows):
    text = "\n".join([HEADER, *rows]) + "\n"
    return SimpleUploadedFile("lista.csv", text.encode(), "text/csv")


def officers(numbers, minutes=600):
    return [f"Oficial {n},MEX,Aduana,,,M-{n},{minutes}" for n in numbers]


def course(desk, title, result="D3.1", **more):
    said = {
        "plan": "cicte-2020-2021", "results": [result], "kind": "course",
        "titles": {"es": title}, "starts": "2021-03-01", "ends": "2021-03-05",
        "modality": "virtual", "states": ["MEX"], "minutes": 600,
    }  # fmt: skip
    made = desk.post("/activities", {**said, **more})
    assert made.status_code == 201, made.content
    assert made.json()["stage"] == "planned"
    return f"/activities/{made.json()['id']}"


def result(desk, code="D3.1"):
    rows = desk.get(f"{PLAN}?limit=200").json()["items"]
    return next(row for row in rows if row["id"] == code)


def hold(desk, activity):
    for stage in ("confirmed", "held"):
        assert desk.post(f"{activity}/stage", {"stage": stage}).status_code == 200


def send(desk, path, **parts):
    return desk.client.post(f"/api/v1{path}", parts, headers=desk.headers)


def test_41_of_60_officers_over_two_courses_are_68_per_cent():
    desk = Program(make.officer())
    assert result(desk)["progress"] == 0
    first, second = course(desk, "Inspección I"), course(desk, "Inspección II")
    got = send(desk, f"{first}/participants", file=roll(officers(range(30))))
    assert got.json() == {
        "rows": 30, "new": 30, "same_person": 0, "proposed_same": 0, "refused": [],
    }  # fmt: skip
    got = send(desk, f"{second}/participants", file=roll(officers(range(19, 41))))
    assert (got.json()["new"], got.json()["same_person"]) == (11, 11)
    assert result(desk)["value"] == 0  # planned only
    hold(desk, first)
    hold(desk, second)
    assert send(desk, f"{first}/evidence", file=pdf(), kind="acta").status_code == 201
    assert {key: result(desk)[key] for key in ("value", "progress", "evidence", "apart")} == {
        "value": 41, "progress": 68, "evidence": 1, "apart": 0,
    }  # fmt: skip
    page = browser(make.officer()).get("/plans/cicte-2020-2021/").content.decode()
    assert "68 %" in page


def pdf():
    return SimpleUploadedFile("acta.pdf", make.PDF, "application/pdf")


def test_the_same_list_again_adds_nothing_and_a_bad_row_enrols_nobody():
    desk = Program(make.officer())
    activity = course(desk, "Inspección")
    hold(desk, activity)
    rows = officers(range(3))
    first = send(desk, f"{activity}/participants", file=roll(rows))
    again = send(desk, f"{activity}/participants", file=roll(rows))
    assert (again.status_code, again.json()) == (200, first.json())
    bad = roll([*officers([7]), ",MEX,,,,,600", "Ana,XXX,,,,,600", "Eva,MEX,,,,,seis"])
    refused = send(desk, f"{activity}/participants", file=bad)
    assert refused.status_code == 422
    assert [fault["row"] for fault in refused.json()["refused"]] == [3, 4, 5]
    assert result(desk)["value"] == 3


def test_others_of_the_list_count_apart_and_short_stays_not_at_all():
    desk = Program(make.officer())
    activity = course(desk, "Inspección")
    hold(desk, activity)
    rows = [*officers([1]), *officers([2], 479), *officers([3], 480), "Otra,ESP,,,,E-1,600",
            "Uno,ARG,,,,A-1,600"]  # fmt: skip
    assert send(desk, f"{activity}/participants", file=roll(rows)).status_code == 200
    assert (result(desk)["value"], result(desk)["apart"]) == (2, 2)


def test_a_name_written_otherwise_is_proposed_and_counts_once_when_somebody_says_so():
    desk = Program(make.officer())
    activity = course(desk, "Inspección")
    hold(desk, activity)
    rows = ["José Pérez,MEX,Aduana,,,,600", "PEREZ JOSE,MEX,aduana,,,,600"]
    got = send(desk, f"{activity}/participants", file=roll(rows)).json()
    assert (got["new"], got["proposed_same"], result(desk)["value"]) == (1, 1, 2)
    pair = desk.get("/proposals?stage=open").json()["items"][0]
    for stage, value in (("one", 1), ("two", 2), ("one", 1)):
        decided = desk.post(f"/proposals/{pair['id']}", {"stage": stage})
        assert (decided.json()["stage"], result(desk)["value"]) == (stage, value)


def test_stages_go_their_way_and_what_was_cancelled_counts_nothing():
    desk = Program(make.officer())
    forum = course(desk, "Foro", "D3.3")
    assert desk.post(f"{forum}/stage", {"stage": "held"}).status_code == 409
    hold(desk, forum)
    assert result(desk, "D3.3")["progress"] == 20
    assert desk.post(f"{forum}/stage", {"stage": "cancelled"}).status_code == 409
    other = course(desk, "Otro", "D3.3")
    assert desk.post(f"{other}/stage", {"stage": "cancelled"}).status_code == 200
    assert result(desk, "D3.3")["value"] == 1


def test_bad_input_is_refused_with_its_place_and_others_do_not_write():
    desk = Program(make.officer())
    said = {
        "plan": "cicte-2020-2021", "results": ["D3.1", "X9"], "kind": "course",
        "titles": {"es": "Curso"}, "starts": "2021-03-05", "ends": "2021-03-01",
        "modality": "virtual", "states": ["MEX", "XXX"], "minutes": 600,
    }  # fmt: skip
    refused = desk.post("/activities", said)
    assert refused.status_code == 422
    assert sorted(str(fault["loc"]) for fault in refused.json()["errors"]) == [
        "['ends']", "['results', 1]", "['states', 1]",
    ]  # fmt: skip
    assert desk.post("/activities", {**said, "results": []}).status_code == 422
    panama = Program(make.country("PAN").duty)
    good = {**said, "results": ["D3.1"], "ends": "2021-03-06", "states": []}
    assert panama.post("/activities", good).status_code == 403
