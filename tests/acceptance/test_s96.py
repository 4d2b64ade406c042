"""S96: advice to one customs service is for that State and the unit alone."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from almenara.directory.tests import make
from tests.acceptance.assistance import accepted, does, officer
from tests.acceptance.directory import Program, browser
from tests.acceptance.programmes import hold, planned

pytestmark = pytest.mark.django_db
WORD = "zqaduana"


def test_b_the_advice_is_seen_by_that_state_and_the_unit_alone():
    panama, cri, unit = make.country("PAN").ncp, make.country("CRI").ncp, officer()
    said = {"title": f"Formularios {WORD}", "fields": {"service": f"Servicio {WORD}"}}
    case = accepted(panama, unit, topic="authorised-operators", **said)
    desk, program = browser(unit), Program(unit)
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
    own = browser(panama).get(f"{case}/").content.decode()
    document = "/documents/" + own.split("/documents/")[1].split('"')[0]
    for who in (panama, unit):
        assert WORD in browser(who).get(f"{case}/").content.decode()
        assert browser(who).get(document).status_code == 200
        assert browser(who).get(f"{advice}/").status_code == 200
    other, stranger = browser(cri), Program(cri)
    for address in (f"{case}/", document, f"{advice}/"):
        assert other.get(address).status_code == 404, address
    for address in ("/cases/", "/plans/cicte-2020-2021/activities/", "/inbox/", "/journal/"):
        assert WORD not in other.get(address).content.decode(), address
    for path, query in (("/cases", {}), ("/activities", {}), ("/search", {"q": WORD})):
        assert stranger.get(path, **query).json()["count"] == 0, path
