"""People's text: what is kept, what is silently mended, what is refused.

Mended: NFC; CR LF to LF; invisible characters removed, but for the joiners inside words of scripts
that need them and inside emoji; spaces at the ends. Refused, with the reason: NUL and other control
characters, characters that turn the direction of what follows, lone surrogates, non-characters, and
more code points than allowed. Direction is set by the page (`dir="auto"`), never by the text.
"""

import re
import unicodedata

from almenara.formats.refusal import Loc, Unreadable
from almenara.formats.refusal import Said as _

_TURNS = "\u202a-\u202e\u2066-\u2069"
_JOINERS = "\u200c\u200d"
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f"
    "\u2060-\u2064\u206a-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_JOINER = re.compile(f"[{_JOINERS}]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f]")
_BROKEN = re.compile("[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_LINE_END = re.compile("\r\n?|[\u0085\u2028\u2029]")
_FORMULA = re.compile(r"[\s\x00-\x1f]*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n]")


def prose(value: object, most: int, loc: Loc) -> str:
    """Text of several lines, at most so many code points."""
    return _limited(_clean(value, loc), most, loc)


def line(value: object, most: int, loc: Loc) -> str:
    """Text of one line: runs of space of any kind become one space."""
    return _limited(" ".join(_clean(value, loc).split()), most, loc)


def readable(value: str, loc: Loc) -> None:
    """Unreadable if it holds what no text may hold, whatever becomes of it."""
    _check(_LINE_END.sub("\n", value), loc)


def _limited(text: str, most: int, loc: Loc) -> str:
    if len(text) > most:
        raise Unreadable(
            loc, _("Máximo {most} caracteres; hay {count}.", most=most, count=len(text))
        )
    return text


def _clean(value: object, loc: Loc) -> str:
    if not isinstance(value, str):
        raise Unreadable(loc, _("Debe ser un texto."))
    text = _LINE_END.sub("\n", value)
    _check(text, loc)
    before = None
    while text != before:
        before = text
        text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
        text = _JOINER.sub(_needed_joiner, text).strip()
    return text


def _check(text: str, loc: Loc) -> None:
    if re.search(f"[{_TURNS}]", text):
        raise Unreadable(loc, _("El texto contiene caracteres que invierten la dirección."))
    if _CONTROL.search(text):
        raise Unreadable(loc, _("El texto contiene caracteres de control."))
    if _BROKEN.search(text) or any(ord(sign) & 0xFFFE == 0xFFFE for sign in set(text)):
        raise Unreadable(loc, _("El texto contiene caracteres que no existen."))


def _needed_joiner(found: re.Match[str]) -> str:
    """A joiner stays between two signs that it can join: not in Latin words, not at an edge."""
    text, at = found.string, found.start()
    around = text[at - 1 : at] + text[at + 1 : at + 2]
    return found[0] if len(around) == 2 and all(map(_joins, around)) else ""


def _joins(sign: str) -> bool:
    if sign.isascii() or "LATIN" in unicodedata.name(sign, ""):
        return False
    return unicodedata.category(sign)[0] in "LMS"


def formula_safe(cell: object) -> object:
    """A cell for CSV or a spreadsheet: text that a program would take for a formula gets a quote.

    Numbers, dates and None pass as they are.
    """
    if isinstance(cell, str) and _FORMULA.match(cell):
        return "'" + cell
    return cell
