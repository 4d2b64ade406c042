"""Figures as SDMX-JSON 2.0, piece by piece: what indices mean comes after what they index."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from almenara.formats.sdmx import jsonnames, urn
from almenara.formats.sdmx.dataset import Batch, Group, Message, moment
from almenara.formats.sdmx.model import Codelist


class _Values(dict[str, int]):
    """The values of a component in the order in which they came, each with its index."""

    def __missing__(self, value: str) -> int:
        self[value] = found = len(self)
        return found


def write(message: Message) -> Iterator[str]:
    """A data message; the structure stands behind the sets, so that nothing is kept."""
    names = (*message.key, *message.at, *message.attributes)
    values = {name: _Values() for name in names}
    meta = jsonnames.meta("data", message.id, message.prepared, message.language, message.is_test)
    yield f'{{"meta":{_text(meta)},"data":{{"dataSets":['
    for number, one in enumerate(message.sets):
        yield ("," if number else "") + _text(_about(one, message))[:-1]
        yield f',"{"series" if message.key else "observations"}":{{'
        yield from _groups(one.groups, message, values)
        yield "}}"
    yield f'],"structures":[{_text(_structure(message, values))}]}}}}\n'


def _about(one: Batch, message: Message) -> dict[str, Any]:
    said: dict[str, Any] = {"structure": 0, "action": "Replace", "links": _links(message)}
    if one.valid_from:
        said["validFrom"] = moment(one.valid_from)
    if one.valid_to:
        said["validTo"] = moment(one.valid_to)
    return said


def _links(message: Message) -> list[dict[str, str]]:
    return [{"rel": "dataflow", "urn": urn.whole(message.flow)}]


def _groups(
    groups: Iterable[Group], message: Message, values: Mapping[str, _Values]
) -> Iterator[str]:
    comma = ""
    for group in groups:
        rows = _rows(group, message, values)
        if message.key:
            key = _index(message.key, group.key, values)
            yield f'{comma}"{key}":{{"observations":{{{",".join(rows)}}}}}'
            comma = ","
            continue
        for row in rows:
            yield comma + row
            comma = ","


def _rows(group: Group, message: Message, values: Mapping[str, _Values]) -> Iterator[str]:
    for row in group.rows:
        said = [
            str(values[name][row.attributes[name]]) if row.attributes.get(name) else "null"
            for name in message.attributes
        ]
        cells = ",".join([row.value or "null", *said])
        yield f'"{_index(message.at, row.at, values)}":[{cells}]'


def _index(names: Iterable[str], key: Iterable[str], values: Mapping[str, _Values]) -> str:
    return ":".join(str(values[name][code]) for name, code in zip(names, key, strict=True))


def _structure(message: Message, values: Mapping[str, _Values]) -> dict[str, Any]:
    places = {one.id: place for place, one in enumerate(message.structure.dimensions)}

    def dimensions(names: Iterable[str]) -> list[dict[str, Any]]:
        return [_component(n, message, values) | {"keyPosition": places[n]} for n in names]

    attributes = [
        _component(name, message, values) | {"relationship": {"observation": {}}}
        for name in message.attributes
    ]
    measure = message.structure.measure
    return {
        "links": _links(message),
        **jsonnames.named(message.flow.names, message.language, message.flow.id),
        "dataSets": list(range(len(message.sets))),
        "dimensions": {"series": dimensions(message.key), "observation": dimensions(message.at)},
        "measures": {"observation": [{"id": measure, **_said(measure, message)}]},
        "attributes": {"observation": attributes},
    }


def _component(name: str, message: Message, values: Mapping[str, _Values]) -> dict[str, Any]:
    listed = [_value(value, message.lists.get(name), message) for value in values[name]]
    return {"id": name, **_said(name, message)} | ({"values": listed} if listed else {})


def _value(value: str, listed: Codelist | None, message: Message) -> dict[str, Any]:
    if listed is None:
        return {"value": value}
    names = next((code.names for code in listed.codes if code.id == value), {})
    return {"id": value, **jsonnames.named(names, message.language, value)}


def _said(name: str, message: Message) -> dict[str, Any]:
    return jsonnames.named(message.concepts.get(name, {}), message.language, name)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
