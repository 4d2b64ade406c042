"""S72: help with control systems against money laundering; no case intelligence is kept."""

import re

import pytest

from almenara.directory.tests import make
from tests.acceptance.assistance import ASKED, accepted, asked, does, officer
from tests.acceptance.directory import Program, browser

pytestmark = pytest.mark.django_db
TOPIC = "money-laundering"


def task(client, case, area, title="Revisar el registro"):
    said = {"title": title, "area": area, "owner": "Unidad jurídica", "due": "2999-06-01"}
    return client.post(f"{case}/tasks/", said)


def test_b_a_task_names_the_unit_to_coordinate_with():
    panama, unit = make.country("PAN").ncp, officer()
    case = accepted(panama, unit, topic=TOPIC)
    desk = browser(unit)
    for area, other in (
        ("asset-recovery", "Secretaría de Asuntos Jurídicos"),
        ("cybercrime", "Secretaría de Asuntos Jurídicos"),
        ("terrorist-financing", "S/CICTE"),
    ):
        task(desk, case, area, f"Tarea {area}")
        row = _row(browser(panama).get(f"{case}/").content.decode(), f"Tarea {area}")
        assert "Se coordina con:" in row
        assert other in row
    task(desk, case, "control-system", "Tarea propia")
    row = _row(browser(panama).get(f"{case}/").content.decode(), "Tarea propia")
    assert "Se coordina con:" not in row


def test_a_gap_becomes_a_dated_task_with_its_owner_and_is_done():
    panama, unit = make.country("PAN").ncp, officer()
    case, desk = accepted(panama, unit, topic=TOPIC), browser(unit)
    task(desk, case, "control-system")
    page = browser(panama).get(f"{case}/").content.decode()
    assert "Unidad jurídica" in _row(page, "Revisar el registro")
    finish = re.search(r'action="(/cases/[^"]+/finish/)"', page)[1]
    does(browser(panama), finish)
    assert browser(panama).post(finish).status_code == 409
    bad = {"title": "a", "area": "otra", "owner": "b", "due": "2001-01-01"}
    refused = desk.post(f"{case}/tasks/", bad)
    assert refused.status_code == 422
    assert browser(panama).post(f"{case}/tasks/", bad | {"area": ""}).status_code == 403


def test_c_no_case_intelligence_can_be_stored_and_the_form_says_where_it_belongs():
    panama = make.country("PAN").ncp
    form = browser(panama).get(f"/cases/new/?topic={TOPIC}").content.decode()
    assert "Grupo Egmont" in form
    assert set(re.findall(r'name="(field_\w+)"', form)) == {"field_kind"}
    program = Program(panama)
    for key in ("suspicious_transactions", "accounts", "persons"):
        said = ASKED | {"topic": TOPIC, "fields": {key: "123-456"}}
        refused = program.post("/cases", said)
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["loc"] == ["fields", key]
        assert "Egmont" in refused.json()["errors"][0]["msg"]
    page = browser(panama).get(f"{asked(panama, topic=TOPIC)}/").content.decode()
    assert page.count("Egmont") == 2  # where a word and where a document can be added
    other = browser(panama).get("/cases/new/?topic=unscr-1540").content.decode()
    assert "Egmont" not in other


def _row(page, title):
    """The piece of the page about one task."""
    return next(part for part in page.split("<li") if title in part)
