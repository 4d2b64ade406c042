"""The names that SDMX gives to artefacts and to their items, read and written."""

import re
from typing import NamedTuple

from almenara.formats.refusal import Said as _
from almenara.formats.refusal import Unreadable
from almenara.formats.sdmx import model
from almenara.formats.sdmx.model import Reference

_BASE = "urn:sdmx:org.sdmx.infomodel."
PACKAGES = {
    "Codelist": "codelist",
    "Code": "codelist",
    "ConceptScheme": "conceptscheme",
    "Concept": "conceptscheme",
    "DataStructure": "datastructure",
    "Dataflow": "datastructure",
    "ProvisionAgreement": "registry",
    "DataConstraint": "registry",
    "DataProviderScheme": "base",
    "DataProvider": "base",
}
_CLASSES: dict[type, str] = {
    model.Codelist: "Codelist",
    model.ConceptScheme: "ConceptScheme",
    model.DataStructure: "DataStructure",
    model.Dataflow: "Dataflow",
    model.ProvisionAgreement: "ProvisionAgreement",
    model.Constraint: "DataConstraint",
}
_SHAPE = re.compile(
    r"urn:sdmx:org\.sdmx\.infomodel\.(?P<package>[a-z]+)\.(?P<kind>[A-Za-z]+)="
    r"(?P<agency>[\w.-]+):(?P<id>[\w@$-]+)\((?P<version>[\w.+~*-]+)\)(?:\.(?P<item>[\w@$.-]+))?"
)


class Named(NamedTuple):
    """What a name says: the class, whom, and which item of it ("" = itself)."""

    kind: str
    whom: Reference
    item: str


def kind(artefact: model.Artefact) -> str:
    """The class of an artefact as SDMX calls it."""
    return _CLASSES[type(artefact)]


def whole(artefact: model.Artefact) -> str:
    """The name of an artefact."""
    return to(kind(artefact), Reference(artefact.agency, artefact.id, artefact.version))


def to(kind: str, whom: Reference, item: str = "") -> str:
    """The name of something of a class; without a version 1.0 is meant."""
    name = f"{_BASE}{PACKAGES[kind]}.{kind}={whom.agency}:{whom.id}({whom.version or '1.0'})"
    return f"{name}.{item}" if item else name


def read(text: str) -> Named:
    """What a name says, or Unreadable."""
    found = _SHAPE.fullmatch(text.strip())
    if found is None:
        raise Unreadable([text[:200]], _("«{text}» no es un URN de SDMX.", text=text[:200]))
    whom = Reference(found["agency"], found["id"], found["version"])
    return Named(found["kind"], whom, found["item"] or "")
