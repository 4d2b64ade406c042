"""S51: a mission without report after 15 days is listed."""

from datetime import date

import pytest
from django.utils import timezone

from almenara.directory.tests import make
from almenara.mandates import jobs
from tests.acceptance.directory import browser
from tests.acceptance.mandates import told

pytestmark = pytest.mark.django_db
TRIP = {"purpose": "Reunión de puertos", "place": "Panamá", "starts": "2026-03-01",
        "ends": "2026-03-05"}  # fmt: skip


def on(monkeypatch, *day):
    monkeypatch.setattr(timezone, "localdate", lambda: date(*day))


def test_a_mission_without_report_after_15_days_is_listed_and_told_once(monkeypatch):
    officer = make.officer()
    office = browser(officer)
    on(monkeypatch, 2026, 2, 1)
    made = office.post("/journeys/new/", {**TRIP, "traveller": officer.name})
    assert made.status_code == 302
    url = made["Location"]
    on(monkeypatch, 2026, 3, 20)
    assert "Reunión de puertos" not in office.get("/journeys/?late=1").content.decode()
    on(monkeypatch, 2026, 3, 21)
    for path in ("/journeys/?late=1", "/journeys/"):
        late = office.get(path).content.decode()
        assert "Reunión de puertos" in late
        assert "Falta el informe" in late
    for _twice in range(2):
        jobs.warn.func()
    assert told(office, "Falta el informe de una misión") == 1
    assert office.post(f"{url}report/", {"text": "Se acordó"}).status_code == 409  # not over yet
    assert office.post(f"{url}stage/", {"verb": "finish"}).status_code == 302
    assert office.post(f"{url}report/", {"text": " "}).status_code == 422
    assert office.post(f"{url}report/", {"text": "Se acordó"}).status_code == 302
    assert "Reunión de puertos" not in office.get("/journeys/?late=1").content.decode()
    assert office.post(f"{url}stage/", {"verb": "clear"}).status_code == 403  # one's own
    other = browser(make.officer())
    assert other.post(f"{url}stage/", {"verb": "clear"}).status_code == 302
    assert "visto bueno" in other.get(url).content.decode()


def test_dates_are_checked_and_missions_are_the_secretariats():
    officer = make.officer()
    office = browser(officer)
    wrong = {**TRIP, "traveller": officer.name, "ends": "2026-02-01"}
    assert office.post("/journeys/new/", wrong).status_code == 422
    made = office.post("/journeys/new/", {**TRIP, "traveller": officer.name})
    panama = browser(make.country("PAN").mission)
    assert panama.get(made["Location"]).status_code == 404
    assert "Reunión de puertos" not in panama.get("/journeys/").content.decode()
    assert other_report(made["Location"]) == 403


def other_report(url):
    """Only who travelled reports."""
    office = browser(make.officer())
    assert office.post(f"{url}stage/", {"verb": "finish"}).status_code == 302
    return office.post(f"{url}report/", {"text": "Yo no fui"}).status_code
