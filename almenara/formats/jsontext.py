"""JSON from strangers: strict reading, and the text of one member exactly as it was sent."""

import json
import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any, NoReturn

from almenara.formats.refusal import Loc, Unreadable
from almenara.formats.refusal import Said as _
from almenara.formats.text import readable

LARGEST = 2**53 - 1  # beyond it programs do not agree what an integer says (RFC 7493)
DEEPEST = 64
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")
_STRUCTURE = re.compile(r"[ \t\n\r]*[{:,]?[ \t\n\r]*")


def loads(raw: bytes | str, loc: Loc = ()) -> object:
    """Read a JSON text, or Unreadable: not UTF-8, not JSON, NaN, a member twice, too deep."""
    try:
        text = raw.decode() if isinstance(raw, bytes) else raw
        return json.loads(text, parse_constant=_no_number, object_pairs_hook=_members)
    except json.JSONDecodeError as fault:
        place = {"line": fault.lineno, "column": fault.colno}
        raise Unreadable(loc, _("No es JSON: línea {line}, columna {column}.", **place)) from None
    except UnicodeDecodeError:
        raise Unreadable(loc, _("El texto no está en UTF-8.")) from None
    except RecursionError:
        raise Unreadable(loc, _("El JSON tiene demasiados niveles.")) from None
    except ValueError as fault:
        raise Unreadable(loc, _("No es JSON: {fault}.", fault=str(fault)[:200])) from None


def kept(value: object, loc: Loc = ()) -> None:
    """Nothing here that could not be kept and written again, or Unreadable with its place."""
    left: list[tuple[Loc, object]] = [(loc, value)]
    while left:
        place, one = left.pop()
        if len(place) > DEEPEST:
            raise Unreadable(place[:3], _("El JSON tiene demasiados niveles."))
        if why := _why_not(one):
            raise Unreadable(place, why)
        if isinstance(one, str):
            readable(one, place)
        if isinstance(one, dict | list):
            inner = one.items() if isinstance(one, dict) else enumerate(one)
            left += [((*place, name), member) for name, member in inner]


def _why_not(value: object) -> str:
    """Of an object its names are looked at, not what is in it."""
    texts = value if isinstance(value, dict) else [value] if isinstance(value, str) else []
    if any(map(_UNWRITABLE.search, texts)):
        return _("El texto contiene caracteres que no se pueden escribir.")
    is_small = not isinstance(value, int) or abs(value) <= LARGEST
    if not is_small or (isinstance(value, float) and not math.isfinite(value)):
        return _("El número es demasiado grande.")
    return ""


def _no_number(word: str) -> NoReturn:
    raise ValueError(word)


def _members(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        names = Counter(name for name, _value in pairs)
        raise ValueError(f"«{names.most_common(1)[0][0][:100]}» 2x")
    return members


def source(raw: bytes | str, member: str) -> str | None:
    """The text of a member of the outermost object as it was sent: `1.50` stays `1.50`.

    The text must have passed `loads` as an object; None when there is no such member.
    """
    text = raw.decode() if isinstance(raw, bytes) else raw
    decoder = json.JSONDecoder()
    at = _past(text, 0)
    while text[at] != "}":
        name, at = decoder.raw_decode(text, at)
        start = _past(text, at)
        _value, at = decoder.raw_decode(text, start)
        if name == member:
            return text[start:at]
        at = _past(text, at)
    return None


def _past(text: str, at: int) -> int:
    """The next place after space and at most one sign of structure."""
    found = _STRUCTURE.match(text, at)
    return found.end() if found else at
