"""What a later version of a plan says otherwise than the one before. Pure: documents in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Document = Mapping[str, Any]
What = Literal["period", "added", "left-out", "target", "beneficiaries", "otherwise"]


@dataclass(frozen=True)
class Change:
    """One thing that is otherwise; `code` is a result's or a programme's, "" the plan's."""

    what: What
    code: str = ""
    names: Mapping[str, str] | None = None
    before: Any = None
    after: Any = None


def changes(former: Document, later: Document) -> list[Change]:
    """In the order of the plan: its period, then each programme with its results."""
    found = list(_differing("period", "", None, former["period"], later["period"]))
    before, after = _programmes(former), _programmes(later)
    for code, part in after.items():
        if code in before:
            was, now = before[code]["beneficiaries"], part["beneficiaries"]
            found += _differing("beneficiaries", code, part["names"], was, now)
    old, new = _results(former), _results(later)
    found += [Change("left-out", code, old[code]["names"]) for code in old if code not in new]
    for code, result in new.items():
        if code not in old:
            found.append(Change("added", code, result["names"], after=result["target"]))
        else:
            found += _of_result(code, old[code], result)
    return found


def _of_result(code: str, old: Document, new: Document) -> Iterator[Change]:
    yield from _differing("target", code, new["names"], old["target"], new["target"])
    rest = [{k: v for k, v in one.items() if k != "target"} for one in (old, new)]
    if rest[0] != rest[1]:
        yield Change("otherwise", code, new["names"])


def _differing(what: What, code: str, names: Any, before: Any, after: Any) -> Iterator[Change]:
    if before != after:
        yield Change(what, code, names, before, after)


def _programmes(document: Document) -> dict[str, Document]:
    return {part["code"]: part for part in document["programmes"]}


def _results(document: Document) -> dict[str, Document]:
    return {one["id"]: one for part in document["programmes"] for one in part["results"]}
