"""The data files say what they should, in four languages, and nothing that YAML would misread."""

import itertools
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import pytest
import yaml

from almenara.formats import duration

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "almenara/core/parties/reference"
NETWORKS = ROOT / "almenara/directory/types"
KINDS = ROOT / "almenara/exchange/types"
SOURCES = ROOT.parent / "shared/mission"
FILES = sorted(p for folder in (REFERENCE, NETWORKS, KINDS) for p in folder.glob("*.yaml"))

LANGUAGES = {"es", "en", "pt", "fr"}
WORDED = {"names", "short", "purpose", "legal_basis", "audience", "title", "head", "label", "hint",
          "summary", "draft_because"}  # fmt: skip
HEAD = {"type", "slug", "version", "names", "purpose", "legal_basis", "data_classes", "audience",
        "retention", "responsible"}  # fmt: skip
MARKINGS = ["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"]
DURATIONS = {"retention", "check_every", "reattest_every", "time_to_acknowledge", "time_immediate"}
SLUG = re.compile(r"[a-z0-9-]+")
# Words that name a person; a field of a message kind must not ask for one (R6).
PERSONAL = re.compile(
    r"\b(suspect|surname|birth|passport|sospechoso[as]?|apellido|nacimiento|pasaporte|cédula)\b"
)
# Official names are facts and longer than any limit: they are not compared with the sources.
RUN = 8


@cache
def document(path: Path) -> Any:
    return yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)


def reference(name: str) -> Any:
    return document(REFERENCE / f"{name}.yaml")


def types(folder: Path) -> dict[str, Any]:
    return {path.stem: document(path) for path in sorted(folder.glob("*.yaml"))}


