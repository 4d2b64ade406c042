"""How a frozen record stands in XML: one declaration, read in both directions.

A field is annotated with its place: `@ref` an attribute, `.` the text of the element, `period/@on`
the attribute of a child, `title/narrative` the children of a child. Its type says what is there: a
value, a record, or a tuple of either. Fields stand in the order of the schema.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from types import NoneType
from typing import Any, NamedTuple, TypeVar, get_args, get_origin, get_type_hints

from lxml import etree

from almenara.formats.refusal import Said as _
from almenara.formats.refusal import Unreadable

Record = TypeVar("Record")
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def element(record: Any, tag: str) -> Any:
    """The record as an element; what is None or empty is left out."""
    made = etree.Element(tag)
    _fill(made, record)
    return made


def record(kind: Callable[..., Record], found: Any) -> Record:
    """The element as a record, or Unreadable with its line; what has no field is passed over."""
    given = {}
    for place in _places(kind):
        value = _read_many(place, found) if place.is_many else _read_one(place, found)
        if value is not None:
            given[place.name] = value
        elif place.is_needed:
            said = _("A «{name}» le falta {place}.", name=found.tag, place=place.whole)
            raise Unreadable([found.sourceline or 1], said)
    return kind(**given)


def left_out(read: Any, written: Any) -> list[str]:
    """What stands in the element that was read and not in the one written: the outermost paths."""
    rest = Counter(_inventory(read)) - Counter(_inventory(written))
    paths = {path for path, _value in rest}
    return sorted(path for path in paths if path.rpartition("/")[0] not in paths)


# --- the declaration


class _Place(NamedTuple):
    """Where a field stands: steps down, then an attribute, the text ("") or a record (None)."""

    name: str
    whole: str
    steps: tuple[str, ...]
    attribute: str | None
    kind: type
    is_many: bool
    is_needed: bool


@cache
def _places(kind: Any) -> tuple[_Place, ...]:
    hints = get_type_hints(kind, include_extras=True)
    return tuple(_place(one, hints[one.name]) for one in fields(kind))


def _place(declared: Any, hint: Any) -> _Place:
    hint, whole = get_args(hint)
    is_many = get_origin(hint) is tuple
    kind = next(one for one in get_args(hint) or (hint,) if one not in (NoneType, Ellipsis))
    *steps, last = whole.split("/")
    attribute: str | None = None
    if last.startswith("@"):
        attribute = _LANGUAGE if last == "@xml:lang" else last[1:]
    elif last == ".":
        attribute = ""
    else:
        steps, attribute = [*steps, last], None if is_dataclass(kind) else ""
    needed = declared.default is MISSING
    return _Place(declared.name, whole, tuple(steps), attribute, kind, is_many, needed)


# --- values


def _truth(text: str) -> bool:
    return {"1": True, "true": True, "0": False, "false": False}[text]


_READ: dict[type, Callable[[str], Any]] = {
    str: str,
    int: int,
    bool: _truth,
    Decimal: Decimal,
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
}
_WRITE: dict[type, Callable[[Any], str]] = {
    str: str,
    int: str,
    bool: lambda value: "1" if value else "0",
    Decimal: lambda value: format(value, "f"),
    date: date.isoformat,
    datetime: lambda value: value.isoformat().replace("+00:00", "Z"),
}


# --- writing


def _fill(made: Any, written: Any) -> None:
    kind: Any = type(written)
    for place in _places(kind):
        value = getattr(written, place.name)
        if value is None or value == ():
            continue
        try:
            if place.steps:
                _put_below(made, place, value)
            elif place.attribute:
                made.set(place.attribute, _WRITE[place.kind](value))
            else:
                made.text = _WRITE[place.kind](value)
        except ValueError:
            said = _("El texto contiene caracteres de control.")
            raise Unreadable([place.name], said) from None


def _put_below(made: Any, place: _Place, value: Any) -> None:
    *between, tag = place.steps
    for step in between:
        made = etree.SubElement(made, step)
    for one in value if place.is_many else (value,):
        if place.attribute is None:
            _fill(etree.SubElement(made, tag), one)
        elif place.attribute:
            etree.SubElement(made, tag, {place.attribute: _WRITE[place.kind](one)})
        else:
            etree.SubElement(made, tag).text = _WRITE[place.kind](one)


# --- reading


def _read_one(place: _Place, found: Any) -> Any:
    at = found.find("/".join(place.steps)) if place.steps else found
    return None if at is None else _value(place, at)


def _read_many(place: _Place, found: Any) -> tuple[Any, ...]:
    return tuple(_value(place, at) for at in found.findall("/".join(place.steps)))


def _value(place: _Place, at: Any) -> Any:
    if place.attribute is None:
        return record(place.kind, at)
    text = at.get(place.attribute) if place.attribute else "".join(at.itertext())
    if text is None:
        return None
    try:
        return _READ[place.kind](text)
    except (ValueError, KeyError, InvalidOperation):
        said = _("«{value}» no se puede leer en «{name}».", value=text[:100], name=at.tag)
        raise Unreadable([at.sourceline or 1], said) from None


def _inventory(found: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every attribute and text of an element and of those below it, with its path."""
    path = f"{path}/{found.tag}"
    yield path, ""
    for name, value in found.attrib.items():
        yield f"{path}/@{'xml:lang' if name == _LANGUAGE else name}", value
    if text := (found.text or "").strip():
        yield path, text
    for child in found.iterchildren(etree.Element):
        yield from _inventory(child, path)
