"""A file is judged, or refused in a sentence, whatever a stranger sends."""

import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from almenara.formats.iati import checking, document, schemas, writing
from almenara.formats.tests import iati, real
from tests.extent import examples

VENDOR = Path(schemas.__file__).parent / "vendor"
HEAD = b'<iati-activities version="2.03">'
TAIL = b"</iati-activities>"
BOMB = b"".join(
    b'<!ENTITY l%d "%s">' % (level, b"&l%d;" % (level - 1) * 10) for level in range(1, 10)
)


def judged(raw: bytes) -> checking.Verdict:
    return checking.check(raw, iati.NOW)


def good() -> bytes:
    return writing.write(iati.file(2, transactions=2, results=1), iati.NOW)


def test_a_good_file_is_valid_and_the_answer_has_its_three_members():
    verdict = judged(good())
    assert verdict.document() == {"valid": True, "schema": [], "rules": []}
    assert verdict.code == 0


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "vacío"),
        (b" \n ", "vacío"),
        (b'{"a": 1}', "No es XML"),
        (b"<iati-activities>", "No es XML"),
        (HEAD + b"\0" + TAIL, "No es XML"),
        (b'<?xml version="1.0" encoding="UTF-8"?><a>\xe9</a>', "No es XML"),
        (b'<?xml version="1.0" encoding="UTF-16"?><a>\xc3\xa9</a>', "No es XML"),
        (b'<?xml version="1.0" encoding="none-9"?><a/>', "No es XML"),
        (b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a/>', "DOCTYPE"),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>', "DOCTYPE"),
        (b'<!DOCTYPE a [<!ENTITY l0 "l">' + BOMB + b"]><a>&l9;</a>", "amplification"),
        (b'<!DOCTYPE a [<!ENTITY l0 "l">' + BOMB + b']><a b="&l9;"/>', "amplification"),
        (b"<a>" * 1000 + b"</a>" * 1000, "depth"),
        (HEAD + b"<iati-activity/>" * 1_000_000 + TAIL, "más de 10000 hijos"),
        (HEAD + b"<a/>" * (document.TAGS + 1) + TAIL, "más de 2000000 etiquetas"),
        (b"<a>" + b" " * document.BYTES, "60 MiB"),
    ],
    ids=range(16),
)
def test_what_cannot_be_read_is_refused_in_a_sentence(raw, says):
    verdict = judged(raw)
    (fault,) = verdict.schema
    assert says in fault[1]
    assert (fault[0] >= 1, verdict.code, verdict.rules) == (True, 2, ())


def test_utf_16_is_read_when_it_is_what_it_says():
    text = good().decode().replace("encoding='UTF-8'", "encoding='UTF-16'")
    assert judged(text.encode("utf-16")).is_valid


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (b"<title>", b"<x>", "No es XML"),
        (b'<activity-status code="2"/>', b"", "activity-status"),
        (b'<activity-status code="2"/>', b"<activity-status/>", "le falta el atributo «code»"),
        (b'<activity-status code="2"/>', b'<activity-status code="2" x=""/>', "no admite el atrib"),
        (b'<activity-status code="2"/>', b'<activity-status code="2">2</activity-status>', "texto"),
        (b'<activity-status code="2"/>', b'<activity-status code="2"/><x/>', "«x» no va aquí"),
        (b'hierarchy="2"', b'hierarchy="two"', "el valor «two» no es xs:int"),
    ],
)
def test_a_fault_of_schema_says_line_and_element(old, new, says):
    verdict = judged(good().replace(old, new, 1))
    assert any(says in message and line > 1 for line, message in verdict.schema)
    assert verdict.code in (1, 2)


def test_a_fault_of_rule_says_which_how_grave_and_where():
    raw = good().replace(b'type="1" iso-date="2024-', b'type="1" iso-date="2029-', 1)
    (found,) = judged(raw).document()["rules"]
    assert found["id"] == "11.1.2"
    assert found["severity"] == "error"
    assert found["where"].endswith("/iati-activities/iati-activity[1]")
    assert judged(raw).code == 1


