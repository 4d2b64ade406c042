"""What a State gave to early warning on drugs: its reports, whole (X7)."""

from collections.abc import Iterator

from almenara.core.identity.exits import PARTS, as_json
from almenara.core.parties.actor import Actor
from almenara.substances import queries, shown


def signals(viewer: Actor) -> Iterator[tuple[str, bytes]]:
    own = queries.signals(viewer).filter(state=viewer.state)
    said = [shown.head(row) | {"summary": row.summary, "fields": row.answers} for row in own]
    yield "drug-signals.json", as_json(said)


PARTS["drug-signals"] = signals
