"""The front door: what anybody may know before saying who they are."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone

from almenara.core import parties
from almenara.core.identity import queries as identity
from almenara.core.parties.actor import Actor
from almenara.directory import queries as directory
from almenara.directory import shown
from almenara.exchange import queries
from almenara.exchange.rows import alert_rows, language
from almenara.formats import yamltext

Context = dict[str, Any]
PROGRAMMES = Path(parties.__file__).parent / "reference" / "programmes.yaml"
LATEST = 6
PLAN: dict[str, Any] = yamltext.document(PROGRAMMES.read_bytes())
UNITS: dict[str, Any] = yamltext.document((PROGRAMMES.parent / "units.yaml").read_bytes())["meta"]


def front_door(viewer: Actor) -> Context:
    """Programmes, organisation, networks with both denominators, public alerts."""
    now = timezone.now()
    public = queries.alerts(viewer).filter(is_public=True)
    return {
        "programmes": [_programme(row) for row in PLAN["programmes"]],
        "plan": _said(PLAN["meta"]["plan"]["names"]),
        "units_label": _said(UNITS["label"]),
        "units": units(viewer, now),
        "networks": networks(viewer),
        "alerts": alert_rows(viewer, list(public[:LATEST])),
        "now": now,
    }


def networks(viewer: Actor) -> list[Context]:
    """Every network with those that take part and all (R5)."""
    rows = list(directory.networks(viewer))
    return [
        item | {"name": row.name, "voluntary": row.is_voluntary}
        for row, item in zip(rows, shown.networks(viewer, rows), strict=True)
    ]


def units(viewer: Actor, now: datetime) -> list[Context]:
    """The tree of today, each unit after its parent and as deep as it hangs."""
    rows = list(identity.units(viewer, now.date()))
    below: dict[str, list[Any]] = {}
    codes = {row.code for row in rows}
    for row in rows:
        below.setdefault(row.parent_code if row.parent_code in codes else "", []).append(row)
    return list(_branch(below, "", 0))


def _branch(below: dict[str, list[Any]], code: str, depth: int) -> Any:
    for row in below.get(code, []):
        yield {"code": row.code, "name": row.name, "depth": depth}
        yield from _branch(below, row.code, depth + 1)


def _programme(row: dict[str, Any]) -> Context:
    return {
        "code": row["code"],
        "name": _said(row["title"]),
        "purpose": _said(row.get("purpose") or {}),
    }


def _said(words: dict[str, str]) -> str:
    return words.get(language()) or words.get("es", "")
