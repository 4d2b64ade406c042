import copy
import hashlib
import json
import math
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from almenara.formats import jsontext, stix
from almenara.formats.refusal import Unreadable
from almenara.formats.stix import marking, reading
from almenara.formats.tests import real
from almenara.formats.tlp import TLP
from tests.extent import examples

VENDOR = Path(reading.__file__).parent / "vendor"
UUID = "8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"
MOMENT = "2026-11-22T03:04:05.678Z"


def identifier(kind: str, number: int = 0) -> str:
    return f"{kind}--00000000-0000-4000-8000-{number:012d}"


def thing(kind: str = "identity", number: int = 0, **members) -> dict:
    made = {
        "type": kind,
        "spec_version": "2.1",
        "id": identifier(kind, number),
        "created": MOMENT,
        "modified": MOMENT,
        "name": "CSIRT",
    }
    return made | members


def report(number: int = 0, **members) -> dict:
    needed = {"published": MOMENT, "object_refs": [identifier("identity")]}
    return thing("report", number, **needed, **members)


def bundle(*objects: object, **members) -> dict:
    return {"type": "bundle", "id": identifier("bundle"), "objects": list(objects), **members}


def refused(value: object) -> list[tuple[list, str]]:
    with pytest.raises(Unreadable) as refusal:
        stix.read(value)
    return refusal.value.errors


def answer(value: object) -> list[tuple[list, str]]:
    """The faults of a bundle, none when it is read; any other exception is a bug."""
    try:
        stix.read(value)
    except Unreadable as refusal:
        return refusal.errors
    return []


def marked(number: int, *references: str, **members) -> dict:
    return thing(number=number, object_marking_refs=list(references), **members)


def tlp_definition(number: int, **members) -> dict:
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": identifier("marking-definition", number),
        "created": MOMENT,
        **members,
    }


def test_one_report_gives_title_and_description():
    found = stix.read(bundle(thing(), report(name="Título", description="Texto")))
    assert (found.title, found.description) == ("Título", "Texto")
    assert (found.count, found.spec, found.marking) == (2, "2.1", None)


def test_of_two_versions_of_the_report_the_later_speaks_and_two_reports_do_not():
    old, new = report(name="uno"), report(name="dos") | {"modified": "2026-11-23T00:00:00.000Z"}
    assert stix.read(bundle(new, old)).title == "dos"
    assert stix.read(bundle(report(1), report(2))).title is None
    assert stix.read(bundle(thing())).title is None


@pytest.mark.parametrize("word", TLP)
def test_the_ids_of_oasis_and_the_extension_are_understood(word):
    assert stix.read(bundle(marked(1, marking.IDS[word]))).marking is word
    own = marking.definition(word) | {"id": identifier("marking-definition", 9)}
    assert stix.read(bundle(own, marked(1, own["id"]))).marking is word
    assert stix.read(bundle(own, thing())).marking is None


def test_tlp_1_still_arrives():
    ids = marking.IDS_OF_TLP_1
    assert sorted(set(ids.values())) == [TLP.CLEAR, TLP.GREEN, TLP.AMBER, TLP.RED]
    for reference, word in ids.items():
        assert stix.read(bundle(marked(1, reference))).marking is word


def test_the_strictest_binds_granular_markings_too():
    granular = {"marking_ref": marking.IDS[TLP.RED], "selectors": ["name"]}
    objects = [
        marked(1, marking.IDS[TLP.GREEN]),
        marked(2, marking.IDS[TLP.AMBER_STRICT], marking.IDS[TLP.CLEAR]),
    ]
    assert stix.read(bundle(*objects)).marking is TLP.AMBER_STRICT
    objects.append(thing(number=3, granular_markings=[granular]))
    assert stix.read(bundle(*objects)).marking is TLP.RED


def test_a_granular_marking_says_a_marking_or_a_language():
    said = {"selectors": ["name"]}
    assert answer(bundle(thing(granular_markings=[{"lang": "fr", **said}]))) == []
    place = ["stix", "objects", 0, "granular_markings", 0]
    assert [loc for loc, _why in refused(bundle(thing(granular_markings=[said])))] == [place]


