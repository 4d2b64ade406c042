"""What a State gave to the exchange: alerts with their bundles, answers, what it enables (X7)."""

from collections.abc import Iterator

from almenara.core.identity.exits import PARTS, as_json
from almenara.core.parties.actor import Actor
from almenara.exchange import opening, queries, shown
from almenara.exchange.models import Answer, Delivery, Enabling

BATCH = 200


def alerts(viewer: Actor) -> Iterator[tuple[str, bytes]]:
    """Each alert whole, with its STIX bundle beside it."""
    rows = list(queries.alerts(viewer).filter(origin_state=viewer.state))
    said = []
    for start in range(0, len(rows), BATCH):
        some = shown.alerts(viewer, rows[start : start + BATCH], whole=True)
        said += [shown.without_values(one) for one in some]
    yield "alerts.json", as_json(said)
    for row in rows:
        yield f"alerts/{row.reference}.stix.json", opening.bundle_text(viewer, row).encode()


def answers(viewer: Actor) -> Iterator[tuple[str, bytes]]:
    """What the State answered: in threads, and when it acknowledged."""
    written = Answer.objects.visible_to(viewer).filter(state=viewer.state).order_by("at")
    yield "answers.json", as_json([shown.answer(row) | {"alert": row.alert_id} for row in written])
    own = Delivery.objects.visible_to(viewer).filter(state=viewer.state).order_by("sent_at")
    yield (
        "acknowledgements.json",
        as_json(
            list(
                own.values(
                    "id", "alert", "institution", "stage", "acknowledged_at", "answer", "note"
                )
            )
        ),
    )


def enablings(viewer: Actor) -> Iterator[tuple[str, bytes]]:
    """On which basis its alerts may say something about persons; what they said is erased (R6)."""
    own = Enabling.objects.visible_to(viewer).filter(state=viewer.state)
    said = ("kind", "institution", "fields", "legal_basis", "since", "until")
    yield "enablings.json", as_json(list(own.order_by("since").values(*said)))


PARTS["alerts"] = alerts
PARTS["enablings"] = enablings
PARTS["answers"] = answers
