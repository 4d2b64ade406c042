"""Structures as the register of types has them, by the references of SDMX."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from almenara.core.parties.actor import SYSTEM
from almenara.core.types import queries as types
from almenara.formats.refusal import Unreadable
from almenara.formats.sdmx import model
from almenara.observatory import structures

KINDS = ("codelist", "concepts", "structure", "dataflow")
Place = tuple[str, str, str, str]  # kind, agency, id, version


def resolve(kind: str, text: str) -> structures.Document:
    """The document that a reference names, in force; Unreadable where there is none."""
    found = _Register().document(kind, text)
    if found is None:
        raise Unreadable([kind], _("No hay ninguna estructura «%s».") % text)
    return found


def flows(versions: Mapping[str, int]) -> list[structures.Flow]:
    """Flows by code, each in this version; in the order of their codes."""
    register = _Register()
    return [register.flow(code, f"{versions[code]}.0") for code in sorted(versions)]


def all_of(kind: str) -> Iterator[structures.Document]:
    """Every version in force of this kind, the newest of each first."""
    return _Register().all_of(kind)


class _Register:
    """Where each version in force stands. A document never changes: it is read once a process."""

    def __init__(self) -> None:
        rows = types.versions(SYSTEM).filter(type__in=KINDS, stage="active")
        self.places = _places(tuple(rows.values_list("pk", flat=True)))

    def document(self, kind: str, text: str) -> structures.Document | None:
        asked = model.reference(text)
        pk = self.places.get((kind, asked.agency, asked.id, asked.version))
        return _document(pk) if pk else None

    def flow(self, code: str, version: str) -> structures.Flow:
        pk = self.places["dataflow", model.AGENCY, code, version]
        document = _document(pk)
        shape = self._pk("structure", document["structure"])
        said = _document(shape)
        coded = [*said["dimensions"], *said.get("attributes", ())]
        lists = [self._pk("codelist", one["codelist"]) for one in coded if one.get("codelist")]
        scheme = self._pk("concepts", said.get("scheme", "CS_OAS"))
        return _flow(pk, shape, scheme, tuple(lists))

    def all_of(self, kind: str) -> Iterator[structures.Document]:
        for (found, _agency, _name, version), pk in self.places.items():
            if found == kind and version:
                yield _document(pk)

    def _pk(self, kind: str, text: str) -> UUID:
        asked = model.reference(text)
        return self.places[kind, asked.agency, asked.id, asked.version]


@lru_cache(maxsize=8)
def _places(versions: tuple[UUID, ...]) -> Mapping[Place, UUID]:
    """Where each of these versions stands; without a version the newest."""
    rows = types.versions(SYSTEM).filter(pk__in=versions)
    said = rows.values_list("type", "document__agency", "document__id", "version", "pk")
    found: dict[Place, UUID] = {}
    for kind, agency, name, number, pk in said:
        place = (kind, agency or model.AGENCY, name)
        found[*place, f"{number}.0"] = pk
        found.setdefault((*place, ""), pk)  # the newest comes first
    return found


@lru_cache(maxsize=256)
def _document(pk: UUID) -> Mapping[str, Any]:
    return types.versions(SYSTEM).values_list("document", flat=True).get(pk=pk)


@lru_cache(maxsize=64)
def _flow(pk: UUID, shape: UUID, scheme: UUID, lists: tuple[UUID, ...]) -> structures.Flow:
    """A flow of these very versions."""
    left = iter(lists)
    found = {"structure": lambda: shape, "concepts": lambda: scheme, "codelist": lambda: next(left)}
    return structures.flow(_document(pk), lambda kind, text: _document(found[kind]()))
