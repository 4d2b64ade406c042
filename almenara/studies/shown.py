"""How studies look to programs: the fields of the API, for this viewer."""

from typing import Any

from django.conf import settings

from almenara.core.parties.actor import Actor
from almenara.formats.rfc3339 import moment
from almenara.studies import citing, papers, queries, questions, words
from almenara.studies.models import BRIEF, Citation, StudyEdition

Shape = dict[str, Any]


def head(row: StudyEdition) -> Shape:
    said: Shape = {
        "slug": row.slug,
        "edition": row.number,
        "kind": row.kind,
        "titles": {text.language: text.title for text in row.texts.all()},
        "language": row.language,
        "units": row.units,
        "marking": row.marking,
        "stage": row.stage,
        "made_at": moment(row.made_at),
        "published_at": moment(row.published_at),
        "changed": row.drift if row.stage == "published" else 0,
        "url": papers.address(row),
    }
    if row.kind == BRIEF:
        said |= {"threat": row.threat, "confidence": row.confidence}
    return said


def edition(viewer: Actor, row: StudyEdition) -> Shape:
    """An edition with its texts and what it quotes; `now` says what is otherwise today."""
    rows = queries.citations(viewer, row)
    changes = queries.changed(viewer, rows)
    names = queries.institution_names(viewer, row.units)
    units = [names.get(slug, slug) for slug in row.units]
    return {
        **head(row),
        "changed": sum(map(len, changes.values())),
        "reason": row.reason,
        "texts": [
            {"language": text.language, "title": text.title, "summary": text.summary,
             "body": text.body}
            for text in row.texts.all()
        ],
        "citations": [_citation(row, one, changes.get(one.name, [])) for one in rows],
        "alerts": [alert.reference for alert in queries.alerts(viewer, row)],
        "citation": papers.reference(row, words.title(row), units, settings.BASE_URL),
    }  # fmt: skip


def citation(viewer: Actor, row: StudyEdition, one: Citation) -> Shape:
    """What is quoted, with its cells."""
    changes = queries.changed(viewer, [one]).get(one.name, [])
    return _citation(row, one, changes) | {
        "dimensions": one.described["dimensions"],
        "cells": [_cell(cell) for cell in one.cells],
    }


def _citation(edition: StudyEdition, row: Citation, changes: list[citing.Change]) -> Shape:
    return {
        **questions.question(row),
        "figures": len(row.cells),
        "changes": [
            {"key": list(one.key), "period": one.period, "was": one.was, "now": one.now,
             "kind": one.kind}
            for one in changes
        ],
        "url": papers.figure_url(edition, row.name),
    }  # fmt: skip


def _cell(cell: citing.Shape) -> Shape:
    return {
        "key": cell["key"], "period": cell["period"], "value": cell["value"],
        "status": cell["status"], "confidentiality": cell.get("confidentiality", citing.FREE),
    }  # fmt: skip
