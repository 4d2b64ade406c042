"""S53: from a paragraph of 2018 to activities and money; one without an owner shows as a gap."""

import pytest
from django.test import Client

from almenara.directory.tests import make
from tests.acceptance.directory import API, Program, browser
from tests.acceptance.funds import enrol, open_fund, receive
from tests.acceptance.mandates import adopted, listed, mandate, paragraph
from tests.acceptance.programmes import planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return Program(make.officer())


def test_a_mandate_without_owner_shows_as_a_gap_to_anybody(desk):
    adopted(desk, "X-18", paragraph(1), paragraph(2, addressee="S-CICTE"))
    first, second = (mandate(desk, "X-18", n) for n in (1, 2))
    assert (second["addressee"], second["owner"], second["stage"]) == ("S-CICTE", None, "adopted")
    done = desk.post(f"/mandates/{second['id']}/assign", {"owner": "s-cicte", "due": "2027-07-15"})
    assert (done.status_code, done.json()["stage"]) == (200, "assigned")
    stranger = Client()
    gaps = stranger.get(f"{API}/mandates?owner=none&limit=200").json()
    found = {row["id"] for row in gaps["items"]}
    assert (first["id"] in found, second["id"] in found) == (True, False)
    assert gaps["count"] == sum(row["owner"] is None for row in listed(desk))
    page = stranger.get("/mandates/?owner=none").content.decode()
    assert "Sin responsable" in page


def test_stages_go_their_way_and_what_supersedes_ends_the_former(desk):
    adopted(desk, "X-18", paragraph(1))
    first = mandate(desk, "X-18", 1)["id"]
    assert desk.post(f"/mandates/{first}/stage", {"stage": "in-course"}).status_code == 409
    desk.post(f"/mandates/{first}/assign", {"owner": "s-cicte"})
    for stage in ("in-course", "done"):
        moved = desk.post(f"/mandates/{first}/stage", {"stage": stage})
        assert (moved.status_code, moved.json()["stage"]) == (200, stage)
    adopted(desk, "X-20", paragraph(3, supersedes=first), adopted_on="2020-05-04")
    assert mandate(desk, "X-18", 1)["stage"] == "ended"


def test_bad_input_is_refused_with_its_place_and_others_do_not_write(desk):
    wrong = {
        "body": "nobody", "symbol": "X-1", "kind": "resolution", "titles": {"es": "Una"},
        "adopted_on": "2999-01-01",
    }  # fmt: skip
    refused = desk.post("/resolutions", wrong)
    assert refused.status_code == 422
    assert sorted(str(fault["loc"]) for fault in refused.json()["errors"]) == [
        "['adopted_on']", "['body']",
    ]  # fmt: skip
    right = {**wrong, "body": "cicte", "adopted_on": "2018-05-04"}
    bad = paragraph(1, addressee="NOBODY", due="2017-01-01", until="2018-05-04", supersedes="x")
    refused = desk.post("/resolutions", {**right, "paragraphs": [bad]})
    assert {fault["loc"][2] for fault in refused.json()["errors"]} == {
        "addressee", "due", "until", "supersedes",
    }  # fmt: skip
    assert desk.post("/resolutions", {**right, "paragraphs": [paragraph(1), paragraph(1)]})
    assert desk.get("/mandates?resolution=X-1").status_code == 422, "nothing is half-made"
    country = make.country("PAN")
    assert Program(country.ncp).post("/resolutions", right).status_code == 403
    adopted(desk, "X-18", paragraph(1))
    assert desk.post("/resolutions", {**right, "symbol": "X-18"}).status_code == 422
    pk = mandate(desk, "X-18", 1)["id"]
    assert desk.post(f"/mandates/{pk}/assign", {"owner": "pan-guard"}).status_code == 422
    asked = Program(country.duty).post(f"/mandates/{pk}/assign", {"owner": "s-cicte"})
    assert asked.status_code == 403


def test_the_register_is_public_and_its_detail_is_for_officials(desk):
    adopted(desk, "X-18", paragraph(1))
    pk = mandate(desk, "X-18", 1)["id"]
    assert Client().get("/mandates/").status_code == 200
    assert Client().get(f"{API}/mandates/{pk}").status_code == 401
    stranger = make.person(make.institution("obs-office"), "observer")
    assert Program(stranger).get(f"/mandates/{pk}").status_code == 404
    panama = make.country("PAN").duty
    assert Program(panama).get(f"/mandates/{pk}").status_code == 200
    assert browser(make.officer()).get(f"/mandates/{pk}/").status_code == 200
    page = browser(panama).get(f"/mandates/{pk}/")
    assert page.status_code == 200
    assert "Tareas" not in page.content.decode()


def test_from_a_paragraph_of_2018_to_activities_and_back(desk):
    """Paragraph → results of the plan → activities; each page leads back to the paragraph."""
    made = adopted(desk, "X-18", paragraph(5, addressee="STATES"))
    pk = mandate(desk, "X-18", 5)["id"]
    course = planned(desk, "D3.1", titles={"es": "Curso para los puertos"})
    said = desk.post(f"/mandates/{pk}/results", {"plan": "cicte-2020-2021", "results": ["D3.1"]})
    assert said.json() == {"id": pk, "results": ["D3.1"]}
    assert mandate(desk, "X-18", 5)["results"] == ["D3.1"]
    assert desk.get(f"/mandates/{pk}").json()["activities"] == [course.removeprefix("/activities/")]
    officer = browser(make.officer())
    page = officer.get(f"/mandates/{pk}/").content.decode()
    assert "Curso para los puertos" in page
    assert f'href="{course}/"' in page
    for way_back in (f"{course}/", "/plans/cicte-2020-2021/"):
        assert f"/resolutions/{made['id']}/" in officer.get(way_back).content.decode()
    wrong = desk.post(f"/mandates/{pk}/results", {"plan": "cicte-2020-2021", "results": ["X9"]})
    assert wrong.status_code == 422
    chosen = officer.get(f"/mandates/{pk}/results/").content.decode()
    assert chosen.count(" checked") == 1
    assert officer.post(f"/mandates/{pk}/results/", {"results": []}).status_code == 302
    assert mandate(desk, "X-18", 5)["results"] == []
    panama = Program(make.country("PAN").ncp)
    body = {"plan": "cicte-2020-2021", "results": ["D3.1"]}
    assert panama.post(f"/mandates/{pk}/results", body).status_code == 403


def test_from_a_paragraph_of_2018_to_the_money_set_aside_for_it(desk):
    officer = browser(make.officer())
    adopted(desk, "X-18", paragraph(5))
    pk = mandate(desk, "X-18", 5)["id"]
    course = planned(desk, "D3.1")
    desk.post(f"/mandates/{pk}/results", {"plan": "cicte-2020-2021", "results": ["D3.1"]})
    open_fund(officer)
    enrol(officer, "donor")
    receive(officer, "donor", "1000.00", "F-1")
    aside = {"activity": course.removeprefix("/activities/"), "amount": "250.00"}
    assert officer.post("/funds/F-1/allocations/", aside).status_code == 302
    page = officer.get(f"/mandates/{pk}/").content.decode()
    assert "USD 250.00" in page
    assert 'href="/funds/F-1/"' in page
    panama = browser(make.country("PAN").duty)
    assert "250.00" not in panama.get(f"/mandates/{pk}/").content.decode()