def test_a_label_in_the_manner_of_other_platforms_is_understood():
    own = tlp_definition(5, name="TLP:AMBER+STRICT", definition_type="TLP")
    own["definition"] = {"tlp": "amber+strict"}
    assert stix.read(bundle(own, marked(1, own["id"]))).marking is TLP.AMBER_STRICT
    other = tlp_definition(6, definition_type="statement", definition={"statement": "© 2026"})
    assert stix.read(bundle(other, marked(1, other["id"]))).marking is None


def test_a_word_that_tlp_2_does_not_have_is_refused_at_its_place():
    own = marking.definition(TLP.RED) | {"id": identifier("marking-definition", 9)}
    own = copy.deepcopy(own)
    own["extensions"][marking.EXTENSION]["tlp_2_0"] = "purple"
    [(loc, _message)] = refused(bundle(thing(), own))
    assert loc == ["stix", "objects", 1, "extensions", marking.EXTENSION, "tlp_2_0"]


def test_every_bad_object_is_named_among_the_good():
    nameless = {key: value for key, value in thing(number=1).items() if key != "name"}
    objects = [thing(), nameless, 7, {"type": "x"}, thing(number=4, created="yesterday")]
    places = [loc for loc, _message in refused(bundle(*objects))]
    assert {place[2] for place in places} == {1, 2, 3, 4}
    assert all(place[:2] == ["stix", "objects"] for place in places)
    assert ["stix", "objects", 4, "created"] in places
    assert "name" in {loc[2]: message for loc, message in refused(bundle(*objects))}[1]


def test_the_list_of_bad_objects_ends_at_a_hundred():
    places = refused(bundle(*[thing(number=n, confidence=101) for n in range(300)]))
    assert [loc for loc, _message in places] == [
        ["stix", "objects", n, "confidence"] for n in range(100)
    ]


