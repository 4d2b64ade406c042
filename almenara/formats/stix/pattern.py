"""Whether the pattern of an indicator can be read (STIX 2.1 §9); what it means is not asked.

One pass over the words, for thousands of patterns within one request.
"""

import re
from collections.abc import Callable, Iterator

from almenara.formats.refusal import Said as _
from almenara.formats.refusal import Unreadable

DEEPEST = 40
_BLANK = r"[ \t-\r\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]"
_DAY = r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\.[0-9]+)?"
_BASE64 = r"(?:[A-Za-z0-9+/]{4})*[A-Za-z0-9+/]{2}(?:==|[A-Za-z0-9+/][A-Za-z0-9+/=])"
_WORD = re.compile(
    rf"""(?P<blank>{_BLANK}+|/\*.*?\*/|//[^\r\n]*)
    |(?P<moment>t'{_DAY}T{_TIME}Z')
    |(?P<bytes>h'(?:[0-9a-fA-F]{{2}})*'|b'{_BASE64}')
    |(?P<text>'(?:[^'\\]|\\['\\])*')
    |(?P<fraction>[+-]?[0-9]*\.[0-9]+)
    |(?P<count>\+?(?:0|[1-9][0-9]*))
    |(?P<negative>-(?:0|[1-9][0-9]*))
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*(?![A-Za-z0-9_-]))
    |(?P<hyphened>[A-Za-z_][A-Za-z0-9_-]*)
    |(?P<sign>==|!=|<>|<=|>=|[]=<>:.,()[*])""",
    re.DOTALL | re.VERBOSE,
)
_JOINING = ("AND", "OR", "FOLLOWEDBY")
_COMPARING = ("LIKE", "MATCHES", "ISSUBSET", "ISSUPERSET")
_QUALIFYING = ("WITHIN", "REPEATS", "START")
_CLOSING = ("SECONDS", "TIMES", "STOP")
_OTHERS = ("NOT", "EXISTS", "IN", "true", "false")
_RESERVED = {*_JOINING, *_COMPARING, *_QUALIFYING, *_CLOSING, *_OTHERS}
_ORDERED = ("moment", "bytes", "text", "fraction", "count", "negative")
_LITERAL = (*_ORDERED, "true", "false")
_END = ""


def read(text: str) -> None:
    """Unreadable, with the first character that cannot stand where it stands."""
    _Reading(text).pattern()


class _Reading:
    """The words that are left; each method takes one rule of the grammar."""

    def __init__(self, text: str) -> None:
        self.words = _words(text)
        self.depth = 0
        self.step()

    def pattern(self) -> None:
        self.joined(self.observation, *_JOINING)
        if self.kind != _END:
            raise self.refusal()

    def observation(self) -> None:
        if self.take("("):
            self.inside(lambda: self.joined(self.observation, *_JOINING))
        else:
            self.expect("[")
            self.joined(self.comparison, "AND", "OR")
            self.expect("]")
        left = {*_QUALIFYING}  # each at most once
        while self.kind in _QUALIFYING:
            if self.kind not in left:
                raise self.refusal()
            left.remove(self.kind)
            self.qualifier()

    def qualifier(self) -> None:
        if self.take("WITHIN"):
            self.expect("count", "fraction")
            self.expect("SECONDS")
        elif self.take("REPEATS"):
            self.expect("count")
            self.expect("TIMES")
        else:
            self.expect("START")
            self.expect("moment")
            self.expect("STOP")
            self.expect("moment")

    def comparison(self) -> None:
        if self.take("("):
            self.inside(lambda: self.joined(self.comparison, "AND", "OR"))
        elif self.take("NOT"):
            self.expect("EXISTS")
            self.path()
        elif self.take("EXISTS"):
            self.path()
        else:
            self.path()
            self.take("NOT")
            self.compared()

    def compared(self) -> None:
        if self.take("=", "==", "!=", "<>"):
            self.expect(*_LITERAL)
        elif self.take("<", ">", "<=", ">="):
            self.expect(*_ORDERED)
        elif self.take("IN"):
            self.expect("(")
            if not self.take(")"):
                self.joined(lambda: self.expect(*_LITERAL), ",")
                self.expect(")")
        else:
            self.expect(*_COMPARING)
            self.expect("text")

    def path(self) -> None:
        self.expect("name", "hyphened")
        self.expect(":")
        self.expect("name", "text")
        while self.take(".", "["):
            if self.taken == ".":
                self.expect("name", "text")
            else:
                self.expect("count", "negative", "*")
                self.expect("]")

    def joined(self, part: Callable[[], None], *between: str) -> None:
        part()
        while self.take(*between):
            part()

    def inside(self, part: Callable[[], None]) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.refusal()
        part()
        self.depth -= 1
        self.expect(")")

    def expect(self, *kinds: str) -> None:
        if not self.take(*kinds):
            raise self.refusal()

    def take(self, *kinds: str) -> bool:
        if self.kind not in kinds:
            return False
        self.taken = self.kind
        self.step()
        return True

    def step(self) -> None:
        self.kind, self.word, self.at = next(self.words)

    def refusal(self) -> Unreadable:
        at, word = self.at + 1, self.word[:40]
        said = _("El patrón no se puede leer desde el carácter {at}: «{word}».", at=at, word=word)
        return Unreadable([], said)


def _words(text: str) -> Iterator[tuple[str, str, int]]:
    """Each word with its kind and place; signs and reserved words are their own kind."""
    at = 0
    while at < len(text):
        found = _WORD.match(text, at)
        if found is None:
            yield "unknown", text[at : at + 1], at
            return
        kind, word = str(found.lastgroup), found[0]
        if kind != "blank":
            yield (word if kind == "sign" or word in _RESERVED else kind), word, at
        at = found.end()
    yield _END, "", at