def test_a_warning_leaves_a_file_valid():
    raw = good().replace(b'ref="XM-DAC-47079"', b'ref="QQ-QQQ-1"', 1)
    verdict = judged(raw)
    assert {found.severity for found in verdict.rules} == {"warning"}
    assert "1.14.8" in {found.rule for found in verdict.rules}
    assert verdict.is_valid


def test_many_faults_are_counted_and_the_first_are_shown():
    raw = HEAD + b"<iati-activity/>" * 1500 + TAIL
    verdict = judged(raw)
    assert len(verdict.schema) == checking.MOST_OF_SCHEMA + 1
    assert verdict.schema[-1][1] == "Y 500 errores más."
    assert len(verdict.rules) <= 107 * (checking.MOST_OF_A_RULE + 1)
    assert "Y 1400 lugares más." in {found.message for found in verdict.rules}


@pytest.mark.parametrize("root", ["iati-activity", "html", "{urn:x}iati-activities"])
def test_another_root_is_named(root):
    space, name = root[1:].split("}") if "}" in root else ("", root)
    verdict = judged(f'<{name} xmlns="{space}"/>'.encode())
    assert root in verdict.schema[0][1]
    assert verdict.code == 1


def test_a_file_of_an_organisation_has_no_schema_here():
    verdict = judged(b'<iati-organisations version="2.03"/>')
    assert "no schema shipped" in verdict.schema[0][1]
    assert verdict.code == 1


def test_a_schema_that_cannot_be_used_is_named(tmp_path):
    (tmp_path / schemas.FILES["iati-organisations"]).write_text("<nothing/>")
    verdict = checking.check(b"<iati-organisations/>", iati.NOW, tmp_path)
    assert "iati-organisations-schema.xsd" in verdict.schema[0][1]
    assert verdict.code == 2


def test_the_vendored_files_are_those_of_the_package():
    told = json.loads((VENDOR / "VENDOR.json").read_text("utf-8"))
    assert (told["package"], told["version"]) == ("pyIATI", "0.4.1")
    here = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.iterdir()
        if path.name != "VENDOR.json"
    }
    assert here == told["files"]


def is_of_schema(raw: bytes, folder: Path | None = None) -> bool:
    return not list(schemas.faults(document.read(raw), folder, 1))


def conformance(of_organisations: bool) -> list[Path]:
    found = sorted((real.PROGRAMMES / "conformance").rglob("*.xml"))
    marks = ("organisation-tests", "iati-organisations")
    return [path for path in found if of_organisations is any(m in str(path) for m in marks)]


def disagreeing(paths: list[Path], folder: Path | None = None) -> list[Path]:
    return [
        path
        for path in paths
        if is_of_schema(path.read_bytes(), folder) is not ("should-pass" in path.parts)
    ]


@real.programmes_needed
def test_the_538_conformance_files_of_activities_agree():
    paths = conformance(False)
    assert len(paths) == 538
    assert disagreeing(paths) == []


@real.programmes_needed
def test_all_686_conformance_files_agree_with_newer_schemas():
    paths = conformance(False) + conformance(True)
    assert len(paths) == 686
    assert disagreeing(paths, real.PROGRAMMES / "schemas") == []


@real.programmes_needed
@pytest.mark.parametrize(
    ("name", "element"),
    [
        ("dfid-v1", "activity-website"),
        ("undp-v1", "reporting-org"),
        ("worldbank-v1", "activity-website"),
        ("worked-example-v1", "iati-activity"),
    ],
)
def test_old_samples_are_refused_naming_the_element(name, element):
    verdict = judged((real.PROGRAMMES / "examples/refuse" / f"{name}.xml").read_bytes())
    assert any(f"«{element}»" in message for _line, message in verdict.schema)
    assert verdict.code == 1


GOOD = good()


@settings(max_examples=examples(60))
@given(st.integers(0, len(GOOD) - 1), st.integers(0, 40), st.binary(max_size=12))
def test_a_damaged_file_gets_a_verdict_too(at, length, put):
    verdict = judged(GOOD[:at] + put + GOOD[at + length :])
    assert verdict.code in (0, 1, 2)
    json.dumps(verdict.document())
