"""How projects and money look to programs: the fields of the API, for this viewer."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from almenara.core.parties.actor import Actor
from almenara.funds import queries
from almenara.funds.models import Batch, Contribution, Fund, Partner, Project

Shape = dict[str, Any]


def funds(viewer: Actor, rows: list[Fund]) -> list[Shape]:
    codes = queries.codes(viewer, rows)
    return [
        {
            "code": row.code,
            "from": row.starts.isoformat(),
            "until": row.ends.isoformat(),
            "codes": [one.code for one in codes.get(row.code, [])],
        }
        for row in rows
    ]


def contribution(row: Contribution) -> Shape:
    return {
        "id": str(row.pk),
        "partner": row.partner_id,
        "fund": row.fund_id,
        "amount": f"{row.amount:.2f}",
        "currency": row.currency,
        "stage": row.stage,
        "is_public": row.is_public,
    }


def projects(viewer: Actor, rows: list[Project]) -> list[Shape]:
    measured = queries.measured(viewer, rows)
    return [
        {
            "id": str(row.pk),
            "names": row.names,
            "stage": row.stage,
            "starts": row.starts.isoformat(),
            "ends": row.ends.isoformat(),
            "budget": row.budget,
            "indicators": measured.get(row.pk, 0),
        }
        for row in rows
    ]


def project(viewer: Actor, row: Project) -> Shape:
    return projects(viewer, [row])[0]


def partners(viewer: Actor, rows: list[Partner]) -> Iterable[Shape]:
    standings = queries.standings(viewer, rows, timezone.now().date())
    return [
        {
            "slug": row.slug,
            "names": row.names,
            "kind": row.kind,
            "since": row.since.isoformat(),
            "until": row.until.isoformat() if row.until else None,
            "standing": standings.get(row.slug),
        }
        for row in rows
    ]


def batch(row: Batch) -> Shape:
    return {
        "id": str(row.pk),
        "name": row.name,
        "version": row.version,
        "stage": row.stage,
        "lines": row.lines,
        "totals": row.totals,
    }
