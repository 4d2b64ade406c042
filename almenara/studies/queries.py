"""What can be asked about studies and briefs; figures come from the observatory's door alone.

A text quotes what anybody may read: figures are asked for in nobody's name, whoever writes.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from almenara.core.access.context import as_system
from almenara.core.identity import queries as identity
from almenara.core.parties.actor import NOBODY, Actor
from almenara.core.parties.alphabet import ByName
from almenara.core.parties.models import Institution
from almenara.core.types import queries as types
from almenara.exchange import queries as exchange
from almenara.formats.refusal import Unreadable
from almenara.observatory import queries as observatory
from almenara.studies import citing
from almenara.studies.drafts import CitationShape, ThreatsShape
from almenara.studies.models import BRIEF, Citation, StudyAlert, StudyEdition, StudyText
from almenara.studies.stages import OUT

__all__ = ["Citation", "StudyEdition", "StudyText"]
SIGNED = "whoever reads a study reads who signs it"


@dataclass(frozen=True)
class Taken:
    """Figures as they are published at a moment, with the words that describe them."""

    dataflow: str
    version: str
    as_of: datetime
    described: dict[str, Any]
    cells: list[citing.Shape]


def editions(viewer: Actor) -> QuerySet[StudyEdition]:
    """With their texts, the newest first."""
    texts = Prefetch("texts", StudyText.objects.visible_to(viewer))
    found = StudyEdition.objects.visible_to(viewer).prefetch_related(texts)
    return found.order_by("-made_at", "slug")


def studies(viewer: Actor, kind: str = "") -> QuerySet[StudyEdition]:
    """Of each study or brief the newest edition that exists for the viewer."""
    seen = StudyEdition.objects.visible_to(viewer)
    newest = (seen.filter(kind=kind) if kind else seen).order_by("slug", "-number")
    return editions(viewer).filter(pk__in=newest.distinct("slug").values("pk"))


def edition(viewer: Actor, slug: str, number: int | str) -> StudyEdition:
    if not str(number).isdecimal() or len(str(number)) > 9:
        raise ObjectDoesNotExist
    return editions(viewer).get(slug=slug, number=number)


def latest(viewer: Actor, slug: str) -> StudyEdition:
    """The newest that is out, else the newest that the viewer may read."""
    found = editions(viewer).filter(slug=slug).order_by("-number")
    return found.filter(stage__in=OUT).first() or found[:1].get()


def numbers(viewer: Actor, slug: str) -> list[StudyEdition]:
    """Every edition of one study, the newest first."""
    return list(StudyEdition.objects.visible_to(viewer).filter(slug=slug).order_by("-number"))


def citations(viewer: Actor, edition: StudyEdition) -> list[Citation]:
    """In the order in which they were made."""
    return list(Citation.objects.visible_to(viewer).filter(edition=edition))


def citation(viewer: Actor, edition: StudyEdition, name: str) -> Citation:
    return Citation.objects.visible_to(viewer).get(edition=edition, name=name)


def alerts(viewer: Actor, edition: StudyEdition) -> list[exchange.Alert]:
    """The alerts that a brief rests on, as far as the viewer may see them."""
    if edition.kind != BRIEF:
        return []
    rows = StudyAlert.objects.visible_to(viewer).filter(edition=edition)
    return list(exchange.alerts(viewer).filter(pk__in=rows.values("alert")))


def alert_references(viewer: Actor, references: Collection[str]) -> dict[str, exchange.Alert]:
    """Those of these alerts that the viewer may see, by reference."""
    found = exchange.alerts(viewer).filter(reference__in=references)
    return {row.reference: row for row in found}


def threats(viewer: Actor, version: int | None = None) -> ThreatsShape:
    """The taxonomy of threats in force, or as it was."""
    found = types.versions(viewer, "threats").filter(stage="active")
    row = (found.filter(version=version) if version else found)[:1].get()
    return ThreatsShape.model_validate(row.document)


def units(viewer: Actor) -> list[Institution]:
    """Institutions of the secretariat: who signs."""
    with as_system(SIGNED):
        found = Institution.objects.unguarded(SIGNED).filter(kind="secretariat")
        return list(found.order_by("slug"))


def readers(viewer: Actor) -> list[Institution]:
    """Institutions to which a brief can be addressed."""
    found = identity.institutions(viewer).exclude(kind="secretariat").select_related("state")
    return list(found.order_by(ByName("state"), "slug"))


def institution_names(viewer: Actor, slugs: Collection[str]) -> dict[str, str]:
    """By slug, in the reader's language: who signs, and who is addressed to those who may know."""
    with as_system(SIGNED):
        rows = Institution.objects.unguarded(SIGNED).in_bulk(list(slugs))
    return {slug: row.name for slug, row in rows.items()}


