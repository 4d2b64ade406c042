"""What a request of SDMX REST asks for, whichever of the two grammars it was written in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from almenara.formats.refusal import Said as _
from almenara.formats.refusal import Unreadable
from almenara.formats.sdmx import periods
from almenara.formats.sdmx.model import TIME, DataStructure
from almenara.formats.sdmx.periods import Days

ANY: frozenset[str] = frozenset()
Detail = Literal["full", "dataonly", "serieskeysonly", "nodata"]
KINDS = {
    "dataflow", "datastructure", "codelist", "conceptscheme", "provisionagreement",
    "dataproviderscheme", "contentconstraint", "dataconstraint", "allowedconstraint",
    "actualconstraint", "structure", "*",
}  # fmt: skip
EMPTY_KINDS = {
    "agencyscheme", "categoryscheme", "categorisation", "dataconsumerscheme", "hierarchy",
    "hierarchyassociation", "hierarchicalcodelist", "metadataflow", "metadatastructure",
    "metadataproviderscheme", "metadataprovisionagreement", "metadataconstraint",
    "organisationscheme", "organisationunitscheme", "process", "reportingtaxonomy",
    "representationmap", "structuremap", "structureset", "conceptschememap", "valuelist",
    "categoryschememap", "datepatternmap", "organisationschememap", "reportingtaxonomymap",
    "attachmentconstraint", "rulesetscheme", "transformationscheme", "vtlmappingscheme",
    "userdefinedoperatorscheme", "customtypescheme", "namepersonalisationscheme",
}  # fmt: skip


@dataclass(frozen=True)
class Which:
    """Artefacts by agency, id and version; nothing said = any. `newest`: only the last version."""

    agencies: frozenset[str] = ANY
    ids: frozenset[str] = ANY
    versions: frozenset[str] = ANY
    newest: bool = False


@dataclass(frozen=True)
class StructureQuestion:
    """`references`: none, parents, children, descendants… or a kind; `items`: codes of a list."""

    kind: str
    which: Which
    items: frozenset[str] = ANY
    references: str = "none"
    detail: str = "full"


@dataclass(frozen=True)
class Condition:
    """A condition on a component: eq, ne, lt, le, gt, ge, sw, ew, co, nc and its values (any)."""

    operator: str
    values: tuple[str, ...]

    def __call__(self, code: str) -> bool:
        found = any(_TESTS[self.operator](code, value) for value in self.values)
        return found if self.operator not in ("ne", "nc") else not found


_TESTS: Mapping[str, Callable[[str, str], bool]] = {
    "eq": lambda code, value: code == value,
    "ne": lambda code, value: code == value,
    "lt": lambda code, value: code < value,
    "le": lambda code, value: code <= value,
    "gt": lambda code, value: code > value,
    "ge": lambda code, value: code >= value,
    "sw": lambda code, value: code.startswith(value),
    "ew": lambda code, value: code.endswith(value),
    "co": lambda code, value: value in code,
    "nc": lambda code, value: value in code,
}


@dataclass(frozen=True)
class FiguresQuestion:
    """Figures of one flow.

    keys: as they were written, each a list of positions; none = all.
    tests: conditions by component, all of which hold.
    attributes: those that are wanted, none named = all.
    first, last: at most so many rows of each series, 0 = all.
    """

    flow: Which
    keys: tuple[str, ...] = ()
    tests: Mapping[str, tuple[Condition, ...]] = field(default_factory=dict)
    start: str = ""
    end: str = ""
    at: str = TIME
    detail: Detail = "full"
    attributes: frozenset[str] = ANY
    first: int = 0
    last: int = 0
    updated_after: datetime | None = None
    as_of: datetime | None = None
    history: bool = False


@dataclass(frozen=True)
class AvailabilityQuestion:
    """Which codes there are; `components`: of these dimensions only."""

    data: FiguresQuestion
    components: frozenset[str] = ANY
    references: str = "none"


@dataclass(frozen=True)
class SchemaQuestion:
    """All that is needed to read or make figures of a flow, structure or agreement."""

    context: str
    which: Which


def in_time(question: FiguresQuestion, period: str) -> bool:
    """Is this period asked for?"""
    if not periods.within(period, question.start, question.end):
        return False
    return all(_meets(test, period) for test in question.tests.get(TIME, ()))


def _meets(test: Condition, period: str) -> bool:
    own = periods.days(period)
    found = any(_TIMES[test.operator](own, periods.days(value)) for value in test.values)
    return not found if test.operator == "ne" else found


_TIMES: Mapping[str, Callable[[Days, Days], bool]] = {
    "eq": lambda own, said: own == said,
    "ne": lambda own, said: own == said,
    "lt": lambda own, said: own.last < said.first,
    "le": lambda own, said: own.last <= said.last,
    "gt": lambda own, said: own.first > said.last,
    "ge": lambda own, said: own.first >= said.first,
}

Question = StructureQuestion | FiguresQuestion | AvailabilityQuestion | SchemaQuestion
Wanted = Mapping[str, frozenset[str]]


def wanted(question: FiguresQuestion, structure: DataStructure) -> list[Wanted]:
    """Codes by dimension, once a key: what is in any of them is asked for; [{}] = everything.

    Unreadable for a key that has not as many positions as the structure has dimensions, and for a
    condition on what is no dimension.
    """
    names = [one.id for one in structure.key]
    for name in question.tests:
        if name not in (*names, TIME):
            said = _("«{name}» no es una dimensión: {names}.", name=name, names=", ".join(names))
            raise Unreadable([f"c[{name}]"], said)
    return [_codes(key, names) for key in question.keys] or [{}]


def _codes(key: str, names: list[str]) -> Wanted:
    positions = key.split(".")
    if len(positions) != len(names):
        values = {"key": key, "n": len(positions), "many": len(names), "names": ".".join(names)}
        said = _("La clave «{key}» tiene {n} posiciones y son {many}: {names}.", **values)
        raise Unreadable(["key"], said)
    pairs = zip(names, positions, strict=True)
    return {name: frozenset(said.split("+")) for name, said in pairs if said not in ("", "*")}
