"""Figures out of SDMX-ML 2.1 and 3.0 as the table that a CSV of the same figures would be.

Rows have the lines of the file, so that findings point where their sender looks. Read: generic and
structure-specific data, by series or flat; whatever is not understood is refused at its line.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from almenara.formats import xmltext
from almenara.formats.refusal import Said as _
from almenara.formats.refusal import Unreadable
from almenara.formats.sdmx.mlnames import NEW, OLD
from almenara.formats.sdmx.mlreading import local
from almenara.formats.sdmx.model import MEASURE, TIME
from almenara.formats.tables.model import Limits, Number, Row, Table

TAGS = 3_000_000
_ROOTS = {
    f"{{{OLD.space('message')}}}{name}"
    for name in (
        "StructureSpecificData", "StructureSpecificTimeSeriesData", "GenericData",
        "GenericTimeSeriesData",
    )
} | {f"{{{NEW.space('message')}}}StructureSpecificData"}  # fmt: skip
_NAMED = re.compile(r"urn:sdmx:\S+\.(?:DataStructure|Dataflow)=[^:]+:([^(]+)\(\S+\)")
_FIGURE = re.compile(r"-?\d{1,30}(?:\.\d{1,30})?(?:[eE][-+]?\d{1,3})?", re.ASCII)


def is_message(raw: bytes) -> bool:
    """Does a file begin like XML?"""
    return raw.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:1] == b"<"


def read(raw: bytes, *names: str) -> Table:
    """The table of a data message, or Unreadable with its line.

    A message of a structure or flow of another name than these is refused.
    """
    limits = Limits()
    root = xmltext.read(raw, limits.octets, TAGS).getroot()
    if root.tag not in _ROOTS:
        _refuse(root, _("No es un mensaje de datos de SDMX-ML 2.1 ni 3.0."))
    at = _right(root, names)
    rows = []
    for line, cells in _rows(root, at):
        rows.append((line, cells))
        if len(rows) > limits.rows:
            raise Unreadable([line], _("Máximo {most} filas.", most=limits.rows))
    header = tuple(dict.fromkeys(name for _line, cells in rows for name in cells))
    return Table(
        header or (TIME, MEASURE),
        tuple(Row(line, tuple(cells.get(name, "") for name in header)) for line, cells in rows),
    )


def _refuse(node: Any, why: str) -> NoReturn:
    raise Unreadable([node.sourceline or 1], why)


def _right(root: Any, names: tuple[str, ...]) -> str:
    """The dimension at the observation, in a message of the right structure or flow."""
    at = TIME
    for node in root[0].iter() if len(root) else ():
        at = node.get("dimensionAtObservation", at)
        said = _named(node)
        if said and names and said not in names:
            _refuse(node, _("El mensaje es de otra estructura: {said}.", said=said[:60]))
    return at


def _named(node: Any) -> str:
    """The structure or flow that a reference (2.1) or a name (3.0) means; "" = none."""
    if local(node) == "Ref" and node.get("class", "") in ("DataStructure", "Dataflow", ""):
        return str(node.get("id", ""))
    found = _NAMED.fullmatch((node.text or "").strip())
    return found[1] if found else ""


def _rows(root: Any, at: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    for part in root:
        if local(part) == "DataSet":
            action = next((v for name, v in part.attrib.items() if name.endswith("action")), "")
            if action == "Delete":
                _refuse(part, _("Un mensaje no borra cifras: envíe una entrega completa."))
            yield from _set(part, at)
        elif local(part) not in ("Header", "Footer", ""):
            _refuse(part, _("«{name}» no va aquí.", name=local(part)))


def _set(part: Any, at: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    for node in part:
        if local(node) == "Series":
            key = _key(node)
            for below in node:
                if local(below) == "Obs":
                    yield _obs(below, key, at)
                elif local(below) not in ("SeriesKey", "Attributes", "Annotations", ""):
                    _refuse(below, _("«{name}» no va aquí.", name=local(below)))
        elif local(node) == "Obs":
            yield _obs(node, {}, at)
        elif local(node) not in ("Annotations", ""):
            _refuse(node, _("«{name}» no se lee aquí.", name=local(node)))


def _key(node: Any) -> dict[str, str]:
    """What a series says of all its figures."""
    found = _own(node)
    for below in node:
        if local(below) in ("SeriesKey", "Attributes"):
            found |= _values(below)
    return found


def _obs(node: Any, key: Mapping[str, str], at: str) -> tuple[int, dict[str, str]]:
    found = {**key, **_own(node)}
    for below in node:
        name = local(below)
        if name == "ObsDimension":
            found[below.get("id", at)] = below.get("value", "")
        elif name == "ObsValue":
            found[MEASURE] = below.get("value", "")
        elif name in ("ObsKey", "Attributes"):
            found |= _values(below)
        elif name not in ("Annotations", ""):
            _refuse(below, _("«{name}» no va aquí.", name=name))
    value = found.get(MEASURE, "").strip()
    found[MEASURE] = Number(value) if _FIGURE.fullmatch(value) else "" if value == "NaN" else value
    return node.sourceline or 1, found


def _own(node: Any) -> dict[str, str]:
    return {name: value.strip() for name, value in node.attrib.items() if not name.startswith("{")}


def _values(node: Any) -> dict[str, str]:
    return {
        below.get("id", ""): below.get("value", "").strip()
        for below in node
        if local(below) == "Value"
    }
