"""What a State gave as a partner: what was agreed with it, what it pledged and paid (X7)."""

from collections.abc import Iterator

from almenara.core.identity.exits import PARTS, as_csv, as_json
from almenara.core.parties.actor import Actor
from almenara.funds import queries
from almenara.funds.models import Agreement

GIVEN = ("id", "purpose", "amount", "currency", "stage", "fund", "received", "received_on",
         "is_public", "made_at")  # fmt: skip
AGREED = ("id", "reference", "titles", "starts", "ends", "signed_on", "stage")


def money(viewer: Actor) -> Iterator[tuple[str, bytes]]:
    own = queries.partners(viewer).filter(state=viewer.state)
    yield "money/partner.json", as_json(list(own.values()))
    agreed = Agreement.objects.visible_to(viewer).filter(partner__in=own)
    yield "money/agreements.json", as_json(list(agreed.values(*AGREED)))
    given = list(queries.contributions(viewer).filter(partner__in=own).values(*GIVEN))
    yield "money/contributions.json", as_json(given)
    yield "money/contributions.csv", as_csv(given)


PARTS["money"] = money
