"""The front door: what anybody may know before saying who they are."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone

from almenara.core import parties
from almenara.core.identity import queries as identity
from almenara.core.languages import in_page_language
from almenara.core.parties.actor import Actor
from almenara.directory import queries as directory
from almenara.directory import shown
from almenara.exchange import queries
from almenara.exchange.rows import alert_rows
from almenara.formats import yamltext
from almenara.programmes import queries as programmes

Context = dict[str, Any]
FACTS = Path(parties.__file__).parent / "reference"
LATEST = 6
UNITS: dict[str, Any] = yamltext.document((FACTS / "units.yaml").read_bytes())["meta"]


def front_door(viewer: Actor) -> Context:
    """Programmes, organisation, networks with both denominators, public alerts."""
    now = timezone.now()
    public = queries.alerts(viewer).filter(is_public=True)
    return {
        "plans": [plan(viewer, row) for row in programmes.plans(viewer)],
        "units_label": in_page_language(UNITS["label"]),
        "units": units(viewer, now),
        "networks": networks(viewer),
        "alerts": alert_rows(viewer, list(public[:LATEST])),
        "now": now,
    }


def plan(viewer: Actor, row: programmes.Plan) -> Context:
    """A plan with its programmes; those of a group stand as one, where the first of them does."""
    parts: dict[str, Context] = {}
    groups = {group["code"]: group for group in row.groups}
    for part in programmes.programmes(viewer, row):
        whole = groups.get(part.group, {})
        names, purposes = whole.get("names", part.names), whole.get("purposes", part.purposes)
        code = part.group or part.code
        parts.setdefault(
            code,
            {"code": code, "name": in_page_language(names), "purpose": in_page_language(purposes)},
        )
    return {"url": f"/plans/{row.slug}/", "name": row.name, "programmes": list(parts.values())}


def networks(viewer: Actor) -> list[Context]:
    """Every network with those that take part and all (R5)."""
    rows = list(directory.networks(viewer))
    return [
        item | {"name": row.name, "voluntary": row.is_voluntary}
        for row, item in zip(rows, shown.taking_part(viewer, rows), strict=True)
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
