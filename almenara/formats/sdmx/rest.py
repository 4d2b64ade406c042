"""The addresses of SDMX REST 1.x and 2.x, read into questions; what is not understood is refused.

A slash at the end, `all`, `*`, `latest`, `+` and `~` are read in both; unknown parameters are
refused, for a condition that is passed over would answer with too many rows.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any
from urllib.parse import unquote

from almenara.formats.refusal import Said as _
from almenara.formats.refusal import Unreadable
from almenara.formats.sdmx import periods
from almenara.formats.sdmx.asking import (
    ANY,
    EMPTY_KINDS,
    KINDS,
    AvailabilityQuestion,
    Condition,
    FiguresQuestion,
    Question,
    SchemaQuestion,
    StructureQuestion,
    Which,
)
from almenara.formats.sdmx.dataset import ALL
from almenara.formats.sdmx.model import MEASURE, TIME

Query = Mapping[str, list[str]]
REFERENCES = {
    "none", "parents", "parentsandsiblings", "ancestors", "children", "descendants", "all",
}  # fmt: skip
DETAILS = {
    "full", "allstubs", "referencestubs", "allcompletestubs", "referencecompletestubs",
    "referencepartial", "raw",
}  # fmt: skip
_CONTEXTS = {"dataflow", "datastructure", "provisionagreement", "*"}
_COMMON = {"format", "lang"}
_OF_DATA = {
    "startPeriod", "endPeriod", "updatedAfter", "firstNObservations", "lastNObservations",
    "dimensionAtObservation", "includeHistory", "asOf",
}  # fmt: skip
_VERSION = re.compile(r"\d+(\.\d+)*")
_NAME = re.compile(r"[\w@$.-]+")
_FILTER = re.compile(r"c\[([\w-]+)\]")
_OPERATORS = {"eq", "ne", "lt", "le", "gt", "ge", "sw", "ew", "co", "nc"}
_MOST = 100  # keys of one request


class Absent(Exception):
    """There is no such address."""


def read(grammar: int, path: str, query: str) -> Question:
    """The question of an address of REST 1.x or 2.x; `query` is raw (a plus is a plus).

    Absent for an address that does not exist, Unreadable for what cannot be meant.
    """
    parts = path.strip("/").split("/")
    said = _query(query)
    if parts[0] == "schema":
        return _schema(parts, said)
    return _first(parts, said) if grammar == 1 else _second(parts, said)


def _first(parts: list[str], query: Query) -> Question:
    kind, *rest = parts
    if kind == "data" and 1 <= len(rest) <= 3:
        return _figures_1(rest, query)
    if kind == "availableconstraint" and 1 <= len(rest) <= 4:
        _choice(query, "mode", ("exact",))
        _only(query, {"startPeriod", "endPeriod", "updatedAfter", "references", "mode"})
        components = _names(rest[3], "+") if len(rest) == 4 else ANY
        return AvailabilityQuestion(
            _figures_1(rest[:3], query, True), components, _one(query, "references", "none")
        )
    if kind in KINDS | EMPTY_KINDS and len(rest) <= 4:
        return _structure(kind, rest, query, "+")
    raise Absent


def _second(parts: list[str], query: Query) -> Question:
    kind, *rest = parts
    if kind == "structure" and 1 <= len(rest) <= 5 and rest[0] in KINDS | EMPTY_KINDS:
        return _structure(rest[0], rest[1:], query, ",")
    if kind == "data" and 1 <= len(rest) <= 5 and rest[0] in _CONTEXTS:
        return _figures_2(rest, query)
    if kind == "availability" and 1 <= len(rest) <= 6 and rest[0] in _CONTEXTS:
        _choice(query, "mode", ("exact",))
        components = _names(rest[5], ",") if len(rest) == 6 else ANY
        data = _figures_2(rest[:5], query, True)
        return AvailabilityQuestion(data, components, _one(query, "references", "none"))
    raise Absent


def _figures_1(rest: list[str], query: Query, is_availability: bool = False) -> FiguresQuestion:
    if not is_availability:
        _only(query, _OF_DATA | {"detail"})
    parts = rest[0].split(",")
    if len(parts) > 3 or not all(parts):
        said = _("«{text}» no es un flujo: se escribe ID o AGENCIA,ID,VERSIÓN.", text=rest[0])
        raise Unreadable(["flow"], said)
    agency, name, version = ("all", *parts, "latest") if len(parts) == 1 else (*parts, "latest")[:3]
    key = rest[1] if len(rest) > 1 else "all"
    if len(rest) > 2 and rest[2] not in ("all", "*"):
        raise Unreadable(["provider"], _("No se pregunta por proveedor: escriba «all»."))
    keys = () if key in ("all", "*", "") else (key,)
    detail = _choice(query, "detail", ("full", "dataonly", "serieskeysonly", "nodata"))
    return FiguresQuestion(
        _which(agency, name, version, "+"), keys, {}, detail=detail, **_limits(query)
    )


def _figures_2(rest: list[str], query: Query, is_availability: bool = False) -> FiguresQuestion:
    _context, agency, name, version, key = (*rest, *("", "*", "*", "~", "*")[len(rest) :])
    tests = {}
    for said in query:
        if found := _FILTER.fullmatch(said):
            tests[found[1]] = _tests(said, query[said])
    more = {"mode", "references"} if is_availability else {"attributes", "measures"}
    _only(query, _OF_DATA | more | {said for said in query if _FILTER.fullmatch(said)})
    keys = () if key in ("all", "*", "") else tuple(key.split(","))
    if len(keys) > _MOST:
        raise Unreadable(["key"], _("Más de {most} claves en una dirección.", most=_MOST))
    detail, attributes = _parts(query)
    return FiguresQuestion(
        _which(agency, name, version, ","), keys, tests, detail=detail, attributes=attributes,
        **_limits(query),
    )  # fmt: skip


def _parts(query: Query) -> tuple[Any, frozenset[str]]:
    """What of each observation: with attributes, with values, of which attributes."""
    attributes = _one(query, "attributes", "dsd")
    measures = _one(query, "measures", "all")
    if measures not in ("all", "none", MEASURE):  # a structure has one
        raise Unreadable(["measures"], _("«{text}» no se entiende.", text=measures))
    has_values = measures != "none"
    has_attributes = attributes not in ("none", "msd", "dataset", "series")
    detail = {
        (True, True): "full",
        (True, False): "dataonly",
        (False, True): "nodata",
        (False, False): "serieskeysonly",
    }[has_values, has_attributes]
    plain = attributes in ("all", "dsd", "obs") or not has_attributes
    return detail, ANY if plain else _names(attributes, ",")


def _limits(query: Query) -> dict[str, Any]:
    """The parameters that both grammars share."""
    found: dict[str, Any] = {
        "at": _one(query, "dimensionAtObservation", TIME),
        "first": _count(query, "firstNObservations"),
        "last": _count(query, "lastNObservations"),
        "updated_after": _moment(query, "updatedAfter"),
        "as_of": _moment(query, "asOf", time.max),
        "history": _choice(query, "includeHistory", ("false", "true")) == "true",
    }
    for field, name in (("start", "startPeriod"), ("end", "endPeriod")):
        if said := _one(query, name):
            periods.days(said)
            found[field] = said
    start, end = (found.get(name, "") for name in ("start", "end"))
    if start and end and periods.days(start).first > periods.days(end).last:
        raise Unreadable(["endPeriod"], _("Termina antes de empezar."))
    if found["at"].lower() == ALL.lower():
        found["at"] = ALL
    return found


def _structure(kind: str, rest: list[str], query: Query, sign: str) -> StructureQuestion:
    _only(query, {"references", "detail"})
    agency, name, version, item = (*rest, *("all", "all", "latest", "")[len(rest) :])
    if name in ("latest", "~", "+"):  # sdmx1 leaves the id out
        name, version = "all", name
    references = _one(query, "references", "none")
    if references not in REFERENCES | KINDS | EMPTY_KINDS:
        raise Unreadable(["references"], _("«{text}» no se entiende.", text=references))
    items = ANY if item in ("", "all", "*") else _names(item, sign)
    detail = _choice(query, "detail", ("full", *sorted(DETAILS)))
    which = _which(agency or "all", name or "all", version or "latest", sign)
    return StructureQuestion(kind, which, items, references, detail)


def _schema(parts: list[str], query: Query) -> SchemaQuestion:
    _only(query, {"dimensionAtObservation", "explicitMeasure", "explicit"})
    if not 4 <= len(parts) <= 5 or parts[1] not in _CONTEXTS:
        raise Absent
    _schema, context, agency, name, version = (*parts, "latest")[:5]
    return SchemaQuestion(context, _which(agency, name, version, ","))


def _which(agency: str, name: str, version: str, sign: str) -> Which:
    if version in ("latest", "~", "+", ""):
        return Which(_names(agency, sign), _names(name, sign), ANY, True)
    versions = _names(version, sign)
    if wrong := [one for one in versions if not _VERSION.fullmatch(one)]:
        raise Unreadable(["version"], _("«{text}» no es una versión.", text=wrong[0]))
    return Which(_names(agency, sign), _names(name, sign), versions)


def _names(said: str, sign: str) -> frozenset[str]:
    if said in ("all", "*", ""):
        return ANY
    names = frozenset(said.split(sign))
    if wrong := [one for one in names if not _NAME.fullmatch(one)]:
        raise Unreadable(["path"], _("«{text}» no es un identificador.", text=wrong[0]))
    return names


def _tests(name: str, said: list[str]) -> tuple[Condition, ...]:
    """`A,B` (any), `ge:2020+le:2021` (both); a condition said twice holds twice."""
    found = []
    for one in "+".join(said).split("+"):
        operator, sign, values = one.partition(":")
        if not sign:
            operator, values = "eq", one
        if operator not in _OPERATORS or not values:
            raise Unreadable([name], _("«{text}» no se entiende.", text=one))
        if name == f"c[{TIME}]":
            for value in values.split(","):
                periods.days(value)
        found.append(Condition(operator, tuple(values.split(","))))
    if name == f"c[{TIME}]" and any(one.operator in ("sw", "ew", "co", "nc") for one in found):
        raise Unreadable([name], _("Un período se compara con eq, ne, lt, le, gt o ge."))
    return tuple(found)


def _query(raw: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for piece in raw.split("&"):
        name, _sign, value = piece.partition("=")
        if name:
            found.setdefault(unquote(name), []).append(unquote(value))
    return found


def _only(query: Query, known: set[str]) -> None:
    if unknown := sorted(set(query) - known - _COMMON):
        said = _(
            "Parámetro desconocido: {name}. Hay: {known}.",
            name=unknown[0],
            known=", ".join(sorted(known)),
        )
        raise Unreadable([unknown[0]], said)


def _one(query: Query, name: str, otherwise: str = "") -> str:
    said = query.get(name, [])
    if len(said) > 1:
        raise Unreadable([name], _("«{name}» está dos veces.", name=name))
    if said and not said[0]:  # passed over it would answer with too many rows
        raise Unreadable([name], _("«{name}» está vacío.", name=name))
    return said[0] if said else otherwise


def _choice(query: Query, name: str, choices: tuple[str, ...]) -> Any:
    said = _one(query, name, choices[0]).lower()
    if said not in choices:
        raise Unreadable([name], _("«{text}» no se entiende.", text=said))
    return said


def _count(query: Query, name: str) -> int:
    said = _one(query, name)
    if not said:
        return 0
    if not said.isascii() or not said.isdigit() or len(said) > 9 or not int(said):
        raise Unreadable([name], _("Debe ser un número entero mayor que cero."))
    return int(said)


def _moment(query: Query, name: str, of_day: time = time.min) -> datetime | None:
    """A moment, in UTC when it says no zone; of a day that is said alone, its beginning or end."""
    said = _one(query, name)
    if not said:
        return None
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        raise Unreadable([name], _("«{text}» no es una fecha.", text=said)) from None
    if len(said) <= 10:
        found = datetime.combine(found, of_day)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