@pytest.mark.parametrize(
    ("value", "place"),
    [
        (None, []),
        ([], []),
        ("bundle", []),
        ({}, []),
        (thing(), []),
        ({**bundle(thing()), "id": "bundle--1"}, ["id"]),
        ({**bundle(thing()), "id": 3}, ["id"]),
        (bundle(), ["objects"]),
        ({**bundle(), "objects": {}}, ["objects"]),
        ({"type": "bundle", "id": identifier("bundle")}, ["objects"]),
        (bundle(thing(), thing()), ["objects", 1, "id"]),
        (bundle(thing(type=["identity"])), ["objects", 0, "type"]),
        (bundle(thing(id=identifier("malware"))), ["objects", 0, "id"]),
        (bundle(thing(id="identity--" + "0" * 36)), ["objects", 0, "id"]),
        (bundle(thing(name="a\x00b")), ["objects", 0, "name"]),
        (bundle(thing(name="\ud800")), ["objects", 0, "name"]),
        (bundle(thing(confidence=math.nan)), ["objects", 0, "confidence"]),
        (bundle(thing(x_float=math.inf)), ["objects", 0, "x_float"]),
        (bundle(thing(x_int=10**400)), ["objects", 0, "x_int"]),
        (bundle(thing(x_set={1})), ["objects", 0, "x_set"]),
        (bundle(thing(x_bytes=b"x")), ["objects", 0, "x_bytes"]),
        (bundle(thing(x_map={1: 2})), ["objects", 0, "x_map"]),
        (bundle(thing(modified="2026-11-21T00:00:00.000Z")), ["objects", 0, "modified"]),
        (bundle(thing(created="2026-02-30T00:00:00.000Z")), ["objects", 0, "created"]),
        (bundle(thing(created="0000-02-03T00:00:00.000Z")), ["objects", 0, "created"]),
        (bundle(report(spec_version="3.0")), ["objects", 0, "spec_version"]),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(value, place):
    assert refused(value)[0][0] == ["stix", *place]


def test_sizes_have_an_end():
    deep: object = []
    for _level in range(5_000):
        deep = [deep]
    assert refused(bundle(thing(x_deep=deep)))
    assert refused(bundle(*[{}] * (reading.MOST_OBJECTS + 1)))[0][0] == ["stix", "objects"]
    assert refused(bundle(thing(x_many=[0] * (reading.MOST_VALUES + 1))))


def test_no_pattern_of_the_schemas_can_be_made_to_stall():
    kind = "a" * 240 + "!"
    assert refused(
        bundle(thing(type="identity", id=f"identity--{UUID}", labels=["a" * 100_000, 3]))
    )
    assert refused(bundle(thing(type=kind, id=f"{kind}--{UUID}")))
    assert refused(bundle(thing(created="2026-11-22T03:04:05." + "9" * 100_000)))


def test_an_observable_needs_no_version_and_other_things_make_it_stix_2_0():
    address = {"type": "ipv4-addr", "id": identifier("ipv4-addr"), "value": "192.0.2.7"}
    assert stix.read(bundle(address)).spec == "2.1"
    old = {key: value for key, value in report().items() if key != "spec_version"}
    found = stix.read(bundle(old, spec_version="2.0"))
    assert (found.spec, found.title) == ("2.0", "CSIRT")
    assert refused(bundle(old, thing(number=2)))[0][0] == ["stix", "objects", 0]
    assert refused(bundle(old | {"created": 3}))[0][0] == ["stix", "objects", 0, "created"]
    assert refused(bundle(old | {"object_marking_refs": "x"}))
    assert refused(bundle(old | {"name": ["x"]}))


def indicator(number: int = 0, **members) -> dict:
    needed = {"pattern": "[ipv4-addr:value = '192.0.2.7']", "pattern_type": "stix"}
    return thing("indicator", number, valid_from=MOMENT, **needed | members)


def test_an_indicator_whose_pattern_cannot_be_read_is_refused_at_the_pattern():
    bad = bundle(indicator(), indicator(1, pattern="[ipv4-addr:value = ]"), thing())
    assert refused(bad) == [
        (
            ["stix", "objects", 1, "pattern"],
            "El patrón no se puede leer desde el carácter 20: «]».",
        )
    ]
    assert answer(bundle(indicator(pattern="alert tcp", pattern_type="snort"))) == []
    assert answer(bundle(indicator(pattern_version="2.1", pattern="]")))


@pytest.mark.parametrize("place", [["object_marking_refs", 1], ["granular_markings", 0]])
def test_a_marking_that_is_nowhere_is_refused_where_it_is_named(place):
    own = tlp_definition(6, definition_type="statement", definition={"statement": "© 2026"})
    references = [marking.IDS[TLP.GREEN], own["id"]]
    granular = [{"marking_ref": own["id"], "selectors": ["name"]}]
    borne = {"object_marking_refs": references, "granular_markings": granular}
    one = thing(number=1, **{place[0]: borne[place[0]]})
    assert answer(bundle(one, own)) == []
    [(loc, _why)] = refused(bundle(thing(), one))
    assert loc[:5] == ["stix", "objects", 1, *place]
    other = identifier("identity")
    assert answer(bundle(thing(), marked(1, other))), "what is here but is no marking marks nothing"


def test_a_marking_that_is_nowhere_is_kept_with_a_report_of_stix_2_0():
    old = marked(1, identifier("marking-definition", 6))
    del old["spec_version"]
    assert stix.read(bundle(old, spec_version="2.0")).spec == "2.0"


@pytest.mark.parametrize("version", ["2.0", "2.1"])
def test_an_invented_type_says_by_its_prefix_or_its_extension_that_it_is_one(version):
    def things(*own: dict) -> dict:
        return bundle(*own) if version == "2.1" else bundle(*map(old, own), spec_version="2.0")

    def old(own: dict) -> dict:
        return {key: value for key, value in own.items() if key != "spec_version"}

    assert [loc for loc, _why in refused(things(thing(), thing("weapon", 1)))] == [
        ["stix", "objects", 1, "type"]
    ]
    for name, expected in (("new-sdo", 0), ("property-extension", 1)):
        extension = {identifier("extension-definition"): {"extension_type": name}}
        assert len(answer(things(thing("weapon", extensions=extension)))) == expected


def test_custom_objects_and_properties_are_nobodys_fault():
    own = thing("x-almenara-thing", x_any={"a": [1, None, {"b": 1.5}]})
    assert stix.read(bundle(own)).count == 1


def test_reading_changes_nothing():
    value = bundle(report(), marked(1, marking.IDS[TLP.GREEN]), marking.definition(TLP.GREEN))
    before = json.dumps(value)
    stix.read(value)
    assert json.dumps(value) == before


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=examples(150), suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_whatever_is_sent_is_read_or_unreadable(data):
    value = bundle(
        report(labels=["a"], granular_markings=[{"marking_ref": UUID, "selectors": ["name"]}]),
        marked(1, marking.IDS[TLP.GREEN], extensions={marking.EXTENSION: {"extension_type": "x"}}),
        marking.definition(TLP.RED),
        tlp_definition(8, definition_type="tlp", definition={"tlp": "white"}),
    )
    if data.draw(st.booleans()):
        for member in value["objects"]:
            member.pop("spec_version")
    target = data.draw(st.sampled_from(value["objects"]))
    for name in data.draw(st.lists(st.sampled_from(sorted(target)), max_size=3)):
        target[name] = data.draw(anything)
    if data.draw(st.integers(0, 9)) == 0:
        value = data.draw(anything)
    assert all(loc[0] == "stix" and message for loc, message in answer(value))


def test_the_vendored_schemas_are_those_of_the_package():
    told = json.loads((VENDOR / "VENDOR.json").read_text("utf-8"))
    assert (told["package"], told["version"]) == ("stix2-validator", "3.2.0")
    here = {
        str(path.relative_to(VENDOR)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "VENDOR.json"
    }
    assert here == told["files"]


def real_bundle(name: str) -> object:
    return jsontext.loads((real.EXCHANGE / name).read_bytes())


@real.needed
def test_the_week_of_tweetfeed_is_read():
    found = stix.read(real_bundle("stix-tweetfeed/week.json"))
    assert (found.count, found.marking, found.spec) == (805, TLP.CLEAR, "2.1")
    assert found.title is None


@real.needed
def test_the_reports_of_unit_42_are_read_as_stix_2_0():
    folder = real.EXCHANGE / "stix-unit42"
    for path in folder.glob("*.json"):
        found = stix.read(jsontext.loads(path.read_bytes()))
        assert found.spec == "2.0", path.name


@real.needed
def test_the_valid_documents_of_the_interoperability_programme_are_all_read():
    names = (real.EXCHANGE / "second-set" / "interop-valid.txt").read_text("utf-8").split()
    assert len(names) == 25
    for name in names:
        folders = ("oasis-interop-stix21", "second-set/oasis-interop-stix21")
        path = next(p for f in folders if (p := real.EXCHANGE / f / name).exists())
        assert stix.read(jsontext.loads(path.read_bytes())).spec == "2.1", name


@real.needed
def test_every_other_document_is_answered():
    answers = [
        answer(jsontext.loads(path.read_bytes()))
        for path in real.EXCHANGE.glob("**/oasis-interop-stix21/**/*.json")
    ]
    assert answers.count([]) > 50


@real.needed
@pytest.mark.parametrize(
    ("name", "good"),
    [
        ("stix-validator/identity.json", True),
        ("stix-validator/identity_custom.json", True),
        ("stix-validator/identity_warning.json", True),
        ("second-set/stix-validator/identity_unicode.json", True),
        ("stix-validator/tool.json", True),
        ("second-set/stix-validator/tlp-amber.json", True),
        ("stix-validator/invalid_identity.json", False),
        ("stix-validator/invalid_timestamp.json", False),
        ("stix-validator/invalid_braces.json", False),
        ("second-set/stix-validator/invalid_comma.json", False),
    ],
)
def test_the_examples_of_the_validator_are_judged_alike(name, good):
    def judged() -> None:
        value = real_bundle(name)
        whole = isinstance(value, dict) and value.get("type") == "bundle"
        stix.read(value if whole else bundle(value))

    if good:
        judged()
    else:
        with pytest.raises(Unreadable):
            judged()
