"""The SDMX information model, as much of it as the observatory speaks.

A text is one per language ("es", "en", "pt", "fr"). What names another artefact names it
"CL_SEX" (same agency, newest version) or "SDMX:CL_FREQ(2.1)"; `reference` takes it apart.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from almenara.formats.refusal import Said as _
from almenara.formats.refusal import Unreadable

AGENCY = "OAS"
MEASURE = "OBS_VALUE"
TIME = "TIME_PERIOD"
Texts = Mapping[str, str]
_REFERENCE = re.compile(r"(?:([A-Za-z][\w.-]*):)?([A-Za-z0-9_@$-]+)(?:\((\d+(?:\.\d+)*)\))?")


class Reference(NamedTuple):
    """Whom a text names; no version = the newest."""

    agency: str
    id: str
    version: str

    def __str__(self) -> str:
        return f"{self.agency}:{self.id}" + (f"({self.version})" if self.version else "")


def reference(text: str, agency: str = AGENCY) -> Reference:
    """Who is named by "ID", "AGENCY:ID" or "AGENCY:ID(1.0)"; Unreadable for anything else."""
    found = _REFERENCE.fullmatch(text)
    if found is None:
        raise Unreadable([text], _("«{text}» no nombra ninguna estructura.", text=text))
    return Reference(found[1] or agency, found[2], found[3] or "")


@dataclass(frozen=True)
class Code:
    """One code; `parent` is the id of another one of its list ("" = none)."""

    id: str
    names: Texts
    parent: str = ""
    descriptions: Texts = field(default_factory=dict)
    withdrawn: bool = False


@dataclass(frozen=True)
class Codelist:
    id: str
    version: str
    agency: str
    names: Texts
    codes: tuple[Code, ...] = ()


@dataclass(frozen=True)
class Concept:
    id: str
    names: Texts
    descriptions: Texts = field(default_factory=dict)


@dataclass(frozen=True)
class ConceptScheme:
    id: str
    version: str
    agency: str
    names: Texts
    concepts: tuple[Concept, ...] = ()


@dataclass(frozen=True)
class Dimension:
    """A dimension; `concept` is an id in the structure's scheme; time has no code list."""

    id: str
    concept: str
    codelist: str = ""
    is_time: bool = False


@dataclass(frozen=True)
class Attribute:
    """What is said about one observation; without a code list it is a text."""

    id: str
    concept: str
    codelist: str = ""
    is_required: bool = False


@dataclass(frozen=True)
class DataStructure:
    """Dimensions in the order of the key, time (if any) the last; `scheme` has their concepts."""

    id: str
    version: str
    agency: str
    names: Texts
    dimensions: tuple[Dimension, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    measure: str = MEASURE
    scheme: str = "CS_OAS"

    @property
    def key(self) -> tuple[Dimension, ...]:
        """The dimensions without time."""
        return tuple(one for one in self.dimensions if not one.is_time)

    @property
    def components(self) -> "tuple[Component, ...]":
        """Dimensions and attributes."""
        return (*self.dimensions, *self.attributes)


@dataclass(frozen=True)
class Dataflow:
    id: str
    version: str
    agency: str
    names: Texts
    structure: str
    descriptions: Texts = field(default_factory=dict)


@dataclass(frozen=True)
class ProvisionAgreement:
    """Who delivers a flow; `provider` is an institution's name in the agency's provider scheme."""

    id: str
    version: str
    agency: str
    names: Texts
    dataflow: str
    provider: str


@dataclass(frozen=True)
class Constraint:
    """Which codes of a flow's dimensions are allowed, or (`is_actual`) are there.

    start, end: first and last period, "" = open; series, cells: how many there are, 0 = not said.
    """

    id: str
    version: str
    agency: str
    names: Texts
    dataflow: str
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    is_actual: bool = False
    start: str = ""
    end: str = ""
    series: int = 0
    cells: int = 0


Component = Dimension | Attribute
Artefact = Codelist | ConceptScheme | DataStructure | Dataflow | ProvisionAgreement | Constraint


@dataclass(frozen=True)
class Structures:
    """What one structure message holds."""

    codelists: tuple[Codelist, ...] = ()
    concepts: tuple[ConceptScheme, ...] = ()
    structures: tuple[DataStructure, ...] = ()
    dataflows: tuple[Dataflow, ...] = ()
    agreements: tuple[ProvisionAgreement, ...] = ()
    constraints: tuple[Constraint, ...] = ()
