"""The language of IATI rulesets: what each kind of rule asks of a document.

IATI Ruleset Spec (github.com/IATI/IATI-Rulesets, SPEC.rst). A case is turned into XPath that finds
the faulty places of a whole document at once, so that a large file costs a few passes and nothing
that a stranger wrote becomes a part of an expression. What XPath cannot say (dates, sums, regular
expressions, prefixes) is asked in Python of the few places that XPath leaves over.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache
from itertools import chain
from typing import Any, NamedTuple

from lxml import etree

ERROR, WARNING = "error", "warning"
LONGEST = timedelta(days=365)
_ANYWHERE = re.compile("^//")  # the same elements, found without asking every node for its children
# The longest code list of vocabularies has 14; a file with more of them is not asked about each.
MOST_VALUES = 20


@dataclass(frozen=True)
class Case:
    """One case of a rule; `asks` are its members as the spec names them: `paths`, `less` …"""

    kind: str
    rule: str
    severity: str
    message: str
    asks: Mapping[str, Any] = field(hash=False)


Rules = Mapping[str, tuple[Case, ...]]


class Known(NamedTuple):
    """What the rules are judged by beside the document: the moment and two lists of codes."""

    now: datetime
    agencies: Set[str] = frozenset()
    publishers: Set[str] = frozenset()


class Fault(NamedTuple):
    """A place that breaks a case."""

    case: Case
    element: Any


def faults(document: Any, rules: Rules, known: Known) -> Iterator[Fault]:
    """Every place of the document that breaks a rule, case by case."""
    for context, cases in rules.items():
        for case in cases:
            for path in _ANYWHERE.sub("/descendant::", context).split(" | "):
                yield from _broken(case, document, path, known, None)


def _broken(
    case: Case, document: Any, context: str, known: Known, value: str | None
) -> Iterator[Fault]:
    if case.kind == "loop":
        yield from _looped(case, document, context, known)
        return
    if "condition" in case.asks:
        context = f"{context}[boolean({case.asks['condition']})]"
    found: Iterable[Any]
    if said := _AS_XPATH.get(case.kind):
        found = _select(f"{context}[{said(case.asks)}]", document, value)
    else:
        found = _IN_PYTHON[case.kind](case.asks, document, context, known, value)
    yield from (Fault(case, element) for element in found)


def _looped(case: Case, document: Any, context: str, known: Known) -> Iterator[Fault]:
    """`loop`: each case of `do` once for each different value of `foreach`."""
    for element in _select(f"{context}[{case.asks['foreach']}]", document):
        values = dict.fromkeys(_texts((case.asks["foreach"],), element))
        for inner in case.asks["do"]:
            if len(values) > MOST_VALUES:
                yield Fault(inner, element)
                continue
            open_case = _opened(inner, tuple(case.asks["subs"]))
            for value in values:
                for fault in _broken(open_case, element, "self::node()", known, value):
                    yield Fault(inner, fault.element)


def _opened(case: Case, subs: tuple[str, ...]) -> Case:
    """The case with a variable in the place of '$1': so a value can never end the literal."""

    def opened(asked: Any) -> Any:
        if isinstance(asked, str):
            return asked.replace("'$1'", "$value")
        return tuple(map(opened, asked))

    changed = {key: opened(asked) for key, asked in case.asks.items() if key in subs}
    return Case(case.kind, case.rule, case.severity, case.message, {**case.asks, **changed})


@cache
def _compiled(path: str, with_owners: bool) -> etree.XPath:
    return etree.XPath(path, smart_strings=with_owners)


def _select(
    path: str, element: Any, value: str | None = None, with_owners: bool = False
) -> list[Any]:
    """The nodes of a path; `with_owners` costs more, and an attribute knows its element."""
    find = _compiled(path, with_owners)
    found = find(element) if value is None else find(element, value=value)
    return found if isinstance(found, list) else []


def _texts(paths: tuple[str, ...], element: Any, value: str | None = None) -> list[str]:
    found = chain.from_iterable(_select(path, element, value) for path in paths)
    return [node if isinstance(node, str) else "".join(node.itertext()) for node in found]


def _owners(
    paths: tuple[str, ...],
    document: Any,
    context: str,
    value: str | None,
    is_faulty: Callable[[str], bool],
) -> Iterator[Any]:
    """The elements that carry a faulty text; they are looked for only where there is one."""
    for path in paths:
        whole = f"{context}/{path}"
        faulty = set(filter(is_faulty, set(_texts((whole,), document, value))))
        for node in _select(whole, document, value, with_owners=True) if faulty else ():
            is_text = isinstance(node, str)
            if (node if is_text else "".join(node.itertext())) in faulty:
                yield node.getparent() if is_text else node


# --- kinds that XPath can say: the condition under which an element of the context is faulty


def _any(paths: tuple[str, ...]) -> str:
    return " or ".join(f"boolean({path})" for path in paths) or "false()"


def _count(paths: tuple[str, ...]) -> str:
    return " + ".join(f"count({path})" for path in paths) or "0"


_ALL = {
    "lang": "descendant::narrative[not(@xml:lang)]",
    "sector": "transaction[not(sector)]",
    "recipient-country|recipient-region": "transaction[not(recipient-country|recipient-region)]",
    "currency": "descendant::value[not(@currency)] or descendant::forecast[not(@currency)]"
    " or descendant::loan-status[not(@currency)]",
}


def _only_one_of(asks: Mapping[str, Any]) -> str:
    """Beside what excludes them none may stand, and without it exactly one."""
    count = _count(asks["paths"])
    return " or ".join(
        f"({path} and {count} > 0) or (not({path}) and {count} != 1)" for path in asks["excluded"]
    )


_AS_XPATH: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "atleast_one": lambda asks: f"not({_any(asks['paths'])})",
    "no_more_than_one": lambda asks: f"{_count(asks['paths'])} > 1",
    "only_one_of": _only_one_of,
    "one_or_all": lambda asks: f"not({asks['one']}) and ({_ALL[asks['all']]})",
    "dependent": lambda asks: (
        f"({_any(asks['paths'])}) and not("
        f"{' and '.join(f'boolean({path})' for path in asks['paths'])})"
    ),
    "if_then": lambda asks: f"boolean({asks['if']}) and not({asks['then']})",
}


# --- kinds that ask for the text of nodes; a fault is the element that carries the text


def _no_spaces(asks: Mapping[str, Any], document: Any, context: str, *rest: Any) -> Iterator[Any]:
    return _owners(asks["paths"], document, context, rest[-1], lambda text: text != text.strip())


def _range(asks: Mapping[str, Any], document: Any, context: str, *rest: Any) -> Iterator[Any]:
    least, most = (Decimal(str(asks.get(end, sign))) for end, sign in _ENDS)

    def is_outside(text: str) -> bool:
        number = _number(text)
        return number is None or not least <= number <= most

    return _owners(asks["paths"], document, context, rest[-1], is_outside)


_ENDS = (("min", "-Infinity"), ("max", "Infinity"))


def _regex(wanted: bool) -> Callable[..., Iterator[Any]]:
    """`regex_matches`, `regex_no_matches`: nothing is asked of an empty text."""

    def faulty(
        asks: Mapping[str, Any], document: Any, context: str, known: Known, value: str | None
    ) -> Iterator[Any]:
        shape = re.compile(asks["regex"])

        def is_faulty(text: str) -> bool:
            is_asked = text != "" and not _is_publisher(text, asks, known)
            return is_asked and bool(shape.search(text)) is not wanted

        return _owners(asks["paths"], document, context, value, is_faulty)

    return faulty


def _is_publisher(text: str, asks: Mapping[str, Any], known: Known) -> bool:
    """`idCondition`: whether the text is, or begins with, an identifier known to the Registry."""
    condition = asks.get("idCondition")
    if condition == "NOT_EXISTING_ORG_ID":
        return text in known.publishers
    prefixes = tuple(f"{publisher}-" for publisher in known.publishers)
    return condition == "NOT_EXISTING_ORG_ID_PREFIX" and text.startswith(prefixes)


def _startswith(
    asks: Mapping[str, Any], document: Any, context: str, known: Known, value: str | None
) -> Iterator[Any]:
    if asks["prefix"] == ("ORG-ID-PREFIX",):

        def is_unknown(text: str) -> bool:
            return not _is_publisher(text, asks, known) and _agency(text) not in known.agencies

        yield from _owners(asks["paths"], document, context, value, is_unknown)
        return
    for element in _select(f"{context}[{_any(asks['paths'])}]", document, value):
        prefixes = tuple(
            prefix + asks.get("separator", "") for prefix in _texts(asks["prefix"], element, value)
        )
        if not all(text.startswith(prefixes) for text in _texts(asks["paths"], element, value)):
            yield element


def _agency(identifier: str) -> str:
    """The list that an organisation is registered in: what stands before the second hyphen."""
    return "-".join(identifier.split("-")[:2])


# --- kinds that look at several nodes of one element of the context


def _unique(asks: Mapping[str, Any], document: Any, context: str, *rest: Any) -> Iterator[Any]:
    for element in _select(context, document, rest[-1]):
        texts = _texts(asks["paths"], element, rest[-1])
        if len(set(texts)) < len(texts):
            yield element


def _sum(strict: bool) -> Callable[..., Iterator[Any]]:
    """`strict_sum` also where there is nothing to add up, `sum` only where there is."""

    def faulty(asks: Mapping[str, Any], document: Any, context: str, *rest: Any) -> Iterator[Any]:
        for element in _select(context, document, rest[-1]):
            numbers = [_number(text) for text in _texts(asks["paths"], element, rest[-1])]
            total = sum((number or Decimal() for number in numbers), Decimal())
            if (numbers or strict) and (None in numbers or total != Decimal(str(asks["sum"]))):
                yield element

    return faulty


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _date_order(
    asks: Mapping[str, Any], document: Any, context: str, known: Known, value: str | None
) -> Iterator[Any]:
    if asks["more"] == "NOW":
        yield from _date_now({"date": asks["less"]}, document, context, known, value)
        return
    for element, (less, more) in _dated(asks, ("less", "more"), document, context, value):
        if max(less) > min(more):
            yield element


def _date_now(
    asks: Mapping[str, Any], document: Any, context: str, known: Known, value: str | None
) -> Iterator[Any]:
    def is_later(text: str) -> bool:
        moment = _moment(text)
        return moment is not None and moment > known.now

    return _owners((asks["date"],), document, context, value, is_later)


def _time_limit(asks: Mapping[str, Any], document: Any, context: str, *rest: Any) -> Iterator[Any]:
    for element, (starts, ends) in _dated(asks, ("start", "end"), document, context, rest[-1]):
        if max(ends) - min(starts) > LONGEST:
            yield element


def _between(asks: Mapping[str, Any], document: Any, context: str, *rest: Any) -> Iterator[Any]:
    names = ("start", "date", "end")
    for element, (starts, dates, ends) in _dated(asks, names, document, context, rest[-1]):
        if max(starts) > min(dates) or max(dates) > min(ends):
            yield element


def _dated(
    asks: Mapping[str, Any],
    names: tuple[str, ...],
    document: Any,
    context: str,
    value: str | None,
) -> Iterator[tuple[Any, list[list[datetime]]]]:
    """Elements with the moments of each path; a date that is missing or none asks nothing."""
    has_all = "".join(f"[{asks[name]}]" for name in names)
    for element in _select(context + has_all, document, value):
        texts = [_texts((asks[name],), element, value) for name in names]
        moments = [list(filter(None, map(_moment, group))) for group in texts]
        if all(moments):
            yield element, moments


def _moment(text: str) -> datetime | None:
    """A date or moment of XML Schema; without a zone it is taken as UTC, a date as its midnight."""
    try:
        if len(text) == 10:
            day = date.fromisoformat(text)
            return datetime(day.year, day.month, day.day, tzinfo=UTC)
        moment = datetime.fromisoformat(text if "T" in text else f"{text[:10]}T00:00{text[10:]}")
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


_IN_PYTHON: dict[str, Callable[..., Iterator[Any]]] = {
    "no_spaces": _no_spaces,
    "range": _range,
    "regex_matches": _regex(True),
    "regex_no_matches": _regex(False),
    "startswith": _startswith,
    "unique": _unique,
    "strict_sum": _sum(True),
    "sum": _sum(False),
    "date_order": _date_order,
    "date_now": _date_now,
    "time_limit": _time_limit,
    "between_dates": _between,
}
