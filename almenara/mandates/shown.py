"""How mandates look to programs: the fields of the API, for this viewer."""

from typing import Any

from almenara.core.parties.actor import Actor
from almenara.mandates import queries
from almenara.mandates.models import Action, Mandate, Receipt, Resolution, Transmission

Shape = dict[str, Any]

KNOWN = {"year": 4, "month": 7, "day": 10}  # letters of a date as far as it is known


def mandates(viewer: Actor, rows: list[Mandate]) -> list[Shape]:
    """Several at a constant number of queries; `results` are those of the plans that serve it."""
    served = queries.linked(viewer, "results", [row.pk for row in rows])
    return [
        {
            "id": str(row.pk),
            "resolution": row.resolution.symbol,
            "paragraph": row.paragraph,
            "verb": row.verb,
            "summaries": row.summaries,
            "addressee": row.addressee or None,
            "owner": row.owner_id,
            "report_to": row.report_to_id,
            "due": row.due and row.due.isoformat(),
            "stage": row.stage,
            "results": [one.code for one in served.get(row.pk, [])],
        }
        for row in rows
    ]


def mandate(viewer: Actor, row: Mandate) -> Shape:
    return mandates(viewer, [row])[0]


def detail(viewer: Actor, row: Mandate) -> Shape:
    """For officials: with what was done about it."""
    done = [action(one) for one in queries.actions(viewer, [row])]
    activities = queries.linked(viewer, "activities", [row.pk]).get(row.pk, [])
    return {
        **mandate(viewer, row),
        "actions": done,
        "activities": [one.url.strip("/").partition("/")[2] for one in activities],
    }


def action(row: Action) -> Shape:
    return {
        "id": str(row.pk),
        "kind": row.kind,
        "text": row.text,
        "on": row.on.isoformat(),
        "state": row.state_id,
    }


def resolution(viewer: Actor, row: Resolution) -> Shape:
    found = queries.mandates(viewer).filter(resolution=row)
    return {
        "id": str(row.pk),
        "body": row.body_id,
        "symbol": row.symbol,
        "kind": row.kind,
        "titles": row.names,
        "adopted": row.adopted_on.isoformat()[: KNOWN[row.precision]],
        "mandates": [str(pk) for pk in found.values_list("pk", flat=True)],
    }


def transmissions(viewer: Actor, rows: list[Transmission]) -> list[Shape]:
    """With every link, and the receipts that this viewer may see."""
    hops, receipts = queries.links_of(viewer, rows)
    return [
        {
            "id": str(row.pk),
            "resolution": row.resolution.symbol,
            "stage": row.stage,
            "hops": [
                {"verb": hop.verb, "post": hop.post, "on": hop.on.isoformat()}
                for hop in hops.get(row.pk, [])
            ],
            "receipts": [receipt(one) for one in receipts.get(row.pk, [])],
        }
        for row in rows
    ]


def transmission(viewer: Actor, row: Transmission) -> Shape:
    return transmissions(viewer, [row])[0]


def receipt(row: Receipt) -> Shape:
    return {
        "id": str(row.pk),
        "state": row.state_id,
        "institution": row.institution_id,
        "stage": row.stage,
        "received_on": row.received_on and row.received_on.isoformat(),
        "forwarded_on": row.forwarded_on and row.forwarded_on.isoformat(),
        "forwarded_to": row.forwarded_to or None,
        "answered_on": row.answered_on and row.answered_on.isoformat(),
        "answer": row.answer or None,
    }
