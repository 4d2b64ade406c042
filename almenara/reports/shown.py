"""How measures and editions look to programs: the fields of the API, for this viewer."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from almenara.core.parties.actor import Actor
from almenara.reports import measuring, queries
from almenara.reports.measuring import Row
from almenara.reports.models import Edition, Figure
from almenara.reports.tables import said

Shape = dict[str, Any]
API = "/api/v1"


def measure(row: queries.Measure) -> Shape:
    return {
        "code": row.code,
        "version": row.version,
        "unit": row.unit,
        "names": said(row.name),
        "aggregation": row.aggregation,
        "parameters": list(row.parameters),
        "required": sorted(row.needed),
    }


def taken(found: queries.Taken) -> Shape:
    """A figure as it is now."""
    code, _mark, query = found.token.partition("?")
    return {
        "value": found.value,
        "unit": found.measure.unit,
        "as_of": moment(found.at),
        "rows_url": f"{API}/measures/{code}/rows?{query}",
        "rows_hash": measuring.digest(measuring.lines(found.rows)),
    }


def row(found: Row, unit: str, whole: int | None) -> Shape:
    """One row; what it does not say is left out."""
    said: Shape = {"id": found.id}
    if found.key:
        said["key"] = found.key
    if found.value:
        said["value"] = found.value if unit == "money" else int(found.value)
    return said if whole is None else said | {"of": whole}


def edition(viewer: Actor, row: Edition) -> Shape:
    """An edition as it was built, and what of it is otherwise now."""
    figures = list(queries.figures(viewer, row))
    now = queries.changed(viewer, figures)
    return head(row) | {"figures": [_figure(row, one, now) for one in figures]}


def head(row: Edition) -> Shape:
    replacement = getattr(row, "replacement", None)
    return {
        "report": row.report,
        "edition": row.number,
        "version": row.version,
        "names": row.names,
        "language": row.language,
        "stage": row.stage,
        "made_at": moment(row.made_at),
        "replaces": row.replaces.number if row.replaces else None,
        "replaced_by": replacement.number if replacement else None,
        "url": f"/reports/{row.report}/{row.number}/",
    }


def figures(row: Edition, found: Iterable[Figure]) -> list[Shape]:
    """The figures of an edition as they were frozen."""
    return [_figure(row, one, {}) for one in found]


def _figure(row: Edition, found: Figure, now: dict[str, measuring.Figure]) -> Shape:
    address = f"{API}/reports/{row.report}/editions/{row.number}/figures/{found.position}/rows"
    said: Shape = {
        "token": found.token,
        "measure": found.measure,
        "value": found.value,
        "unit": found.unit,
        "rows_hash": found.kept_id,
        "rows_url": address,
        "as_of": moment(found.as_of),
    }
    return said | {"now": now[found.token]} if found.token in now else said


def moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
