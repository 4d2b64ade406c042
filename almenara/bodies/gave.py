"""What a State gave to the bodies: whom it sent, how it voted, what it reserved (X7)."""

from collections.abc import Iterator

from almenara.bodies import queries
from almenara.core.identity.exits import PARTS, as_json
from almenara.core.parties.actor import Actor


def delegations(viewer: Actor) -> Iterator[tuple[str, bytes]]:
    sent = queries.sent(viewer).values(
        "meeting", "capacity", "stage", "named_at", "answered_at", "delegates__name"
    )
    yield "delegations.json", as_json(list(sent))
    cast = queries.cast(viewer).values("decision", "choice", "decision__adopted_on")
    yield "votes.json", as_json(list(cast))


PARTS["delegations"] = delegations
