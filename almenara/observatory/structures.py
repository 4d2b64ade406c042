"""Structures out of the documents of types: code lists, concepts, structures, and whole flows.

A flow is everything that anybody must know to read a figure of it: its structure with the code
lists of the dimensions, and its policy. A version `n` of a type is the version `n.0` of SDMX.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from almenara.formats.sdmx import model
from almenara.formats.sdmx.model import (
    AGENCY,
    Attribute,
    Code,
    Codelist,
    Concept,
    ConceptScheme,
    Dataflow,
    DataStructure,
    Dimension,
    Texts,
)

AREA, UNIT, FREQUENCY = "REF_AREA", "UNIT_MEASURE", "FREQ"
Document = Mapping[str, Any]
Resolve = Callable[[str, str], Document]  # kind of type, reference → its document
Source = Literal["delivered", "external"]


@dataclass(frozen=True)
class Unit:
    """What a figure in this unit may be; `whole`: a count."""

    additive: bool = False
    whole: bool = False
    least: float | None = 0
    most: float | None = None


@dataclass(frozen=True)
class Policy:
    """What holds for the figures of a flow.

    source: delivered by States, or taken over from a public source (R8: threshold 0, a reason).
    threshold: counts above 0 and below it are hidden.
    answer_within: ISO 8601; how long a State has to agree (R9).
    sums: dimensions in which the codes below a code add up to it.
    shares: flows that count the same persons, and at which codes of the dimensions that only they
    have this one stands; where nothing is said, at the total. They are protected together.
    calendar, rules, layout: of deliveries, checks and files, as the document says them.
    """

    source: Source = "delivered"
    threshold: int = 5
    threshold_reason: Texts = field(default_factory=dict)
    source_name: Texts = field(default_factory=dict)
    source_date: str = ""
    licence: str = ""
    key_note: Texts = field(default_factory=dict)
    is_public: bool = True
    answer_within: str = "P15D"
    sums: tuple[str, ...] = ()
    shares: tuple[Document, ...] = ()
    denominator: str = ""
    area: str = AREA
    calendar: Document = field(default_factory=dict)
    rules: tuple[Document, ...] = ()
    layout: Document = field(default_factory=dict)

    @property
    def is_external(self) -> bool:
        return self.source == "external"

    @property
    def shared(self) -> tuple[str, ...]:
        return tuple(one["flow"] for one in self.shares)

    @property
    def stands(self) -> Mapping[str, str]:
        """Dimensions that this flow has not → the code at which it stands there."""
        return {name: code for one in self.shares for name, code in one.get("at", {}).items()}


@dataclass(frozen=True, eq=False)
class Flow:
    """A dataflow with all that it is made of; `codelists` by the id of dimension or attribute."""

    dataflow: Dataflow
    structure: DataStructure
    concepts: ConceptScheme
    codelists: Mapping[str, Codelist]
    units: Mapping[str, Unit]
    policy: Policy

    @property
    def id(self) -> str:
        return self.dataflow.id

    @property
    def version(self) -> str:
        return self.dataflow.version

    @property
    def names(self) -> Texts:
        return self.dataflow.names

    @cached_property
    def dimensions(self) -> tuple[str, ...]:
        """Of a key: without time."""
        return tuple(one.id for one in self.structure.key)

    @cached_property
    def codes(self) -> Mapping[str, Mapping[str, Code]]:
        """By dimension or attribute, its codes by id; nothing where any text may stand."""
        return {
            name: {code.id: code for code in listed.codes}
            for name, listed in self.codelists.items()
        }

    @cached_property
    def additive(self) -> frozenset[str]:
        """The units whose figures may be added."""
        return frozenset(code for code, unit in self.units.items() if unit.additive)

    @cached_property
    def parts(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """By dimension in which codes add up: code → the codes below it."""
        return {name: below(self.codelists[name]) for name in self.policy.sums}

    def label(self, dimension: str, code: str, language: str) -> str:
        """A code in words: in this language, else in Spanish, else the code itself."""
        known = self.codes.get(dimension, {}).get(code)
        names = known.names if known else {}
        return names.get(language) or names.get("es") or code

    def adds(self, key: tuple[str, ...]) -> bool:
        """May figures of this series be added? A rate may not."""
        return UNIT not in self.dimensions or key[self.dimensions.index(UNIT)] in self.additive


def version(document: Document) -> str:
    return f"{document['version']}.0"


def codelist(document: Document) -> Codelist:
    codes = tuple(
        Code(
            str(one["id"]), one["names"], one.get("parent", ""), one.get("descriptions", {}),
            one.get("withdrawn", False),
        )
        for one in document["codes"]
    )  # fmt: skip
    return Codelist(*_head(document), codes)


def units(document: Document) -> Mapping[str, Unit]:
    """What the codes of a list say of themselves as units."""
    said = Unit.__dataclass_fields__
    return {
        str(one["id"]): Unit(**{name: one[name] for name in said if name in one})
        for one in document["codes"]
    }


def concepts(document: Document) -> ConceptScheme:
    found = tuple(
        Concept(one["id"], one["names"], one.get("descriptions", {}))
        for one in document["concepts"]
    )
    return ConceptScheme(*_head(document), found)


def structure(document: Document) -> DataStructure:
    said = [*document["dimensions"], {"id": model.TIME}]
    dimensions = tuple(
        Dimension(
            one["id"], one.get("concept") or one["id"], one.get("codelist", ""),
            one["id"] == model.TIME,
        )
        for one in said
    )  # fmt: skip
    attributes = tuple(
        Attribute(
            one["id"], one.get("concept") or one["id"], one.get("codelist", ""),
            one.get("required", False),
        )
        for one in document.get("attributes", ())
    )  # fmt: skip
    scheme = document.get("scheme", "CS_OAS")
    return DataStructure(*_head(document), dimensions, attributes, model.MEASURE, scheme)


def dataflow(document: Document) -> Dataflow:
    return Dataflow(*_head(document), document["structure"], document.get("descriptions", {}))


def policy(document: Document) -> Policy:
    """What a dataflow's document says, and the rule of the house where it says nothing."""
    said: dict[str, Any] = {
        name: found
        for name in Policy.__dataclass_fields__
        if (found := document.get(name)) is not None
    }
    said |= {name: tuple(said[name]) for name in ("sums", "rules", "shares") if name in said}
    return Policy(**said)


def flow(document: Document, resolve: Resolve) -> Flow:
    """A dataflow with what it names, fetched by `resolve`."""
    found = dataflow(document)
    shape = structure(resolve("structure", found.structure))
    every: tuple[Dimension | Attribute, ...] = (*shape.key, *shape.attributes)
    coded = [one for one in every if one.codelist]
    lists = {one.id: resolve("codelist", one.codelist) for one in coded}
    return Flow(
        found,
        shape,
        concepts(resolve("concepts", shape.scheme)),
        {name: codelist(one) for name, one in lists.items()},
        units(lists[UNIT]) if UNIT in lists else {},
        policy(document),
    )


def below(listed: Codelist) -> Mapping[str, tuple[str, ...]]:
    """Code → the codes directly below it."""
    found: dict[str, list[str]] = {}
    for code in listed.codes:
        if code.parent and not code.withdrawn:
            found.setdefault(code.parent, []).append(code.id)
    return {parent: tuple(parts) for parent, parts in found.items()}


def _head(document: Document) -> tuple[str, str, str, Texts]:
    return (
        document["id"], version(document), document.get("agency", AGENCY), document["names"]
    )  # fmt: skip
