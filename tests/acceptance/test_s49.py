"""S49: a decision asks a report by 15 July: a task with date and owner is made, late shows red."""

from datetime import date

import pytest
from django.utils import timezone

from almenara.core.access.context import system_work
from almenara.core.parties.actor import SYSTEM
from almenara.core.types import typefile
from almenara.directory.tests import make
from almenara.mandates import jobs
from almenara.mandates.models import Task
from tests.acceptance.bodies import attend, opened, send
from tests.acceptance.directory import Program, browser
from tests.acceptance.mandates import adopted, mandate, paragraph, told

pytestmark = pytest.mark.django_db
DAY = "2026-03-05"
GROUP = """
type: body
slug: csh-group
version: 1
names: {es: Grupo de la comisión, en: Group, pt: Grupo, fr: Groupe}
purpose: Seguridad hemisférica
legal_basis: Anexo E, II.A.4
data_classes: [official-correspondence]
audience: Público
retention: P10Y
responsible: SSM-OE
acronym: CSH/G
members: states
quorum: majority
voting: majority
languages: [es, en]
classes:
  - {key: doc, names: {es: D, en: D, pt: D, fr: D}, symbol: "CSH/G/{number}/{yy}"}
seats:
  - {state: PAN, since: "2020-01-01"}
"""


@pytest.fixture
def decided():
    """A decision of a meeting, and where it is read."""
    officer = make.officer()
    with system_work():
        typefile.load(SYSTEM, GROUP.encode())
    desk, office = Program(officer), browser(officer)
    there = opened(desk, "csh-group")
    assert send(office, there, "state:PAN").status_code == 302
    assert attend(office, there, DAY, ["state:PAN"]).status_code == 302
    said = {"kind": "creates-mandate", "titles": {"es": "Pedir un informe"}, "adopted_on": DAY}
    made = desk.post(f"{there}/decisions", said)
    assert made.status_code == 201, made.content
    return officer, made.json()["id"], there


def test_a_decision_asks_a_report_by_15_july_and_late_shows_red(decided, monkeypatch):
    officer, decision, there = decided
    office = browser(officer)
    page = office.get(f"{there}/").content.decode()
    assert f"/tasks/new/?decision={decision}" in page
    form = office.get(f"/tasks/new/?decision={decision}").content.decode()
    assert decision in form
    task = {
        "title": "Informe a la comisión", "owner": officer.name, "due": "2026-07-15",
        "decision": decision,
    }  # fmt: skip
    assert office.post("/tasks/new/", task).status_code == 302
    monkeypatch.setattr(timezone, "localdate", lambda: date(2026, 7, 15))
    listed = office.get("/tasks/").content.decode()
    assert "Informe a la comisión" in listed
    assert "15 de Julio de 2026" in listed or "15 Jul 2026" in listed or "15 jul 2026" in listed
    assert "data-late" not in listed
    monkeypatch.setattr(timezone, "localdate", lambda: date(2026, 7, 16))
    late = office.get("/tasks/").content.decode()
    assert "data-late" in late
    assert "ember" in late
    assert "Vencida" in late
    assert "Informe a la comisión" in office.get(f"{there}/").content.decode()
    pk = late.split("/tasks/")[-1].split("/")[0] if "/tasks/" in late else ""
    with system_work():
        pk = str(Task.objects.unguarded("a test").get().pk)
    assert office.post(f"/tasks/{pk}/stage/", {"finish": "1"}).status_code == 302
    assert "data-late" not in office.get("/tasks/?stage=done").content.decode()


def test_what_was_to_be_done_ends_with_its_decision_and_what_was_reported_stays(decided):
    officer, decision, there = decided
    desk, office = Program(officer), browser(officer)
    adopted(desk, "X-26", paragraph(1), paragraph(2), decision=decision)
    reported = mandate(desk, "X-26", 1)["id"]
    unit = {"owner": "s-cicte"}
    assert desk.post(f"/mandates/{reported}/assign", unit).status_code == 200
    for stage in ("in-course", "done"):
        assert desk.post(f"/mandates/{reported}/stage", {"stage": stage}).status_code == 200
    task = {"title": "Informe", "owner": officer.name, "due": "2026-07-15", "decision": decision}
    assert office.post("/tasks/new/", task).status_code == 302
    why = {"why": "Error de hecho"}
    assert office.post(f"{there}/decisions/{decision}/annul/", why).status_code == 302
    stages = [mandate(desk, "X-26", number)["stage"] for number in (1, 2)]
    assert stages == ["done", "ended"]
    with system_work():
        assert Task.objects.unguarded("a test").get().stage == "dropped"


def test_whoever_owes_a_late_task_is_told_once(monkeypatch):
    officer = make.officer()
    desk, office = Program(officer), browser(officer)
    adopted(desk, "X-18", paragraph(1))
    pk = mandate(desk, "X-18", 1)["id"]
    task = {"title": "Borrador", "owner": officer.name, "due": "2026-07-15", "mandate": pk}
    assert office.post("/tasks/new/", task).status_code == 302
    for day in (16, 17):
        monkeypatch.setattr(timezone, "localdate", lambda day=day: date(2026, 7, day))
        jobs.warn.func()
    assert told(office, "Venció una tarea suya") == 1


def test_a_task_has_an_origin_and_an_owner_and_is_the_secretariats():
    officer = make.officer()
    office = browser(officer)
    said = {"title": "Algo", "owner": officer.name, "due": "2026-07-15"}
    assert office.post("/tasks/new/", said).status_code == 422
    assert office.post("/tasks/new/", {**said, "mandate": "nothing"}).status_code == 422
    assert office.post("/tasks/new/", {**said, "owner": "nobody"}).status_code == 422
    adopted(Program(officer), "X-18", paragraph(1))
    said["mandate"] = mandate(Program(officer), "X-18", 1)["id"]
    panama = browser(make.country("PAN").duty)
    assert panama.post("/tasks/new/", said).status_code in (403, 422)
    assert office.post("/tasks/new/", said).status_code == 302
    assert "Algo" not in panama.get("/tasks/").content.decode()
