"""What a State gave to the desk: its requests, its words, its evaluations (X7)."""

from collections.abc import Iterator

from almenara.assistance import queries
from almenara.assistance.models import Remark
from almenara.core.identity.exits import PARTS, as_json
from almenara.core.parties.actor import Actor

GIVEN = ("id", "reference", "topic", "title", "request", "answers", "stage", "made_at", "met",
         "evaluation")  # fmt: skip


def cases(viewer: Actor) -> Iterator[tuple[str, bytes]]:
    own = queries.cases(viewer).filter(state=viewer.state)
    said = Remark.objects.visible_to(viewer).filter(institution__state=viewer.state)
    yield "cases.json", as_json(list(own.values(*GIVEN)))
    yield (
        "case-messages.json",
        as_json(list(said.order_by("at").values("case", "institution", "text", "at"))),
    )


PARTS["cases"] = cases
