"""Any list leaves as a file: what the page shows, journalled where it is not for everybody."""

import io

import pytest
from docx import Document
from openpyxl import load_workbook

from almenara.core.paging import SHEETS
from almenara.directory.tests import make
from almenara.programmes.tests import make as plans
from tests.acceptance.directory import Program, browser
from tests.acceptance.programmes import planned

pytestmark = pytest.mark.django_db
LIST = "/plans/cicte-2020-2021/activities/"


def rows(answer):
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def exports(program):
    return [e for e in program.get("/journal", verb="export").json()["items"]
            if e["thing"].startswith("list:")]  # fmt: skip


def test_a_list_leaves_whole_with_its_filter_and_what_the_reader_may_see():
    officer, state = make.officer(), make.country("PAN").duty
    desk = Program(officer)
    for number in range(31):
        plans.activity(officer, titles={"es": f"=Curso {number}"})
    planned(desk, "D3.3", titles={"es": "Reservada"}, marking="TLP:AMBER", states=["MEX"])
    whole = browser(officer).get(f"{LIST}?format=xlsx")
    assert whole["Content-Disposition"].startswith('attachment; filename="activity-')
    assert whole["X-Almenara-Marking"] == "TLP:AMBER"
    found = rows(whole)
    assert (len(found), found[0][0]) == (33, "Título")
    assert "=Curso 7" in [row[0] for row in found]
    assert len(rows(browser(officer).get(f"{LIST}?result=D3.3&format=xlsx"))) == 2
    theirs = browser(state).get(f"{LIST}?format=xlsx")
    assert (len(rows(theirs)), theirs["X-Almenara-Marking"]) == (32, "TLP:CLEAR")
    assert sorted(e["detail"]["rows"] for e in exports(desk)) == [1, 32]
    assert exports(Program(state)) == []


def test_a_list_leaves_for_a_meeting_in_the_readers_language():
    planned(Program(make.officer()), "D3.1")
    answer = browser(make.officer()).get(f"{LIST}?format=docx&lang=en")
    document = Document(io.BytesIO(answer.content))
    assert document.core_properties.language == "en"
    assert len(document.tables[0].rows) == 2


def test_every_list_that_can_leave_does(client):
    officer = browser(make.officer())
    pages = {
        "Activity": LIST, "Mandate": "/mandates/", "Task": "/tasks/", "Case": "/cases/",
        "Project": "/projects/", "Alert": "/alerts/", "Partner": "/partners/",
        "Consultation": "/consultations/", "Letter": "/correspondence/", "Journey": "/journeys/",
        "Transmission": "/transmissions/", "Meeting": "/calendar/",
    }  # fmt: skip
    of_a_file = {"LedgerLine"}
    assert {model.__name__ for model in SHEETS} == set(pages) | of_a_file
    for address in pages.values():
        for form in ("xlsx", "docx"):
            answer = officer.get(f"{address}?format={form}")
            assert answer["Content-Type"].startswith("application/vnd.openxml"), address
    assert client.get("/cases/?format=xlsx").status_code == 302


def test_what_is_no_list_stays_a_page_and_another_form_too():
    officer = browser(make.officer())
    for address in ("/?format=xlsx", f"{LIST}?format=exe", "/no-existe/?format=xlsx"):
        assert officer.get(address)["Content-Type"].startswith("text/html"), address
