"""What a State gave here: deliveries as they came and were read, its maps and comments (X7)."""

import re
from collections.abc import Iterator
from typing import Any

from almenara.core.documents.models import place
from almenara.core.identity.exits import PARTS, as_csv, as_json
from almenara.core.parties.actor import Actor
from almenara.observatory import queries
from almenara.observatory.cells import Table, text
from almenara.observatory.models import Part, Provision

SAID = ("id", "dataflow", "vintage", "stage", "name", "sha256", "made_at", "accepted_at",
        "agreed_at", "silent_at", "reason", "result", "quality")  # fmt: skip


def figures(viewer: Actor) -> Iterator[tuple[str, bytes]]:
    """Each delivery of the viewer's State: head, findings with their answers, file, cells."""
    own = queries.submissions(viewer).filter(state=viewer.state)
    yield "figures/deliveries.json", as_json(list(own.values(*SAID)))
    for one in own:
        folder = f"figures/{one.dataflow_id}-{one.vintage}-{str(one.pk)[:8]}"
        name = re.sub(r"[^\w.-]+", "-", one.name).lstrip(".") or "file"
        if one.sha256 and place(one.sha256).exists():
            yield f"{folder}/{name}", place(one.sha256).read_bytes()
        yield f"{folder}/cells.csv", as_csv(list(_rows(queries.delivered(viewer, one))))
        found = queries.findings(viewer, one)
        yield f"{folder}/findings.json", as_json(list(found.values()))
    maps = queries.every_map(viewer).filter(state=viewer.state)
    yield "figures/maps.json", as_json(list(maps.values()))
    agreed = Part.objects.visible_to(viewer).filter(state=viewer.state)
    told = agreed.values("release", "submission", "vintage", "consent")
    yield "figures/agreements.json", as_json(list(told.order_by("vintage")))
    duties = Provision.objects.visible_to(viewer).filter(state=viewer.state)
    yield "figures/provisions.json", as_json(list(duties.order_by("starts").values()))
    said = queries.every_comment(viewer).filter(state=viewer.state)
    yield "figures/comments.json", as_json(list(said.values()))
    agreed_to = queries.reuses(viewer).filter(state=viewer.state)
    yield "figures/reuses.json", as_json(list(agreed_to.values()))


def _rows(table: Table) -> Iterator[dict[str, Any]]:
    for cell in table:
        yield {
            **dict(zip(table.dimensions, cell.key, strict=True)),
            "TIME_PERIOD": cell.period,
            "OBS_VALUE": text(cell.value),
            "OBS_STATUS": cell.status,
            "CONF_STATUS": cell.confidentiality,
            "ATTRIBUTES": dict(cell.attributes),
        }


PARTS["figures"] = figures
