"""A plan is a file; its results are public and move with what was held."""

import pytest

pytestmark = pytest.mark.django_db


def test_the_plan_is_public_in_the_order_of_its_file(client):
    got = client.get("/api/v1/plans").json()
    assert [row["slug"] for row in got["items"]] == ["cicte-2020-2021"]
    rows = client.get("/api/v1/plans/cicte-2020-2021/results").json()
    assert rows["count"] == 38
    by_id = {row["id"]: row for row in rows["items"]}
    assert list(by_id)[:7] == ["A1", "A2", "A3", "A4", "A5", "A6", "B1"]
    assert by_id["D3.1"]["target"] == {"kind": "at-least", "value": 60}
    assert by_id["D3.1"]["progress"] == 0
    assert by_id["A1"]["progress"] is None
    assert by_id["G2"]["of"]["all"] > by_id["G2"]["value"]


def test_the_page_shows_each_result_and_no_per_cent_without_a_target(client):
    page = client.get("/plans/cicte-2020-2021/").content.decode()
    assert page.count("data-result=") == 38
    assert "sin meta fijada" in page
    assert client.get("/plans/").status_code == 200
    assert client.get("/plans/cicte-2020-2021/activities/").status_code == 200
