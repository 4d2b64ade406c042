"""Structures and figures of others, refused with their place; what references bring along."""

import json

import pytest

from almenara.formats.refusal import Unreadable
from almenara.formats.sdmx import (
    jsonreading,
    jsonstructure,
    mldata,
    mlfigures,
    mlreading,
    mlstructure,
)
from almenara.formats.sdmx.asking import StructureQuestion, Which
from almenara.formats.sdmx.mlnames import NEW, OLD
from almenara.formats.tests import sdmx

ALL = sdmx.CATALOGUE.answer(StructureQuestion("*", Which()))


def ask(kind: str, id: str = "", references: str = "none", **more) -> dict[str, list[str]]:
    which = Which(ids=frozenset({id} if id else ()), **more)
    found = sdmx.CATALOGUE.answer(StructureQuestion(kind, which, references=references))
    said = {name: [one.id for one in things] for name, things in vars(found).items()}
    return {name: ids for name, ids in said.items() if ids}


def test_only_what_is_asked_for_is_sent():
    assert ask("codelist", "CL_AREA") == {"codelists": ["CL_AREA"]}
    assert ask("dataflow") == {"dataflows": ["DF_TEST", "DF_OTHER"]}
    assert ask("dataflow", "DF_NONE") == {}
    assert ask("categoryscheme") == {}


def test_references_go_up_and_down():
    assert ask("dataflow", "DF_TEST", "children") == {
        "dataflows": ["DF_TEST"], "structures": ["DSD_TEST"],
    }  # fmt: skip
    below = ask("dataflow", "DF_TEST", "descendants")
    assert sorted(below["codelists"]) == ["CL_AREA", "CL_FREQ", "CL_OBS_STATUS", "CL_UNIT"]
    assert ask("codelist", "CL_AREA", "parents")["structures"] == ["DSD_TEST"]
    assert ask("codelist", "CL_AREA", "ancestors")["dataflows"] == ["DF_TEST", "DF_OTHER"]
    assert ask("dataflow", "DF_TEST", "codelist").keys() == {"dataflows", "codelists"}
    assert ask("dataflow", "DF_TEST", "all") == below


def test_an_unknown_agency_is_passed_over_where_the_id_is_unique():
    assert ask("dataflow", "DF_TEST", agencies=frozenset({"ALM"})) == {"dataflows": ["DF_TEST"]}


def test_a_structure_is_found_by_the_name_of_its_flow():
    assert ask("datastructure", "DF_TEST") == {"structures": ["DSD_TEST"]}


def test_a_stub_says_who_it_is_and_no_more():
    question = StructureQuestion("codelist", Which(ids=frozenset({"CL_AREA"})), detail="allstubs")
    assert sdmx.CATALOGUE.answer(question).codelists[0].codes == ()
    question = StructureQuestion("codelist", Which(), items=frozenset({"PAN"}))
    codes = [one.id for found in sdmx.CATALOGUE.answer(question).codelists for one in found.codes]
    assert codes == ["PAN"]


def changed(old: str, new: str, version=OLD) -> bytes:
    raw = mlstructure.write(ALL, "ID", sdmx.AT, version).decode()
    assert old in raw
    return raw.replace(old, new, 1).encode()


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "vacío"),
        (b"<a/>", "SDMX-ML"),
        (b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/hostname'>]><a>&b;</a>", "DOCTYPE"),
        (b"no xml", "XML"),
        (changed("<str:Codelists>", "<str:Categorisations/><str:Codelists>"), "Categorisations"),
        (changed("<str:Code ", "<str:Kode/><str:Code "), "Kode"),
        (changed('<Ref id="AMS"', '<Ref id="NONE"'), "NONE"),
        (changed('id="PAN"', 'id="CRI"'), "dos veces"),
        (changed(' agencyID="OAS"', ""), "agencyID"),
        (changed("<str:PrimaryMeasure ", "<str:Other/><str:PrimaryMeasure "), "una sola medida"),
        (changed('position="1"', 'position="first"'), "first"),
        (changed("DataStructure=OAS:DSD_TEST(1.0)", "nothing", NEW), "URN"),
    ],
)  # fmt: skip
def test_strange_structures_are_refused_at_their_line(raw, why):
    with pytest.raises(Unreadable, match=why) as refusal:
        mlreading.read(raw)
    assert isinstance(refusal.value.errors[0][0][0], int)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda data: data.update(categorySchemes=[]), ["data", "categorySchemes"]),
        (lambda data: data["codelists"][0].pop("id"), ["data", "codelists", 0]),
        (
            lambda data: data["codelists"][0]["codes"][0].update(colour="red"),
            ["data", "codelists", 0, "codes", 0, "colour"],
        ),
        (
            lambda data: data["dataflows"][0].update(structure="DSD"),
            ["data", "dataflows", 0, "structure"],
        ),
        (lambda data: data.update(codelists={}), ["data", "codelists"]),
        (lambda data: data.update(codelists=[7]), ["data", "codelists", 0]),
    ],
)
def test_strange_json_is_refused_at_its_place(change, place):
    said = json.loads(jsonstructure.write(ALL, "ID", sdmx.AT))
    change(said["data"])
    with pytest.raises(Unreadable) as refusal:
        jsonreading.read(json.dumps(said).encode())
    assert refusal.value.errors[0][0] == place


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("<Obs ", "<Observation/><Obs ", "Observation"),
        ('action="Replace"', 'action="Delete"', "borra"),
        ('id="DSD_TEST"', 'id="DSD_OTHER"', "DSD_OTHER"),
        ("StructureSpecificData ", "Structure ", "datos|XML"),
    ],
)
def test_strange_figures_are_refused_at_their_line(old, new, why):
    raw = "".join(mldata.specific(sdmx.message()))
    with pytest.raises(Unreadable, match=why):
        mlfigures.read(raw.replace(old, new, 1).encode(), "DSD_TEST")


def test_nan_of_other_writers_is_what_nobody_reported():
    raw = "".join(mldata.specific(sdmx.message())).replace('OBS_VALUE="11.2"', 'OBS_VALUE="NaN"')
    values = [cells["OBS_VALUE"] for _line, cells in mlfigures.read(raw.encode()).records()]
    assert values[0] == ""
