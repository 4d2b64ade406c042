"""Structures of SDMX enter the register of types: drafts that say what they lack."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from almenara.core.parties.actor import SYSTEM
from almenara.core.types import typefile
from almenara.directory.tests import make
from almenara.formats.refusal import Unreadable
from almenara.formats.sdmx import jsonstructure, mlstructure
from almenara.formats.sdmx.asking import StructureQuestion, Which
from almenara.formats.sdmx.mlnames import NEW, OLD
from almenara.formats.tests import sdmx
from almenara.observatory import imported

pytestmark = pytest.mark.django_db
HELD = sdmx.CATALOGUE.answer(StructureQuestion("*", Which()))
WRITTEN = {
    "ML 2.1": mlstructure.write(HELD, "ID", sdmx.AT, OLD),
    "ML 3.0": mlstructure.write(HELD, "ID", sdmx.AT, NEW),
    "JSON 2.0": jsonstructure.write(HELD, "ID", sdmx.AT),
}  # under names that the reference data do not have
FILES = {
    name: raw.replace(b"CL_", b"CL_X_").replace(b"CS_OAS", b"CS_X") for name, raw in WRITTEN.items()
}


@pytest.fixture(params=FILES)
def raw(request):
    return FILES[request.param]


def test_a_file_of_structures_becomes_drafts(raw):
    found = {one.slug: one for one in typefile.load(SYSTEM, raw)}
    assert set(found) == {
        "cl-x-freq", "cl-x-area", "cl-x-unit", "cl-x-obs-status", "cs-x", "dsd-test", "df-test",
        "df-other",
    }  # fmt: skip
    assert {one.stage for one in found.values()} == {"draft"}
    assert "purpose" in found["cl-x-area"].missing
    area = found["cl-x-area"].document
    assert (area["id"], area["version"], area["agency"]) == ("CL_X_AREA", 2, "OAS")
    assert area["names"] == {"es": "Área", "en": "Area", "pt": "[es] Área", "fr": "[es] Área"}
    assert area["codes"][1]["parent"] == "AMS"
    assert area["codes"][3]["withdrawn"] is True
    shape = found["dsd-test"].document
    assert shape["dimensions"][1] == {
        "id": "REF_AREA", "concept": "REF_AREA", "codelist": "OAS:CL_X_AREA(2.0)",
    }  # fmt: skip
    assert [one["id"] for one in shape["dimensions"]] == ["FREQ", "REF_AREA", "UNIT_MEASURE"]
    assert shape["attributes"][0]["required"] is True
    assert found["df-test"].document["structure"] == "OAS:DSD_TEST(1.0)"


def test_on_the_page_as_in_the_command(client):
    keeper = make.person(make.institution("ssm-saa"), "administrator")
    client.force_login(keeper.user)
    file = SimpleUploadedFile("structures.xml", FILES["ML 2.1"], "application/xml")
    assert client.post("/types/load/", {"file": file}).status_code == 302
    assert "cl-x-area" in client.get("/types/").content.decode()
    strange = SimpleUploadedFile("structures.xml", b"<structures/>", "application/xml")
    answer = client.post("/types/load/", {"file": strange})
    assert answer.status_code == 422
    assert "SDMX-ML" in answer.content.decode()


def test_yaml_is_no_message():
    assert imported.documents(b"type: codelist\n") is None
    assert imported.documents(b'{"type": "codelist"}') is None


def test_another_measure_is_refused():
    raw = FILES["ML 2.1"].replace(b'id="OBS_VALUE"', b'id="AMOUNT"')
    with pytest.raises(Unreadable, match="OBS_VALUE"):
        imported.documents(raw)
