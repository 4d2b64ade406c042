"""S54: a project goes from idea to evaluation; one that is not measured is not approved."""

import pytest

from almenara.directory.tests import make
from tests.acceptance.directory import Program, browser
from tests.acceptance.funds import PROJECT, moved

pytestmark = pytest.mark.django_db


def test_a_project_without_an_indicator_is_refused_with_the_reason():
    officer = make.officer()
    desk, program = browser(officer), Program(officer)
    url = desk.post("/projects/new/", PROJECT)["Location"]
    pk = url.split("/")[2]
    moved(desk, f"{url}stage/", "stage", "appraised")
    assert "Falta un indicador" in desk.get(url).content.decode()
    refused = desk.post(f"{url}stage/", {"stage": "approved"})
    assert refused.status_code == 403
    assert "Falta un indicador" in refused.content.decode()
    refused = program.post(f"/projects/{pk}/stage", {"stage": "approved"})
    assert "Falta un indicador" in refused.json()["detail"]
    assert desk.post(f"{url}indicators/", {"titles_es": "Inspecciones"}).status_code == 422
    assert desk.post(f"{url}indicators/", {"result": "cicte-2020-2021:D3.1"}).status_code == 302
    approved = program.post(f"/projects/{pk}/stage", {"stage": "approved"})
    assert (approved.status_code, approved.json()["stage"]) == (200, "approved")
    moved(desk, f"{url}stage/", "stage", "running", "closed", "evaluated")
    page = desk.get(url).content.decode()
    assert "D3.1" in page
    assert "1.500,50" in page.replace(chr(160), ".") or "1500,50" in page


def test_an_idea_is_the_secretariats_and_an_approved_project_anybodys(client):
    officer = make.officer()
    desk, panama = browser(officer), browser(make.country("PAN").mission)
    url = desk.post("/projects/new/", PROJECT)["Location"]
    api = f"/api/v1/projects/{url.split('/')[2]}"
    assert (panama.get(url).status_code, client.get(api).status_code) == (404, 401)
    assert client.get("/api/v1/projects").json()["count"] == 0
    desk.post(f"{url}indicators/", {"result": "cicte-2020-2021:D3.1"})
    moved(desk, f"{url}stage/", "stage", "appraised", "approved")
    assert panama.get(url).status_code == 200
    assert client.get(url).status_code == 200
    assert "Rotación" in desk.get(url).content.decode()
    assert "Rotación" not in client.get(url).content.decode()  # risks stay inside
    assert client.get(api).json()["budget"][0] == {
        "year": 2021, "amount": "1000.00", "currency": "USD",
    }  # fmt: skip
    assert panama.post("/projects/new/", PROJECT).status_code == 403


def test_what_cannot_be_read_comes_back_at_its_field():
    desk = browser(make.officer())
    wrong = {**PROJECT, "ends": "2020-01-01", "budget": "2021 mil USD", "titles_es": ""}
    page = desk.post("/projects/new/", wrong)
    assert page.status_code == 422
    assert "año, monto y moneda" in page.content.decode()
    page = desk.post("/projects/new/", {**PROJECT, "ends": "2020-01-01"})
    assert "Termina antes de empezar" in page.content.decode()
    page = desk.post("/projects/new/", {**PROJECT, "budget": "2021 10.00 XXX"})
    assert page.status_code == 422
