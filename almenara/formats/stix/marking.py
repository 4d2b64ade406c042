"""The TLP of a bundle: 2.0 as OASIS wrote it for STIX 2.1, and TLP 1 that still arrives."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from almenara.formats.refusal import Said as _
from almenara.formats.refusal import Unreadable
from almenara.formats.tlp import TLP

EXTENSION = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
IDS = {
    TLP.CLEAR: "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
    TLP.GREEN: "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    TLP.AMBER: "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    TLP.AMBER_STRICT: "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
    TLP.RED: "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
}
IDS_OF_TLP_1 = {
    "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9": TLP.CLEAR,
    "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da": TLP.GREEN,
    "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82": TLP.AMBER,
    "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed": TLP.RED,
}
PREDEFINED = {**IDS_OF_TLP_1, **{identifier: marking for marking, identifier in IDS.items()}}
Place = list[str | int]
_WORDS = {"white": TLP.CLEAR, **{str(marking)[4:].lower(): marking for marking in TLP}}


def definition(marking: TLP) -> dict[str, Any]:
    """The marking definition of TLP 2.0 that OASIS published."""
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": IDS[marking],
        "created": "2022-10-01T00:00:00.000Z",
        "name": str(marking),
        "extensions": {
            EXTENSION: {
                "extension_type": "property-extension",
                "tlp_2_0": str(marking)[4:].lower(),
            }
        },
    }


def borne(objects: Sequence[Mapping[str, Any]]) -> Iterator[TLP]:
    """Every TLP that some object bears, whole or on one of its parts.

    A definition that no object refers to marks nothing; nor does one that is neither TLP nor here.
    """
    known = dict(PREDEFINED)
    for index, thing in enumerate(objects):
        if thing["type"] == "marking-definition":
            meaning = _meaning(thing, index)
            if meaning:
                known[thing["id"]] = meaning
    for thing in objects:
        for _place, reference in _references(thing):
            if isinstance(reference, str) and reference in known:
                yield known[reference]


def here(objects: Sequence[Any]) -> frozenset[str]:
    """Every marking whose words a reader has: those of OASIS, and those that came along."""
    things = (thing for thing in objects if isinstance(thing, dict))
    brought = (str(t.get("id")) for t in things if t.get("type") == "marking-definition")
    return frozenset([*PREDEFINED, *brought])


def absent(thing: Mapping[str, Any], known: frozenset[str]) -> Iterator[Place]:
    """Where an object says that it is marked, and nobody here can say how."""
    return (place for place, reference in _references(thing) if reference not in known)


def _references(thing: Mapping[str, Any]) -> Iterator[tuple[Place, object]]:
    for index, reference in enumerate(thing.get("object_marking_refs", ())):
        yield ["object_marking_refs", index], reference
    for index, granular in enumerate(thing.get("granular_markings", ())):
        if "marking_ref" in granular:
            yield ["granular_markings", index, "marking_ref"], granular["marking_ref"]


def _meaning(thing: Mapping[str, Any], index: int) -> TLP | None:
    """The TLP that a definition stands for: by its id, its extension, its word or its name."""
    if thing["id"] in PREDEFINED:
        return PREDEFINED[thing["id"]]
    extension = _inner(_inner(thing, "extensions"), EXTENSION)
    if extension:
        word = extension.get("tlp_2_0")
        if not isinstance(word, str) or word not in _WORDS or word == "white":
            place: Place = ["objects", index, "extensions", EXTENSION, "tlp_2_0"]
            raise Unreadable(place, _("No es una palabra de TLP 2.0."))
        return _WORDS[word]
    word = _inner(thing, "definition").get("tlp") or thing.get("name")
    return _WORDS.get(str(word).lower().removeprefix("tlp:"))


def _inner(thing: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    member = thing.get(name)
    return member if isinstance(member, dict) else {}
