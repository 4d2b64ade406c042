"""S96: three kinds of help for customs count apart; advice is for one State and the unit alone."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from almenara.directory.tests import make
from tests.acceptance.assistance import accepted, does, officer
from tests.acceptance.directory import Program, browser
from tests.acceptance.programmes import hold, planned, result, roll, send

pytestmark = pytest.mark.django_db
WORD = "zqaduana"


def test_a_course_advice_and_exchange_are_reported_apart_and_each_person_counts_once():
    panama, unit = make.country("PAN").ncp, officer()
    desk, program = browser(unit), Program(unit)
    case = accepted(panama, unit, topic="authorised-operators")
    held, people = {}, {"course": ("1", "2"), "advice": ("2",), "exchange": ("2", "3")}
    for kind, numbers in people.items():
        held[kind] = planned(program, "D4.1", kind=kind, states=["PAN"], marking="TLP:AMBER")
        rows = roll([f"Persona {n},PAN,Aduana,,,P-{n},600" for n in numbers])
        assert send(program, f"{held[kind]}/participants", file=rows).status_code == 200
        hold(program, held[kind])
        assert program.post(f"{held[kind]}/stage", {"stage": "reported"}).status_code == 200
    given = {"text": "Un dictamen", "activity": held["advice"].removeprefix("/activities/")}
    does(desk, f"{case}/outcomes/", **given)
    does(desk, f"{case}/deliver/")
    page = desk.get("/plans/cicte-2020-2021/activities/?result=D4.1").content.decode()
    for kind, word in (("course", "Curso"), ("advice", "Asesoría"), ("exchange", "Intercambio")):
        row = next(part for part in page.split("<li") if held[kind] in part)
        assert word in row
    assert result(program, "D4.1")["value"] == 3
    asked_for = {"plan": "cicte-2020-2021", "programme": "D4"}
    assert program.get("/measures/people-trained", **asked_for).json()["value"] == 3


def test_b_the_advice_is_seen_by_that_state_and_the_unit_alone():
    panama, cri, unit = make.country("PAN").ncp, make.country("CRI").ncp, officer()
    said = {"title": f"Formularios {WORD}", "fields": {"service": f"Servicio {WORD}"}}
    case = accepted(panama, unit, topic="authorised-operators", **said)
    desk, program, page = browser(unit), Program(unit), browser(panama)
    advice = planned(
        program, "D4.1", kind="advice", states=["PAN"], marking="TLP:AMBER",
        titles={"es": f"Asesoría {WORD}"},
    )  # fmt: skip
    hold(program, advice)
    given = {"text": f"Un dictamen {WORD}", "activity": advice.removeprefix("/activities/")}
    does(desk, f"{case}/outcomes/", **given)
    file = SimpleUploadedFile("dictamen.pdf", make.PDF, "application/pdf")
    does(desk, f"{case}/documents/", file=file)
    does(desk, f"{case}/deliver/")
    own = page.get(f"{case}/").content.decode()
    document = "/documents/" + own.split("/documents/")[1].split('"')[0]
    for seen in (page, desk):
        assert WORD in seen.get(f"{case}/").content.decode()
        assert seen.get(document).status_code == 200
        assert seen.get(f"{advice}/").status_code == 200
    other, stranger = browser(cri), Program(cri)
    for address in (f"{case}/", document, f"{advice}/"):
        assert other.get(address).status_code == 404, address
    for address in ("/cases/", "/plans/cicte-2020-2021/activities/", "/inbox/", "/journal/"):
        assert WORD not in other.get(address).content.decode(), address
    for path, query in (("/cases", {}), ("/activities", {}), ("/search", {"q": WORD})):
        assert stranger.get(path, **query).json()["count"] == 0, path
