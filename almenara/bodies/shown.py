"""How bodies look to programs: the fields of the API, for this viewer."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from almenara.bodies import queries
from almenara.bodies.models import Body, Decision, Meeting, Paper, PaperText
from almenara.core.parties.actor import Actor

Shape = dict[str, Any]


def body(row: Body) -> Shape:
    return {
        "slug": row.slug,
        "acronym": row.acronym,
        "names": row.names,
        "parent": row.parent_id,
        "members": row.rule,
        "classes": [one["key"] for one in row.classes],
        "languages": row.languages,
    }


def meeting(row: Meeting) -> Shape:
    return {
        "id": str(row.pk),
        "body": row.body_id,
        "ordinal": row.ordinal,
        "names": row.names,
        "starts": utc(row.starts),
        "ends": utc(row.ends),
        "zone": row.zone,
        "mode": row.mode,
        "place": row.place or None,
        "is_open_to_all": row.is_open_to_all,
        "stage": row.stage,
    }


def papers(viewer: Actor, rows: list[Paper]) -> list[Shape]:
    """Several papers at a constant number of queries, each with what is missing of it."""
    texts = queries.texts_of(viewer, rows)
    return [_paper(row, texts.get(row.pk, {})) for row in rows]


def paper(viewer: Actor, row: Paper) -> Shape:
    return papers(viewer, [row])[0]


def missing(row: Paper, texts: Mapping[str, PaperText]) -> list[str]:
    """Languages of the body in which a paper is not there; its original's is."""
    return sorted(set(row.body.languages) - {row.language} - set(texts))


def out_of_date(row: Paper, texts: Mapping[str, PaperText]) -> list[str]:
    """Languages whose file was kept before the original's."""
    original = texts.get(row.language)
    if original is None:
        return []
    return sorted(code for code, one in texts.items() if one.kept_at < original.kept_at)


def decision(row: Decision) -> Shape:
    return {
        "id": str(row.pk),
        "meeting": str(row.meeting_id),
        "body": row.meeting.body_id,
        "number": row.number,
        "kind": row.kind,
        "titles": row.titles,
        "texts": row.texts,
        "targets": row.targets,
        "mode": row.mode,
        "present": row.present,
        "required": row.required,
        "reservations": row.reservations,
        "replaces": str(row.replaces_id) if row.replaces_id else None,
        "adopted_on": row.adopted_on.isoformat(),
        "stage": row.stage,
    }


def utc(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _paper(row: Paper, texts: Mapping[str, PaperText]) -> Shape:
    return {
        "id": str(row.pk),
        "meeting": str(row.meeting_id),
        "symbol": row.symbol,
        "class": row.series,
        "number": row.number,
        "year": row.year,
        "part": row.part or None,
        "original": str(row.original_id) if row.original_id else None,
        "language": row.language,
        "titles": row.titles,
        "marking": row.marking,
        "distribution": row.distribution,
        "item": str(row.item_id) if row.item_id else None,
        "missing": missing(row, texts),
        "out_of_date": out_of_date(row, texts),
        "texts": {code: str(one.document_id) for code, one in sorted(texts.items())},
    }
