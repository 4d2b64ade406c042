"""A body is what its description says: "0" is no number, 0 is no "no" and no day."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel

from almenara.core.api.describing import REF
from almenara.core.api.lists import unlike
from almenara.core.types.heads import FAULTS
from almenara.formats.refusal import Loc, Unreadable

_TYPES: Mapping[str, tuple[type, ...]] = {
    "boolean": (bool,), "integer": (int,), "number": (int, float), "string": (str,),
}  # fmt: skip
_WORDS = {
    "boolean": "bool_type", "integer": "int_type", "number": "float_parsing",
    "string": "string_type",
}  # fmt: skip
Schema = Mapping[str, Any]


def exact(shape: type[BaseModel], document: Any) -> None:
    """Nothing here that is another kind of value than the shape says, or Unreadable."""
    if faults := list(_faults(_described(shape), document, [])):
        raise Unreadable.many(faults)


@cache
def _described(shape: type[BaseModel]) -> Schema:
    """The schema of a shape, with what it refers to in its place."""
    whole = shape.model_json_schema(ref_template=REF)
    return _resolved(whole, whole.get("$defs", {}))


def _resolved(schema: Any, known: Schema) -> Any:
    if isinstance(schema, list):
        return [_resolved(one, known) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _resolved(known[schema["$ref"].rpartition("/")[2]], known)
    return {name: _resolved(one, known) for name, one in schema.items() if name != "$defs"}


def _faults(schema: Schema, value: Any, loc: Loc) -> Iterator[tuple[Loc, str]]:
    """Lists and objects are looked into; whether they may stand here the shape itself says."""
    choices = schema.get("anyOf", [schema])
    if isinstance(value, dict):
        for name, one in value.items():
            below = [each for choice in choices for each in _members(choice, name)]
            yield from _faults({"anyOf": below}, one, [*loc, name])
    elif isinstance(value, list):
        below = [choice["items"] for choice in choices if "items" in choice]
        for at, one in enumerate(value):
            yield from _faults({"anyOf": below}, one, [*loc, at])
    elif value is not None and (why := [_unlike(one, value) for one in choices if _is_single(one)]):
        yield from [(loc, why[0])] if all(why) else []


def _members(schema: Schema, name: str) -> Iterator[Schema]:
    """What a schema says of the member of this name."""
    said = schema.get("properties", {}).get(name, schema.get("additionalProperties"))
    if isinstance(said, dict):
        yield from said.get("anyOf", [said])


def _is_single(schema: Schema) -> bool:
    return schema.get("type") not in ("array", "object", "null")


def _unlike(schema: Schema, value: Any) -> str:
    """Why a single value is not of the type that is described, if one is."""
    kind = schema.get("type")
    if kind is None:
        return ""
    if not isinstance(value, _TYPES[kind]) or isinstance(value, bool) != (kind == "boolean"):
        return str(FAULTS[_WORDS[kind]])
    return unlike({"format": "date"}, str(value)) if schema.get("format") == "date" else ""
