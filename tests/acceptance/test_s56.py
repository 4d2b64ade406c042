"""S56: a result of the committee's plan rolls up to a strategic goal once only."""

from copy import deepcopy
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from almenara.config.demonstration.plans import STRATEGIC
from almenara.directory.tests import make
from almenara.formats import yamltext
from tests.acceptance.directory import Program, browser
from tests.acceptance.programmes import PLAN, hold, planned, roll, send

pytestmark = pytest.mark.django_db
SLUG = "prueba-estrategica"


@pytest.fixture
def strategic() -> dict[str, Any]:
    return {**yamltext.document(STRATEGIC.read_bytes()), "slug": SLUG}


@pytest.fixture
def keeper() -> Any:
    """Who administers types."""
    return browser(make.person(make.institution("s-admin"), "administrator"))


def load(keeper: Any, document: dict[str, Any]) -> Any:
    raw = yamltext.written(document).encode()
    file = SimpleUploadedFile("strategic.yaml", raw, "application/yaml")
    return keeper.post("/types/load/", {"file": file})


def goals(client: Any) -> dict[str, dict[str, Any]]:
    got = client.get(f"/api/v1/strategies/{SLUG}/goals")
    assert got.status_code == 200, got.content
    return {row["code"]: row for row in got.json()["items"]}


def test_each_result_has_one_goal_and_the_tree_shows_it_once(strategic, keeper, client):
    assert load(keeper, strategic).status_code == 302
    found = goals(client)
    under = [(one["plan"], one["id"]) for row in found.values() for one in row["results"]]
    assert len(under) == len(set(under)) > 10
    page = client.get(f"/strategies/{SLUG}/").content.decode()
    assert page.count('data-result="D3.1"') == 1
    assert page.count("data-goal=") == len(strategic["goals"])
    assert f"/strategies/{SLUG}/" in client.get("/plans/").content.decode()


def test_the_same_result_under_two_goals_is_refused(strategic, keeper, client):
    twice = deepcopy(strategic)
    twice["goals"][1]["results"].append({"plan": "cicte-2020-2021", "ids": ["A1"]})
    refused = load(keeper, twice)
    assert refused.status_code == 422
    assert "cicte-2020-2021 A1" in refused.content.decode()
    assert client.get(f"/strategies/{SLUG}/").status_code == 404


def test_a_result_of_another_strategic_plan_and_one_that_is_not_there_are_refused(
    strategic, keeper, client
):
    assert load(keeper, strategic).status_code == 302
    other = {**deepcopy(strategic), "slug": "otra-estrategica"}
    assert load(keeper, other).status_code == 422
    unknown = deepcopy(strategic) | {"slug": "tercera", "goals": strategic["goals"][:1]}
    unknown["goals"][0]["results"] = [{"plan": "cicte-2020-2021", "ids": ["Z9"]}]
    assert load(keeper, unknown).status_code == 422
    assert client.get("/strategies/otra-estrategica/").status_code == 404


def test_a_person_of_two_results_counts_once_in_their_goal(strategic, keeper, client):
    assert load(keeper, strategic).status_code == 302
    desk = Program(make.officer())
    courses = [planned(desk, code) for code in ("A2", "A5")]
    for course, numbers in zip(courses, (range(30), range(19, 41)), strict=True):
        people = [f"Oficial {n},MEX,Aduana,,,M-{n},600" for n in numbers]
        assert send(desk, f"{course}/participants", file=roll(people)).status_code == 200
        hold(desk, course)
    goal = goals(client)["O1"]
    assert (goal["people"], goal["held"]) == (41, 2)
    assert goals(client)["O2"]["people"] == 0


def test_an_amended_strategic_plan_moves_a_result_and_keeps_its_figures(strategic, keeper, client):
    assert load(keeper, strategic).status_code == 302
    desk = Program(make.officer())
    forum = planned(desk, "D3.3", kind="forum")
    hold(desk, forum)
    assert goals(client)["O2"]["held"] == 1
    later = deepcopy(strategic) | {"version": 2}
    later["goals"][1]["results"][0]["ids"].remove("D3.3")
    later["goals"][3]["results"][0]["ids"].append("D3.3")
    assert load(keeper, later).status_code == 302
    found = goals(client)
    assert (found["O2"]["held"], found["O4"]["held"]) == (0, 1)
    rows = client.get(f"/api/v1{PLAN}/results?limit=200").json()["items"]
    assert next(row for row in rows if row["id"] == "D3.3")["value"] == 1
