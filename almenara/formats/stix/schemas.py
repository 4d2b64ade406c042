"""The OASIS schemas, compiled once a type when first needed; they never reach for the network."""

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

import jsonschema_rs

from almenara.formats.refusal import Said as _

_FOLDER = files("almenara.formats.stix") / "vendor" / "schemas-2.1"
_ROOMS = {"sdos", "sros", "observables"}
_COMMON = {"marking-definition", "language-content", "extension-definition"}
_NEW = ("new-sdo", "new-sro", "new-sco")
# STIX 2.1 §7.2.3: a granular marking says a marking or a language; the schema asks for the former.
_GRANULAR = {
    "required": ["selectors"],
    "if": {"not": {"required": ["lang"]}},
    "then": {"required": ["marking_ref"]},
}


@cache
def _documents() -> dict[str, tuple[str, dict[str, Any]]]:
    """Each schema by its file's name, with the folder that it lies in."""
    found = {
        entry.name.removesuffix(".json"): (folder.name, json.loads(entry.read_text("utf-8")))
        for folder in _FOLDER.iterdir()
        for entry in folder.iterdir()
    }
    found["granular-marking"][1].update(_GRANULAR)
    return found


@cache
def _registry() -> jsonschema_rs.Registry:
    return jsonschema_rs.Registry([(text["$id"], text) for _room, text in _documents().values()])


def is_observable(kind: str) -> bool:
    """Whether the specification knows this type as a cyber-observable."""
    return _documents().get(kind, ("", {}))[0] == "observables"


def _is_known(kind: str) -> bool:
    room = _documents().get(kind, ("", {}))[0]
    return room in _ROOMS or kind in _COMMON


def is_invented(thing: dict[str, Any]) -> bool:
    """Whether nobody can know what this object is.

    STIX 2.1 §11.2: a custom type that does not begin with `x-` may mean something else in the next
    version of the specification; §7.3: a new type may bear any name where its extension says so.
    """
    if _is_known(thing["type"]) or thing["type"].startswith("x-"):
        return False
    extensions = thing.get("extensions")
    said = extensions.values() if isinstance(extensions, dict) else ()
    return not any(isinstance(one, dict) and one.get("extension_type") in _NEW for one in said)


@cache
def _validator(name: str) -> jsonschema_rs.Draft202012Validator:
    """The compiled schema; its patterns run in linear time, so that no text can stall them."""
    return jsonschema_rs.Draft202012Validator(
        _documents()[name][1],
        registry=_registry(),
        offline=True,
        pattern_options=jsonschema_rs.RegexOptions(),
    )


def faults(thing: dict[str, Any], limit: int) -> Iterator[tuple[list[str | int], str]]:
    """What is wrong with one object of STIX 2.1: places within it, and why; at most `limit`."""
    kind = thing["type"]
    custom = "core" if {"created", "modified"} & thing.keys() else "cyber-observable-core"
    validator = _validator(kind if _is_known(kind) else custom)
    if validator.is_valid(thing):
        return
    seen: set[tuple[tuple[str | int, ...], str]] = set()
    for fault in validator.iter_errors(thing):
        found = (tuple(fault.instance_path), _why(fault.kind))
        if found not in seen and len(seen) < limit:
            seen.add(found)
            yield list(found[0]), found[1]


def _why(kind: jsonschema_rs.ValidationErrorKind) -> str:
    """The fault in words for the person who sent it."""
    value = kind.value
    words = ", ".join(str(word)[:60] for word in value[:12]) if isinstance(value, list) else value
    return _(_WHY.get(kind.name, _OTHERWISE).template, keyword=kind.name, value=words)


_OTHERWISE = _("No cumple el esquema de STIX 2.1 ({keyword}).")
_LESS = _("Por debajo del mínimo: {value}.")
_MORE = _("Por encima del máximo: {value}.")
_FOREIGN = _("Propiedades que no se admiten aquí: {value}.")
_WHY = {
    "required": _("Falta la propiedad «{value}»."),
    "type": _("El tipo de dato no es el debido: {value}."),
    "pattern": _("El valor no tiene la forma debida: {value}"),
    "enum": _("El valor no es uno de los admitidos: {value}."),
    **dict.fromkeys(("minItems", "minLength", "minProperties", "minimum"), _LESS),
    **dict.fromkeys(("maxItems", "maxLength", "maxProperties", "maximum"), _MORE),
    **dict.fromkeys(("additionalProperties", "unevaluatedProperties"), _FOREIGN),
}
