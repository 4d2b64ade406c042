"""`almenara load`: types enter from YAML, as drafts or active."""

import json
from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.core.management import call_command

from almenara.config import reference
from almenara.core.access.context import acting
from almenara.core.parties.actor import SYSTEM
from almenara.core.types import queries

TYPES = {path.stem: path for path in reference.type_files()}
pytestmark = pytest.mark.django_db


def changed(ours, /, **changes):
    """A type of ours as a document, otherwise in some members; None takes a member out."""
    document = yaml.safe_load(TYPES[ours].read_text("utf-8")) | changes
    return {key: value for key, value in document.items() if value is not None}


def text(*documents):
    return yaml.safe_dump_all(documents, allow_unicode=True)


@pytest.fixture
def load(tmp_path):
    """Run the command on a text; gives its exit code and its one JSON document."""

    def run(written: str | bytes | Path):
        file = written if isinstance(written, Path) else tmp_path / "type.yaml"
        if not isinstance(written, Path):
            file.write_bytes(written if isinstance(written, bytes) else written.encode())
        out, code = StringIO(), 0
        try:
            call_command("load", str(file), "--json", stdout=out, stderr=StringIO())
        except SystemExit as ended:
            code = ended.code
        return code, json.loads(out.getvalue())

    return run


def loaded(type_, slug):
    with acting(SYSTEM):
        return queries.version(SYSTEM, type_, slug)


def test_a_network_enters_and_is_active(load):
    code, said = load(text(changed("csirt", slug="dams", version=3)))
    assert code == 0
    assert said == {
        "type": "network", "slug": "dams", "version": 3, "stage": "active", "missing": [],
    }  # fmt: skip
    assert loaded("network", "dams").stage == "active"


@pytest.mark.parametrize(
    "member", ["purpose", "legal_basis", "data_classes", "audience", "retention", "responsible"]
)
def test_a_type_without_one_of_the_six_stays_a_draft_and_says_which(load, member):
    code, said = load(text(changed("csirt", slug="dams", **{member: None})))
    assert (code, said["stage"], said["missing"]) == (0, "draft", [member])


def test_a_sensitive_type_waits_for_a_second_person(load):
    code, said = load(text(changed("csirt", slug="dams", data_classes=["health"])))
    assert (code, said["stage"], said["missing"]) == (0, "draft", [])


def test_the_same_file_again_changes_nothing(load):
    first = load(TYPES["csirt"])
    assert first == load(TYPES["csirt"])
    assert first[1]["version"] == loaded("network", "csirt").version


def test_another_text_under_the_same_number_is_refused(load):
    code, said = load(text(changed("csirt", check_every="P1D")))
    assert code == 2
    assert said["errors"][0]["loc"] == ["version"]


def test_a_higher_number_replaces_it(load):
    code, said = load(text(changed("csirt", version=99, check_every="P1D")))
    assert (code, said["version"], said["stage"]) == (0, 99, "active")


def test_a_file_with_several_types_says_each(load):
    network = changed("csirt", slug="dams")
    kind = changed("notice-csirt", slug="notice-dams", network="dams")
    code, said = load(text(network, kind))
    assert code == 0
    assert [(t["type"], t["slug"], t["stage"]) for t in said["types"]] == [
        ("network", "dams", "active"),
        ("kind", "notice-dams", "active"),
    ]


def test_of_several_types_all_or_none_enter(load):
    code, said = load(text(changed("csirt", slug="dams"), changed("csirt", slug="NO")))
    assert code == 2
    assert said["errors"][0]["loc"][:2] == [1, "slug"]
    with acting(SYSTEM):
        assert not queries.versions(SYSTEM, "network").filter(slug="dams").exists()


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"type": "wall"}, ["type"]),
        ({"type": None}, ["type"]),
        ({"retention": "ninety days"}, ["retention"]),
        ({"nominates": ["king"]}, ["nominates", 0]),
        ({"seats": {"per_state": 0}}, ["seats", "per_state"]),
        ({"colour": "blue"}, ["colour"]),
        ({"names": {"es": "x", "en": "x", "pt": "x"}}, ["names", "fr"]),
        ({"version": "one"}, ["version"]),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(load, change, place):
    code, said = load(text(changed("csirt", slug="dams") | change))
    assert code == 2
    assert place in [error["loc"] for error in said["errors"]]
    assert all(set(error) == {"loc", "msg"} and error["msg"] for error in said["errors"])


def test_a_kind_of_an_unknown_network_is_refused(load):
    code, said = load(text(changed("notice-csirt", slug="notice-x", network="atlantis")))
    assert (code, said["errors"][0]["loc"]) == (2, ["network"])


@pytest.mark.parametrize(
    "written",
    ["", "type: [", "a: 1\na: 2", b"\xff\xfe", "a: &x 1\nb: *x", "- 1", "just words", "a: \x00",
     "[" * 5000, "!!python/object/apply:os.system [true]"],
)  # fmt: skip
def test_what_is_no_type_at_all_is_refused(load, written):
    code, said = load(written)
    assert code == 2
    assert said["errors"]


def test_a_file_that_is_not_there_is_refused(load, tmp_path):
    assert load(tmp_path / "absent.yaml")[0] == 2


def test_words_stay_words_and_dates_stay_text(load):
    norway = text(changed("csirt", slug="dams")).replace("slug: dams", "slug: no")
    assert load(norway)[1]["slug"] == "no"
