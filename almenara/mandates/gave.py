"""What a State gave here: what it did about mandates, receipts, answers, letters (X7)."""

from collections.abc import Iterator
from typing import Any

from almenara.core.identity.exits import PARTS, as_csv, as_json
from almenara.core.parties.actor import Actor
from almenara.mandates.models import Action, Letter, Receipt, Reply


def mandates(viewer: Actor) -> Iterator[tuple[str, bytes]]:
    """Rows of the viewer's State, with the symbol that they are about."""
    own: dict[str, Any] = {
        "actions": Action.objects.visible_to(viewer)
        .filter(state=viewer.state)
        .values("id", "mandate__resolution__symbol", "mandate__paragraph", "kind", "text", "on"),
        "receipts": Receipt.objects.visible_to(viewer)
        .filter(state=viewer.state)
        .values(
            "id", "transmission__resolution__symbol", "stage", "received_on", "forwarded_on",
            "forwarded_to", "answered_on", "answer",
        ),
        "replies": Reply.objects.visible_to(viewer)
        .filter(state=viewer.state)
        .values("id", "consultation__title", "question", "text", "at", "outcome", "why"),
        "letters": Letter.objects.visible_to(viewer)
        .filter(origin__state=viewer.state)
        .values("id", "origin", "addressee", "subject", "text", "sent_on", "stage"),
    }  # fmt: skip
    for name, found in own.items():
        rows = list(found.order_by("pk"))
        yield f"mandates/{name}.json", as_json(rows)
        yield f"mandates/{name}.csv", as_csv(rows)


PARTS["mandates"] = mandates
