"""Whether two rows speak of one person: keys that forgive how a name was written, never who it is.

One person counts once. What is certain (the same document of one State; the same mail and the same
name) is one person; what is likely is proposed, and a person decides.
"""

import unicodedata
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import NamedTuple

# Letters with a stroke, and those that Unicode does not take apart.
_PLAIN = {
    "ı": "i", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ŧ": "t", "æ": "ae", "œ": "oe",
    "þ": "th",
}  # fmt: skip
_APOSTROPHES = frozenset("'`´\u2018\u2019\u201b\u2032\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\uff07")
# Accents are put on letters of these blocks; the vowel signs of other scripts are letters.
_ACCENTS = (
    (0x0300, 0x036F), (0x0483, 0x0487), (0x0591, 0x05C7), (0x0610, 0x061A), (0x064B, 0x065F),
    (0x0670, 0x0670), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE20, 0xFE2F),
)  # fmt: skip


class _Signs(dict[int, str]):
    """What becomes of each sign of a name, found out once."""

    def __missing__(self, code: int) -> str:
        self[code] = said = _sign(chr(code), code)
        return said


def _sign(sign: str, code: int) -> str:
    if sign in _PLAIN:
        return _PLAIN[sign]
    category = unicodedata.category(sign)
    is_accent = any(first <= code <= last for first, last in _ACCENTS)
    if sign in _APOSTROPHES or category == "Cf" or (is_accent and category == "Mn"):
        return ""
    return sign if category[0] in "LMN" else " "


_SIGNS = _Signs()


def folded(text: str) -> str:
    """By which names are sorted and found: capitals, accents and runs of space aside."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(one for one in plain if not unicodedata.combining(one)).split())


def name_key(name: str) -> str:
    """The same for one name in capitals or not, with accents or not, its words in any order.

    Apostrophes join (O'Neill, ONeill), all other punctuation divides (García-López, García López).
    Empty for a name without a letter or digit: such a name is nobody's.
    """
    folded = unicodedata.normalize("NFKD", name).casefold()
    plain = unicodedata.normalize("NFKD", folded).translate(_SIGNS)
    return " ".join(sorted(plain.split()))


def mail_key(mail: str) -> str:
    """The same for one address in capitals or not."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", mail.strip()).casefold())


class Verdict(StrEnum):
    """What a row is: somebody new, somebody known, or somebody new who may be somebody known."""

    NEW = "new"
    SAME = "same_person"
    PROPOSED = "proposed_same"


class Why(StrEnum):
    """What makes two persons likely one: name, State and institution; one mail under two names."""

    NAME = "name"
    MAIL = "mail"


@dataclass(frozen=True)
class Given:
    """A participant as given: State in alpha-3, the rest as written, empty where not given."""

    name: str
    state: str
    institution: str = ""
    mail: str = ""
    document: str = ""


class New(NamedTuple):
    """Who first comes in this file, by the position of that row (the first is 0)."""

    position: int


class Match(NamedTuple):
    """What a row is and whose it is; `likely` are others who may be the same person, and why."""

    verdict: Verdict
    person: Hashable
    likely: tuple[tuple[Hashable, Why], ...] = ()


def match(rows: Iterable[Given], known: Iterable[tuple[Hashable, Given]] = ()) -> Iterator[Match]:
    """What each row is, in their order, each asked against those known and the rows before it.

    One person: the same State and document, or the same mail and name. Likely one: the same State,
    name and institution, or one mail under another name; of several only the first is named, so
    that a thousand namesakes make a thousand proposals and not half a million. Known persons may
    come more than once, with each way in which they were given. Linear in rows and known.
    """
    seen, key = _Seen(), cache(name_key)
    for person, given in known:
        seen.add(person, _keys(given, key))
    for position, given in enumerate(rows):
        keys = _keys(given, key)
        found = seen.match(keys, New(position))
        seen.add(found.person, keys)
        yield found


class _Keys(NamedTuple):
    """What a participant is compared by; None where nothing was given."""

    document: tuple[str, str] | None
    mail_and_name: tuple[str, str] | None
    name: tuple[str, str, str] | None
    mail: str | None


def _keys(given: Given, key: Callable[[str], str]) -> _Keys:
    name, mail, document = key(given.name), mail_key(given.mail), given.document.strip()
    return _Keys(
        (given.state, document) if document else None,
        (mail, name) if mail and name else None,
        (given.state, name, key(given.institution)) if name else None,
        mail or None,
    )


@dataclass
class _Seen:
    """Who was first with each key."""

    first: dict[object, Hashable] = field(default_factory=dict)

    def add(self, person: Hashable, keys: _Keys) -> None:
        for kind, key in enumerate(keys):
            if key is not None:
                self.first.setdefault((kind, key), person)

    def match(self, keys: _Keys, new: New) -> Match:
        document, mail_and_name, name, mail = (
            self.first.get((kind, key)) for kind, key in enumerate(keys)
        )
        if document is not None:
            is_other = mail_and_name not in (None, document)
            return Match(Verdict.SAME, document, ((mail_and_name, Why.MAIL),) if is_other else ())
        if mail_and_name is not None:
            return Match(Verdict.SAME, mail_and_name)
        likely = dict.fromkeys(person for person in (name, mail) if person is not None)
        whys = tuple((p, Why.NAME if p == name else Why.MAIL) for p in likely)
        return Match(Verdict.PROPOSED if whys else Verdict.NEW, new, whys)
