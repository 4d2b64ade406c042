"""A bundle is read whole or refused with each bad object named; what it says is never edited."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from almenara.formats import tlp
from almenara.formats.refusal import Loc, Unreadable
from almenara.formats.refusal import Said as _
from almenara.formats.stix import marking, pattern, schemas
from almenara.formats.tlp import TLP

MOST_OBJECTS = 20_000
MOST_VALUES = 600_000
DEEPEST = 40
MOST_BAD_OBJECTS = 100
MOST_FAULTS_OF_ONE = 3
LARGEST = 2**53 - 1
_UUID = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_BUNDLE = re.compile(f"bundle--{_UUID}")
_REST_OF_ID = re.compile(f"--{_UUID}")
_TYPE = re.compile(r"[a-z0-9][a-z0-9-]{1,248}[a-z0-9]")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")
_ORDER = (
    ("created", "modified", False),
    ("first_seen", "last_seen", False),
    ("first_observed", "last_observed", False),
    ("valid_from", "valid_until", True),
    ("start_time", "stop_time", True),
)

Fault = tuple[list[str | int], str]


@dataclass(frozen=True)
class Bundle:
    """What a bundle says of itself; `title` is None unless there is exactly one report.

    `report` is the place of that one; `persons` are the places of its objects that stand for one
    person.
    """

    title: str | None
    description: str | None
    marking: TLP | None
    count: int
    spec: str
    persons: tuple[int, ...] = ()
    report: int = 0


def read(bundle: object, at: Loc = ("stix",)) -> Bundle:
    """Read a parsed bundle, or Unreadable with up to 100 places, each seen from `at`."""
    try:
        return _read(bundle)
    except Unreadable as refusal:
        raise refusal.under(*at) from None


def _read(bundle: object) -> Bundle:
    _check_values(bundle)
    objects = _objects(bundle)
    spec = _spec(bundle, objects)
    found = list(_faults(objects, spec))
    if found:
        raise Unreadable.many(found)
    report = _report(objects)
    return Bundle(
        title=report.get("name") if report else None,
        description=report.get("description") if report else None,
        marking=tlp.strictest(marking.borne(objects)),
        count=len(objects),
        spec=spec,
        persons=tuple(n for n, thing in enumerate(objects) if _is_person(thing)),
        report=objects.index(report) if report else 0,
    )


def _check_values(bundle: object) -> None:
    """Nothing that could not be kept or written again: depth, NaN, NUL, lone surrogates."""
    left: list[tuple[tuple[str | int, ...], object]] = [((), bundle)]
    count = 0
    while left:
        place, value = left.pop()
        inner = _members(value, place)
        count += len(inner)
        if count > MOST_VALUES or len(place) > DEEPEST:
            raise Unreadable(place[:3], _("El paquete es demasiado grande o demasiado hondo."))
        for name, member in inner:
            if isinstance(member, dict | list):
                left.append(((*place, name), member))
            elif type(member) is not str or _UNWRITABLE.search(member):
                _check_scalar(member, (*place, name))


def _members(value: object, place: Sequence[str | int]) -> Sequence[tuple[str | int, object]]:
    if isinstance(value, dict):
        for name in value:
            if not isinstance(name, str) or _UNWRITABLE.search(name):
                raise Unreadable(place, _("El nombre de una propiedad no se puede escribir."))
        return list(value.items())
    if isinstance(value, list):
        return list(enumerate(value))
    _check_scalar(value, place)
    return []


def _check_scalar(value: object, place: Sequence[str | int]) -> None:
    match value:
        case None | bool():
            return
        case str() if not _UNWRITABLE.search(value):
            return
        case str():
            raise Unreadable(place, _("El texto contiene caracteres que no se pueden escribir."))
        case int() if abs(value) <= LARGEST:
            return
        case float() if math.isfinite(value):
            return
    raise Unreadable(place, _("No es un valor de JSON, o el número es demasiado grande."))


def _objects(bundle: object) -> list[Any]:
    if not isinstance(bundle, dict) or bundle.get("type") != "bundle":
        raise Unreadable([], _("No es un paquete de STIX: «type» debe ser «bundle»."))
    identifier = bundle.get("id")
    if not isinstance(identifier, str) or not _BUNDLE.fullmatch(identifier):
        raise Unreadable(["id"], _("El id del paquete debe ser «bundle--» y un UUID."))
    objects = bundle.get("objects")
    if not isinstance(objects, list) or not 0 < len(objects) <= MOST_OBJECTS:
        most = _("El paquete debe tener entre 1 y {most} objetos.", most=MOST_OBJECTS)
        raise Unreadable(["objects"], most)
    return objects


def _spec(bundle: object, objects: Sequence[Any]) -> str:
    """2.0 when no object names a version and not all of them are observables of 2.1."""
    things = [thing for thing in objects if isinstance(thing, dict)]
    if any("spec_version" in thing for thing in things):
        return "2.1"
    declared = bundle.get("spec_version") if isinstance(bundle, dict) else None
    observables = all(schemas.is_observable(str(thing.get("type"))) for thing in things)
    return "2.1" if observables and declared != "2.0" else "2.0"


def _faults(objects: Sequence[Any], spec: str) -> Iterator[Fault]:
    """The faults of up to 100 bad objects, in the order of the objects."""
    bad = 0
    markings = marking.here(objects)
    versions: dict[tuple[str, str], int] = {}
    for index, thing in enumerate(objects):
        found = list(_unnamed(thing)) or list(_faults_of(thing, spec, markings))
        if not found:
            first = versions.setdefault((thing["id"], str(thing.get("modified"))), index)
            if first != index:
                found = [(["id"], _("El objeto {first} ya tiene este id y versión.", first=first))]
        yield from ((["objects", index, *place], message) for place, message in found)
        bad += bool(found)
        if bad == MOST_BAD_OBJECTS:
            return


def _unnamed(thing: object) -> Iterator[Fault]:
    if not isinstance(thing, dict):
        yield [], _("No es un objeto.")
        return
    kind, identifier = thing.get("type"), thing.get("id")
    if not isinstance(kind, str) or not _TYPE.fullmatch(kind):
        yield ["type"], _("Falta el tipo del objeto o no es válido.")
    elif not isinstance(identifier, str) or not (
        identifier.startswith(kind) and _REST_OF_ID.fullmatch(identifier, len(kind))
    ):
        yield ["id"], _("El id debe ser «{kind}--» y un UUID.", kind=kind)
    elif schemas.is_invented(thing):
        yield ["type"], _("Tipo desconocido: uno propio empieza por «x-» o trae su extensión.")


def _faults_of(thing: dict[str, Any], spec: str, markings: frozenset[str]) -> list[Fault]:
    if spec == "2.1":
        judged = list(schemas.faults(thing, MOST_FAULTS_OF_ONE)) or _faults_of_2_1(thing, markings)
    else:
        judged = list(_faults_of_2_0(thing))
    return judged or list(_faults_of_time(thing))


def _faults_of_2_1(thing: dict[str, Any], markings: frozenset[str]) -> list[Fault]:
    """What no schema says: patterns that nobody can search for, markings that nobody can keep."""
    nowhere = _("Esta marcación no viene en el paquete ni es una de TLP.")
    found: list[Fault] = [(place, nowhere) for place in marking.absent(thing, markings)]
    said = thing.get("pattern_type"), thing.get("pattern_version", "2.1")
    if thing["type"] == "indicator" and said == ("stix", "2.1"):
        try:
            pattern.read(thing["pattern"])
        except Unreadable as refusal:
            found += refusal.under("pattern").errors
    return found[:MOST_FAULTS_OF_ONE]


def _faults_of_time(thing: dict[str, Any]) -> Iterator[Fault]:
    """Days that no calendar has, and what ends before it begins (STIX 2.1 §3.2, §4, §5)."""
    for first, last, strictly in _ORDER:
        begin, end = thing.get(first), thing.get(last)
        absent = [name for name in (first, last) if name in thing and not _is_day(thing[name])]
        for name in absent:
            yield [name], _("Esa fecha no existe.")
        if begin is None or end is None or absent:
            continue
        if _moment(end) < _moment(begin) or (strictly and _moment(end) == _moment(begin)):
            yield [last], _("«{last}» es anterior a «{first}».", last=last, first=first)


def _is_day(text: object) -> bool:
    try:
        return bool(date.fromisoformat(str(text)[:10]))
    except ValueError:
        return False


def _moment(text: object) -> tuple[str, str]:
    """A timestamp to be compared: whole seconds, then digits of the fraction."""
    seconds, _dot, fraction = str(text).rstrip("Z").partition(".")
    return seconds, fraction.rstrip("0")


def _faults_of_2_0(thing: dict[str, Any]) -> Iterator[Fault]:
    """STIX 2.0 is read for what it means, not judged: what is needed here must be well formed."""
    for name in ("created", "modified"):
        value = thing.get(name)
        needed = name == "created" or thing["type"] != "marking-definition"
        if (needed or value is not None) and not (
            isinstance(value, str) and _TIME.fullmatch(value)
        ):
            yield [name], _("Falta la fecha o no es válida.")
    for name in ("name", "description"):
        if not isinstance(thing.get(name, ""), str):
            yield [name], _("Debe ser un texto.")
    for name in ("object_marking_refs", "granular_markings"):
        inner = str if name == "object_marking_refs" else dict
        value = thing.get(name, [])
        if not isinstance(value, list) or not all(isinstance(item, inner) for item in value):
            yield [name], _("No es una lista válida de marcaciones.")


def _is_person(thing: dict[str, Any]) -> bool:
    """An identity or an actor said to be one person, or the account of somebody with a name."""
    if thing["type"] == "user-account":
        return bool(thing.get("display_name"))
    return "individual" in (thing.get("identity_class"), thing.get("resource_level"))


def _report(objects: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """The one report in its latest version; None when there is none or there are several."""
    reports = [thing for thing in objects if thing["type"] == "report"]
    if len({thing["id"] for thing in reports}) != 1:
        return None
    return max(reports, key=lambda report: _moment(report["modified"]))
