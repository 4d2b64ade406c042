"""Whether a file is IATI 2.03: its schema first, then the 107 cases of the standard ruleset."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from almenara.formats.iati import document, rules, schemas
from almenara.formats.iati.ruleset import RULES
from almenara.formats.refusal import Said as _
from almenara.formats.refusal import Unreadable

MOST_OF_SCHEMA = 1000
MOST_OF_A_RULE = 100


@dataclass(frozen=True)
class Finding:
    """A place that breaks a rule; only severity `error` makes the file invalid."""

    rule: str
    severity: str
    where: str
    message: str


@dataclass(frozen=True)
class Verdict:
    """What was found in a file: lines against the schema, places against the rules."""

    schema: tuple[tuple[int, str], ...]
    rules: tuple[Finding, ...] = ()
    is_readable: bool = True

    @property
    def is_valid(self) -> bool:
        """No fault of schema, and no rule of severity error."""
        return not self.schema and all(found.severity != rules.ERROR for found in self.rules)

    @property
    def code(self) -> int:
        """0 valid, 1 not, 2 unreadable."""
        return 0 if self.is_valid else 1 if self.is_readable else 2

    def document(self) -> dict[str, Any]:
        """The verdict as programs read it."""
        return {
            "valid": self.is_valid,
            "schema": [{"line": line, "msg": message} for line, message in self.schema],
            "rules": [
                {"id": f.rule, "severity": f.severity, "where": f.where, "msg": f.message}
                for f in self.rules
            ],
        }


def check(raw: bytes, now: datetime, folder: Path | None = None) -> Verdict:
    """Judges a file; `folder` has newer schemas than those shipped."""
    try:
        tree = document.read(raw)
        against = tuple(schemas.faults(tree, folder, MOST_OF_SCHEMA))
    except Unreadable as refusal:
        return unreadable(refusal)
    if tree.getroot().tag not in schemas.FILES:
        return Verdict(against)
    known = rules.Known(now, schemas.agencies(folder))
    return Verdict(against, tuple(_findings(tree, known)))


def unreadable(refusal: Unreadable) -> Verdict:
    """The verdict on what could not be read at all."""
    lines = ((loc[0] if loc else 1, message) for loc, message in refusal.errors)
    return Verdict(tuple((int(line), message) for line, message in lines), is_readable=False)


def _findings(tree: Any, known: rules.Known) -> Iterator[Finding]:
    """The faults by rule, of each the first places and how many more there are."""
    for case, group in groupby(rules.faults(tree, RULES, known), key=lambda fault: fault.case):
        places = [fault.element for fault in group]
        for element in places[:MOST_OF_A_RULE]:
            yield Finding(case.rule, case.severity, _where(tree, element), case.message)
        if len(places) > MOST_OF_A_RULE:
            said = _("Y {count} lugares más.", count=len(places) - MOST_OF_A_RULE)
            yield Finding(case.rule, case.severity, _where(tree, places[-1]), said)


def _where(tree: Any, element: Any) -> str:
    return _("línea {line}: {path}", line=element.sourceline, path=tree.getpath(element))