def nodes(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every value in a document with its place, mappings and lists included."""
    yield place, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from nodes(inner, (*place, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from nodes(inner, (*place, number))


def periods(rows: list[dict[str, Any]]) -> list[tuple[date, date | None]]:
    return [
        (date.fromisoformat(r["since"]), r["until"] and date.fromisoformat(r["until"]))
        for r in rows
    ]


def holds(row: dict[str, Any], on: str) -> bool:
    """ISO dates sort as text; periods are half-open."""
    return (row["since"] is None or row["since"] <= on) and (
        row["until"] is None or on < row["until"]
    )


each_file = pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
each_network = pytest.mark.parametrize("slug", sorted(types(NETWORKS)))
each_kind = pytest.mark.parametrize("slug", sorted(types(KINDS)))


@each_file
def test_words_stand_in_four_languages(path: Path) -> None:
    for place, value in nodes(document(path)):
        key = place[-1] if place else None
        in_languages = isinstance(value, dict) and bool(LANGUAGES & set(value)) and key != "also"
        if in_languages or (key in WORDED and isinstance(value, dict)):
            assert set(value) == LANGUAGES, place
            assert all(isinstance(v, str) and v.strip() == v and v for v in value.values()), place


@each_file
def test_yaml_misreads_nothing(path: Path) -> None:
    for place, value in nodes(document(path)):
        assert all(isinstance(part, (str, int)) for part in place), place
        assert not any(isinstance(part, bool) for part in place), place
        assert not isinstance(value, (date, float)), place
        if place and place[-1] in {"code", "iso2", "iso3", "num", "slug", "key", "state", "since",
                                   "until", "language", "short"}:  # fmt: skip
            assert value is None or isinstance(value, (str, dict)), place


@each_file
def test_codes_that_yaml_could_misread_are_quoted(path: Path) -> None:
    bare = re.compile(r"^\s*-?\s*(code|iso2|iso3|num|state|since|until|zone|language): (?!\")(\S+)")
    dangerous = re.compile(r"[0-9.:_+-]+|[yY]|[nN]|[yY]es|[nN]o|[oO]n|[oO]ff|YES|NO|ON|OFF")
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        found = bare.match(line)
        assert not (found and dangerous.fullmatch(found[2])), f"{path.name}:{number}"


@each_file
def test_a_file_says_where_it_comes_from(path: Path) -> None:
    if path.parent == REFERENCE:
        assert {"title", "source", "as_of", "licence"} <= set(document(path)["meta"])


@pytest.mark.parametrize("name", ["states", "observers"])
def test_codes_are_well_formed_and_given_once(name: str) -> None:
    rows = reference(name)[name]
    shapes = {"iso2": r"[A-Z]{2}", "iso3": r"[A-Z]{3}", "num": r"\d{3}"}
    shapes["code"] = r"[A-Z]{3}" if name == "states" else r"[A-Z]{2}"
    for key, shape in shapes.items():
        values = [r[key] for r in rows if r.get(key)]
        assert all(re.fullmatch(shape, v) for v in values), key
        assert len(values) == len(set(values)), key


def test_states_have_a_zone_a_language_and_known_words() -> None:
    document_ = reference("states")
    zones, groups = available_timezones(), {g["slug"] for g in document_["groups"]}
    statuses = {s["code"] for s in document_["statuses"]}
    for state in document_["states"]:
        assert state["zone"] in zones, state["code"]
        assert state["language"] in LANGUAGES, state["code"]
        assert set(state["groups"]) <= groups, state["code"]
        assert {p["status"] for p in state["membership"]} <= statuses, state["code"]


def test_membership_periods_follow_each_other_without_gap_or_overlap() -> None:
    for state in reference("states")["states"]:
        rows = periods(state["membership"])
        assert rows[-1][1] is None, state["code"]
        for (since, until), (after, _) in itertools.pairwise(rows):
            assert until is not None, state["code"]
            assert since < until == after, state["code"]


@pytest.mark.skipif(not SOURCES.exists(), reason="the mission's reference files are not beside us")
def test_states_and_observers_are_those_of_the_reference() -> None:
    theirs = document(SOURCES / "reference/member_states.yaml")
    ours = {s["code"]: s for s in reference("states")["states"]}
    assert set(ours) == {s["iso3"] for s in theirs["states"]}
    for state in theirs["states"]:
        assert ours[state["iso3"]]["num"] == state["num"]
        assert len(ours[state["iso3"]]["membership"]) == len(state["membership"]["periods"])
    observers = document(SOURCES / "reference/observers.yaml")["observers"]
    assert {o["code"] for o in reference("observers")["observers"]} == {
        o["code"] for o in observers
    }


@pytest.mark.skipif(not SOURCES.exists(), reason="the mission's reference files are not beside us")
def test_counting_by_date_and_rule_gives_what_the_reference_says() -> None:
    ours, theirs = reference("states"), document(SOURCES / "reference/member_states.yaml")
    rules = {r["code"]: set(r["statuses"]) for r in ours["counting_rules"]}
    counting = theirs["meta"]["counting"]

    def count(rule: str, on: str) -> int:
        return sum(
            any(p["status"] in rules[rule] and holds(p, on) for p in s["membership"])
            for s in ours["states"]
        )

    later = [int(n) for n in re.findall(r"\d+", counting["after_2023_11_19"])]
    assert count("members", "2021-01-01") == counting["charter_signatories"]
    assert count("taking-part", "2021-01-01") == counting["charter_signatories"] - 1
    assert count("taking-part", "2023-11-20") == later[0]
    assert count("taking-part-undisputed", "2023-11-20") == later[1]


def test_units_are_one_dated_tree() -> None:
    units = {u["code"]: u for u in reference("units")["units"]}
    assert len(units) == len(reference("units")["units"])
    assert [c for c, u in units.items() if u["parent"] is None] == ["SG"]
    for code, unit in units.items():
        assert unit["parent"] is None or unit["parent"] in units, code
        assert unit["slug"] == code.lower(), code
        assert SLUG.fullmatch(unit["slug"]), code
        assert unit["successor"] is None or unit["successor"] in units, code
        assert unit["until"] is None or unit["since"] < unit["until"], code


def test_subregional_members_are_states_with_ordered_periods() -> None:
    states = {s["code"] for s in reference("states")["states"]}
    for organisation in reference("subregional")["organisations"]:
        assert SLUG.fullmatch(organisation["slug"])
        by_state: dict[str, list[dict[str, Any]]] = {}
        for row in organisation["members"]:
            assert row["state"] in states, organisation["slug"]
            assert row["source"], organisation["slug"]
            assert not (row["since"] and row["until"]) or row["since"] < row["until"]
            by_state.setdefault(row["state"], []).append(row)
        assert all(
            first["until"] and first["until"] <= (second["since"] or "")
            for rows in by_state.values()
            for first, second in itertools.pairwise(rows)
        ), organisation["slug"]


def test_groups_agree_with_the_organisations_that_they_stand_for() -> None:
    document_ = reference("states")
    organisations = {o["slug"]: o for o in reference("subregional")["organisations"]}
    for group in document_["groups"]:
        if group["organisation"]:
            today = {
                m["state"]
                for m in organisations[group["organisation"]]["members"]
                if holds(m, document_["meta"]["as_of"])
            }
            assert today == {
                s["code"] for s in document_["states"] if group["slug"] in s["groups"]
            }, group["slug"]


def test_a_subregional_list_differs_between_two_dates() -> None:
    andean = {o["slug"]: o for o in reference("subregional")["organisations"]}["can"]
    lists = [
        {m["state"] for m in andean["members"] if holds(m, on)}
        for on in ("2000-01-01", "2010-01-01")
    ]
    assert lists[0] - lists[1] == {"VEN"}


@pytest.mark.parametrize("folder", [NETWORKS, KINDS], ids=["networks", "kinds"])
def test_every_type_has_a_whole_head(folder: Path) -> None:
    classes = {c["code"] for c in reference("data_classes")["classes"]}
    units = {u["code"] for u in reference("units")["units"]}
    for slug, type_ in types(folder).items():
        assert set(type_) >= HEAD, slug
        assert type_["slug"] == slug, slug
        assert SLUG.fullmatch(slug), slug
        assert type_["data_classes"], slug
        assert set(type_["data_classes"]) <= classes, slug
        assert type_["responsible"] in units or "draft_because" in type_, slug
        assert type_["version"] >= 1, slug


@pytest.mark.parametrize("folder", [NETWORKS, KINDS], ids=["networks", "kinds"])
def test_durations_can_be_read(folder: Path) -> None:
    for slug, type_ in types(folder).items():
        for key in DURATIONS & set(type_):
            assert duration.parse(type_[key], [slug, key])


@each_network
def test_a_network_says_who_may_what(slug: str) -> None:
    network = types(NETWORKS)[slug]
    units = {u["slug"]: u["code"] for u in reference("units")["units"]}
    roles = {"ncp", "mission", "secretariat"}
    assert network["type"] == "network"
    assert network["owner"] in units
    assert units[network["owner"]] == network["responsible"]
    assert network["nominates"]
    assert set(network["nominates"]) <= roles
    assert set(network["who_checks"]) | set(network["verifies"]) <= roles
    assert set(network["seats"]["holders"]) <= {"state", "secretariat", "subregional"}
    assert set(network["sees"]) == {"phone", "mail", "holder", "title", "institution"}
    assert all(
        set(who) <= {"members", "own", "owner", "nominates"} for who in network["sees"].values()
    )
    assert network["duty_hours"] in {"24/7", "office"}
    assert network["voluntary"] == ("terms" in network)
    assert network["sealed_copy"] == ("second_approver" in network)
    assert network.get("second_approver") != network["responsible"]


@pytest.mark.parametrize("slug", ["cyber-policy", "cyber-diplomacy"])
def test_only_contact_point_or_mission_nominates_in_the_cyber_networks(slug: str) -> None:
    assert types(NETWORKS)[slug]["nominates"] == ["ncp", "mission"]


@each_network
def test_each_network_has_a_notice_without_required_fields_in_all_markings(slug: str) -> None:
    kind = types(KINDS)[f"notice-{slug}"]
    assert kind["network"] == slug
    assert kind["markings"] == MARKINGS
    assert not any(f["required"] for f in kind["fields"])


@each_kind
def test_a_kind_belongs_to_a_network_and_says_how_it_climbs(slug: str) -> None:
    kind = types(KINDS)[slug]
    assert kind["type"] == "kind"
    assert kind["network"] in types(NETWORKS)
    assert kind["markings"] == [m for m in MARKINGS if m in kind["markings"]]
    assert kind["escalation"] == ["duty", "alternate", "head"]
    assert set(kind["origins"]) <= set(types(NETWORKS)[kind["network"]]["seats"]["holders"]) | {
        "subregional"
    }
    assert isinstance(kind["handing_on"], bool)
    assert ("draft_because" in kind) == (kind["responsible"] is None)


@each_kind
def test_the_fields_of_a_kind_are_well_made_and_ask_for_no_person(slug: str) -> None:
    seen: dict[str, Any] = {}
    for field in types(KINDS)[slug]["fields"]:
        assert re.fullmatch(r"[a-z][a-z0-9_]*", field["key"])
        assert field["key"] not in seen
        assert field["type"] in {"text", "long", "number", "date", "choice", "many", "state",
                                 "document"}  # fmt: skip
        assert isinstance(field["required"], bool)
        keys = [c["key"] for c in field.get("choices", [])]
        assert bool(keys) == (field["type"] in {"choice", "many"}), field["key"]
        assert len(keys) == len(set(keys))
        assert all(SLUG.fullmatch(k) for k in keys)
        if "relevant" in field:
            asked = [c["key"] for c in seen[field["relevant"]["field"]]["choices"]]
            assert set(field["relevant"]["in"]) <= set(asked), field["key"]
        assert not any(PERSONAL.search(n.lower()) for n in field["names"].values()), field["key"]
        seen[field["key"]] = field


def test_the_programmes_of_the_plan_are_there_in_order() -> None:
    plan = document(ROOT / "almenara/programmes/types/cicte-2020-2021.yaml")
    groups = dict.fromkeys(part.get("group") or part["code"] for part in plan["programmes"])
    assert "".join(groups) == "ABCDEFG"


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def runs(text: str) -> set[tuple[str, ...]]:
    list_ = words(text)
    return {tuple(list_[i : i + RUN]) for i in range(len(list_) - RUN + 1)}


@cache
def runs_of_the_sources() -> set[tuple[str, ...]]:
    folder = SOURCES / "sources"
    return set().union(*(runs(p.read_text("utf-8")) for p in sorted(folder.glob("*.txt"))))


@pytest.mark.skipif(not SOURCES.exists(), reason="the source documents are not beside us")
@pytest.mark.parametrize(
    "path", [*FILES, ROOT / "docs/glossary.md"], ids=lambda p: p.relative_to(ROOT).as_posix()
)
def test_no_sentence_of_the_sources_is_repeated(path: Path) -> None:
    if path.suffix == ".md":
        texts = [path.read_text("utf-8")]
    else:
        texts = [
            value
            for place, value in nodes(document(path))
            if isinstance(value, str) and not {"names", "head"} & set(place)
        ]
    for text in texts:
        assert not runs(text) & runs_of_the_sources(), text


def test_the_glossary_has_each_term_in_four_languages_once() -> None:
    lines = (ROOT / "docs/glossary.md").read_text("utf-8").splitlines()
    rows = [line.strip("| ").split(" | ") for line in lines if line.startswith("| ")]
    assert all(len(row) == 5 and all(cell.strip() for cell in row) for row in rows)
    terms = [row[0] for row in rows if row[0] != "es"]
    assert len(terms) == len(set(terms))
