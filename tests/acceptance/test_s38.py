"""S38: help against terrorist financing is the desk of resolution 1540 with other data."""

import pytest

from almenara.directory.tests import make
from tests.acceptance.assistance import accepted, does, officer
from tests.acceptance.directory import Program, browser
from tests.acceptance.programmes import hold, planned, result

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("topic", ["unscr-1540", "terrorist-financing"])
def test_both_topics_live_the_same_life_with_their_own_questions(topic):
    panama, unit = make.country("PAN").ncp, officer()
    fields = {"kind": "legislative", "obligations": "Congelar sin demora"}
    case = accepted(panama, unit, topic=topic, fields=fields)
    page, desk, program = browser(panama), browser(unit), Program(unit)
    assert "Congelar sin demora" in page.get(f"{case}/").content.decode()
    assert desk.post(f"{case}/deliver/").status_code == 409  # nothing was given yet
    mission = planned(program, "F1", kind="mission", states=["PAN"], marking="TLP:AMBER")
    hold(program, mission)
    given = {"text": "Un proyecto de ley", "activity": mission.removeprefix("/activities/")}
    does(desk, f"{case}/outcomes/", **given)
    assert result(program, "F1")["value"] == 1
    assert page.post(f"{case}/evaluate/", {"met": "yes"}).status_code == 409  # not delivered
    does(desk, f"{case}/deliver/")
    assert desk.post(f"{case}/evaluate/", {"met": "yes"}).status_code == 403
    assert page.post(f"{case}/evaluate/", {"met": "quizás"}).status_code == 422
    does(page, f"{case}/evaluate/", met="in-part", words="Falta el reglamento.")
    said = desk.get(f"{case}/").content.decode()
    assert program.get(case).json()["stage"] == "evaluated"
    assert "Recibió una parte" in said
    assert mission in page.get(f"{case}/").content.decode()


def test_a_case_that_is_not_accepted_says_why_and_an_activity_of_others_is_no_outcome():
    panama, unit = make.country("PAN").ncp, officer()
    case, desk = accepted(panama, unit, topic="terrorist-financing"), browser(unit)
    other = planned(Program(unit), "F1", states=["MEX"]).removeprefix("/activities/")
    refused = desk.post(f"{case}/outcomes/", {"text": "Algo", "activity": other})
    assert refused.status_code == 422
    assert desk.post(f"{case}/decline/", {"reason": "No"}).status_code == 409
    second = Program(panama).post("/cases", {"topic": "unscr-1540", "title": "a", "request": "b"})
    address = f"/cases/{second.json()['id']}"
    assert desk.post(f"{address}/decline/", {"reason": ""}).status_code == 422
    does(desk, f"{address}/decline/", reason="Ya la da otro organismo.")
    assert "Ya la da otro organismo." in browser(panama).get(f"{address}/").content.decode()
