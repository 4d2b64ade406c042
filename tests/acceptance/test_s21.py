"""S21: paragraph 5 lists the activities and reports tied to it; the matrix leaves as a file."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from almenara.directory.tests import make
from tests.acceptance.directory import Program, browser
from tests.acceptance.mandates import adopted, mandate, paragraph
from tests.acceptance.programmes import planned
from tests.shared import built_once

pytestmark = pytest.mark.django_db


def declare():
    """A declaration whose paragraph 5 has an activity, a State's measure and its report."""
    desk, panama = Program(make.officer()), make.country("PAN")
    made = adopted(desk, "EV-18", paragraph(5, addressee="STATES"), paragraph(6))
    pk = mandate(desk, "EV-18", 5)["id"]
    planned(desk, "D3.1", titles={"es": "Taller de prevención"}, states=["PAN", "CRI"])
    desk.post(f"/mandates/{pk}/results", {"plan": "cicte-2020-2021", "results": ["D3.1"]})
    file = SimpleUploadedFile("informe.pdf", make.PDF, "application/pdf")
    said = {"kind": "report", "text": "Informe nacional", "on": "2021-05-05", "file": file}
    noted = browser(panama.ncp).post(f"/mandates/{pk}/actions/", said)
    assert noted.status_code == 302
    return made["id"], pk, panama


_declared = built_once(declare)


@pytest.fixture
def declared(_declared, db):
    return _declared


def test_paragraph_5_lists_the_activities_and_reports_tied_to_it(declared):
    _resolution, pk, panama = declared
    for who in (panama.duty, make.country("CRI").duty, make.officer()):
        client = browser(who)
        page = client.get(f"/mandates/{pk}/").content.decode()
        for said in ("Taller de prevención", "Informe nacional", "informe.pdf"):
            assert said in page
        paper = page.split('href="/documents/')[1].split("/")[0]
        assert client.get(f"/documents/{paper}/").status_code == 200
    stranger = browser(make.person(make.institution("obs-office"), "observer"))
    assert stranger.get(f"/mandates/{pk}/").status_code == 404
    assert stranger.get(f"/documents/{paper}/").status_code == 404


def test_the_matrix_is_paragraph_by_state_by_action_and_leaves_as_csv_and_xlsx(declared):
    resolution, _pk, panama = declared
    client = browser(panama.duty)
    page = client.get(f"/resolutions/{resolution}/").content.decode()
    assert "Informe nacional" in page
    text = client.get(f"/resolutions/{resolution}/matrix.csv")
    assert text["X-Almenara-Marking"] == "TLP:GREEN"
    lines = text.content.decode("utf-8-sig").splitlines()
    rows = {line.split(",")[0]: line for line in lines}
    assert lines[0] == "Estado,Párrafo 5,Párrafo 6"
    assert "Informe nacional" in rows["Panamá"]
    assert "Taller de prevención" in rows["Costa Rica"]
    assert "Informe nacional" not in rows["Costa Rica"]
    book = client.get(f"/resolutions/{resolution}/matrix.xlsx").content
    sheet = load_workbook(io.BytesIO(book)).active
    assert [cell.value for cell in sheet[1]] == ["Estado", "Párrafo 5", "Párrafo 6"]
    assert sheet.max_row == len(lines)


def test_anybody_reads_the_summary_and_no_state_is_shown_for_its_silence(declared):
    resolution, _pk, _panama = declared
    public = Client().get(f"/resolutions/{resolution}/")
    assert public.status_code == 200
    assert "Informe nacional" not in public.content.decode()
    asked = Client().get(f"/resolutions/{resolution}/matrix.csv")
    assert asked.status_code == 302
    stranger = browser(make.person(make.institution("obs-office"), "observer"))
    assert stranger.get(f"/resolutions/{resolution}/matrix.csv").status_code == 404
    page = browser(make.officer()).get(f"/resolutions/{resolution}/").content.decode()
    table = page[page.index("<table") : page.index("</table>")]
    assert ("Panamá" in table, "México" in table) == (True, False)


def test_a_state_writes_for_itself_alone_and_bad_input_comes_back_at_its_field(declared):
    _resolution, pk, panama = declared
    contact = browser(panama.ncp)
    said = {"kind": "measure", "text": "Ley", "on": "2021-05-05", "state": "CRI"}
    assert contact.post(f"/mandates/{pk}/actions/", said).status_code == 302
    got = Program(panama.ncp).get(f"/mandates/{pk}").json()["actions"]
    assert {one["state"] for one in got} == {"PAN"}
    late = contact.post(f"/mandates/{pk}/actions/", {**said, "on": "2999-01-01"})
    assert late.status_code == 422
    assert "Esa fecha no ha llegado." in late.content.decode()
    assert browser(panama.duty).post(f"/mandates/{pk}/actions/", said).status_code == 403
    desk = Program(make.officer())
    unknown = {"kind": "measure", "text": "Ley", "on": "2021-05-05", "state": "XXX"}
    assert desk.post(f"/mandates/{pk}/actions", unknown).status_code == 422