def flows(viewer: Actor) -> list[observatory.Flow]:
    """The dataflows that anybody may read."""
    return list(observatory.flows(NOBODY))


def flow(viewer: Actor, code: str) -> observatory.Flow:
    return observatory.flow(NOBODY, code)


def available(viewer: Actor, code: str) -> dict[str, tuple[str, ...]]:
    """By dimension of a dataflow the codes of which there are figures."""
    return observatory.available(NOBODY, flow(viewer, code))


def taken(viewer: Actor, asked: CitationShape, now: datetime) -> Taken:
    """The figures that somebody asks for, as they are published now, or were at a moment."""
    found = flow(viewer, asked.dataflow)
    if unknown := sorted(set(asked.where) - set(found.dimensions)):
        raise Unreadable(["where", unknown[0]], _("Esa dimensión no está en el flujo."))
    at = min(asked.as_of or now, now)
    cells = _cells(found, asked.where, (asked.start, asked.end), at)
    described = _described(found, cells) | {"as_of": at.isoformat()}
    return Taken(found.id, found.version, at, described, cells)


def changed(viewer: Actor, rows: Iterable[Citation]) -> dict[str, list[citing.Change]]:
    """By name of the citation, which of its figures are otherwise published today."""
    found = {row.name: citing.changes(row.cells, _now(row)) for row in rows}
    return {name: changes for name, changes in found.items() if changes}


def drift(viewer: Actor, edition: StudyEdition) -> int:
    """How many of its quoted figures are otherwise published today."""
    return sum(map(len, changed(viewer, citations(viewer, edition)).values()))


def quoting(viewer: Actor, dataflow: str) -> QuerySet[StudyEdition]:
    """Published editions that quote a dataflow."""
    quoted = Citation.objects.visible_to(viewer).filter(dataflow=dataflow)
    return editions(viewer).filter(stage="published", pk__in=quoted.values("edition"))


def _now(row: Citation) -> list[citing.Shape]:
    """What the same question brings today; nothing where its flow is not there any more."""
    try:
        found = observatory.flow(NOBODY, row.dataflow)
    except ObjectDoesNotExist:
        return []
    if list(found.dimensions) != row.described["dimensions"]:
        return []
    return _cells(found, row.where, (row.start, row.end))


def _cells(
    flow: observatory.Flow,
    where: dict[str, list[str]],
    span: tuple[str, str],
    at: datetime | None = None,
) -> list[citing.Shape]:
    return citing.frozen(observatory.figures(NOBODY, flow, where, *span, at))


def _described(flow: observatory.Flow, cells: list[citing.Shape]) -> dict[str, Any]:
    """What one must know to read the cells, as it was when they were quoted."""
    concepts = {one.id: one for one in flow.concepts.concepts}
    used = {
        name: {cell["key"][at] for cell in cells} for at, name in enumerate(flow.dimensions)
    }  # fmt: skip
    return {
        "agency": flow.dataflow.agency,
        "id": flow.id,
        "version": flow.version,
        "names": dict(flow.names),
        "definition": dict(flow.dataflow.descriptions),
        "dimensions": list(flow.dimensions),
        "concepts": {
            one.id: dict(concepts[one.concept].names)
            for one in flow.structure.key
            if one.concept in concepts
        },
        "codelists": {
            name: f"{listed.agency}:{listed.id}({listed.version})"
            for name, listed in flow.codelists.items()
            if name in used
        },
        "codes": {
            name: {code: dict(flow.codes[name][code].names) for code in sorted(codes)
                   if code in flow.codes.get(name, {})}
            for name, codes in used.items()
        },
        "is_external": flow.policy.is_external,
        "source": dict(flow.policy.source_name),
        "source_date": flow.policy.source_date,
        "licence": flow.policy.licence,
        "note": dict(flow.policy.key_note),
    }  # fmt: skip
