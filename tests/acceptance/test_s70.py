"""S70: help for ports, customs and posts; the region sees sums that name none of them."""

import pytest

from almenara.directory.tests import make
from tests.acceptance.assistance import asked, officer
from tests.acceptance.directory import Program, browser

pytestmark = pytest.mark.django_db
POST = "Puesto de Paso Sereno"


def test_a_post_feeds_the_sums_of_the_region_without_being_named():
    panama, others = make.country("PAN"), browser(make.country("CRI").ncp)
    for n in range(5):
        asked(
            panama.ncp, topic="border-supply-control", title=f"Equipos {n}",
            fields={"service": POST, "place": "land"},
        )  # fmt: skip
    page = others.get("/cases/").content.decode()
    assert POST not in page
    assert page.count("menos de 5") == 3  # five in one band, which is said
    assert Program(make.country("CRI", "cri-otra").ncp).get("/cases").json()["count"] == 0
    desk = Program(officer())
    found = desk.get("/cases", topic="border-supply-control").json()
    assert found["count"] == 5
    assert desk.get(f"/cases/{found['items'][0]['id']}").json()["fields"]["service"] == POST


def test_the_questions_of_the_topic_are_read_strictly():
    panama = Program(make.country("PAN").ncp)
    said = {"topic": "border-supply-control", "title": "a", "request": "b"}
    for fields, loc in (({"place": "moon"}, "place"), ({"service": 7}, "service"), ({"x": 1}, "x")):
        refused = panama.post("/cases", said | {"fields": fields})
        assert refused.status_code == 422, fields
        assert refused.json()["errors"][0]["loc"] == ["fields", loc]
