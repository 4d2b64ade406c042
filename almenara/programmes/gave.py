"""In what a State took part: the activities that are in it or for it (X7).

Who took part stands in lists that the secretariat makes and alone reads: see `access`.
"""

from collections.abc import Iterator

from almenara.core.identity.exits import PARTS, as_csv, as_json
from almenara.core.parties.actor import Actor
from almenara.programmes import queries

SAID = ("activity", "activity__plan", "activity__kind", "activity__titles", "activity__starts",
        "activity__ends", "activity__modality", "activity__stage", "reach")  # fmt: skip


def activities(viewer: Actor) -> Iterator[tuple[str, bytes]]:
    rows = list(queries.of_state(viewer, viewer.state).values(*SAID))
    yield "activities.json", as_json(rows)
    yield "activities.csv", as_csv(rows)


PARTS["activities"] = activities
