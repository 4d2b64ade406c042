"""Deliveries as the command and the API say them."""

from typing import Any

from django.utils.translation import gettext

from almenara.core.parties.actor import Actor
from almenara.formats.refusal import Said
from almenara.observatory import queries
from almenara.observatory.models import Finding, Submission

COUNTS = ("cells", "new", "changed", "removed", "changes")


def head(one: Submission) -> dict[str, Any]:
    """Which delivery, and where it stands."""
    return {
        "submission": str(one.pk),
        "dataflow": one.dataflow_id,
        "state": one.state_id,
        "vintage": one.vintage.isoformat(),
        "stage": one.stage,
    }


def submission(viewer: Actor, one: Submission) -> dict[str, Any]:
    """A delivery; before its file was read it has no figures to tell of."""
    answer = head(one)
    if "cells" not in one.result:
        return answer
    found = queries.findings(viewer, one)
    return answer | {
        **{name: one.result.get(name, 0) for name in COUNTS},
        "corrects": one.result.get("corrects"),
        "findings": [finding(row) for row in found],
        "quality": {name: said["value"] for name, said in one.quality.items()},
    }


def finding(row: Finding) -> dict[str, Any]:
    """One finding, in the reader's language."""
    return {
        "rule": row.rule,
        "area": row.area,
        "period": row.period,
        "level": row.level,
        "key": row.key,
        "line": row.line,
        "column": row.column,
        "msg": words(row),
        "answer": row.answer,
    }


def words(row: Finding) -> str:
    """What was found, in the reader's language."""
    return Said(row.word, **row.params).translated(gettext)
