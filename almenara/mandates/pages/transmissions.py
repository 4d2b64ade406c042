"""Pages of transmissions: the chain, and each State's receipt."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy

from almenara.core import paging
from almenara.core.access.rules import why_not
from almenara.core.parties.actor import Actor
from almenara.mandates import access, forms, queries, saying
from almenara.mandates.models import Hop, Receipt, Transmission
from almenara.mandates.pages.registers import PAGE, Context, rooms
from almenara.mandates.stages import TRANSMISSION

CRUMB = {"url": "/transmissions/", "label": gettext_lazy("Remisiones")}


def transmissions_page(viewer: Actor, number: str | None) -> Context:
    page = paging.page(queries.transmissions(viewer), PAGE, number)
    rows = list(page.object_list)
    receipts = list(queries.receipts(viewer, rows))
    return {
        "rooms": rooms(viewer, "transmissions"),
        "page": page,
        "rows": [
            {
                "url": f"/transmissions/{row.pk}/",
                "symbol": row.resolution.symbol,
                "name": row.resolution.name,
                "stage": saying.TRANSMISSIONS[row.stage],
                "made_at": row.made_at,
                "sent": sum(one.transmission_id == row.pk for one in receipts),
                "missing": sum(
                    one.transmission_id == row.pk and one.stage == "sent" for one in receipts
                ),
            }
            for row in rows
        ],
        "is_desk": access.is_desk(viewer),
    }


def transmission_page(viewer: Actor, transmission: Transmission) -> Context:
    """Every link with post and date; the Missions of the day, those without receipt first."""
    hops = {hop.verb: hop for hop in queries.hops(viewer, transmission)}
    receipts = list(queries.receipts(viewer, [transmission]))
    verb = next((v for v in TRANSMISSION.steps if TRANSMISSION.may(transmission, v)), "")
    return {
        "crumbs": [CRUMB],
        "transmission": transmission,
        "stage": saying.TRANSMISSIONS[transmission.stage],
        "links": [_link(verb, hops.get(verb), hops) for verb in TRANSMISSION.steps],
        "receipts": [receipt_row(viewer, one) for one in receipts],
        "missing": [one.state for one in receipts if one.stage == "sent"],
        "verb": verb,
        "is_desk": access.is_desk(viewer),
        "hop_form": hop_form(viewer, verb),
    }


def hop_form(viewer: Actor, verb: str, data: Any = None) -> forms.HopForm:
    """The post is that of the head of the unit, unless somebody acts for them."""
    heads = {unit.code: unit.head for unit in queries.units(viewer)}
    post = heads.get(saying.HEADS.get(verb, ""), "")
    return forms.HopForm(data, initial={"verb": verb, "post": post, "on": timezone.localdate()})


def receipt_row(viewer: Actor, receipt: Receipt, form: forms.ReceiptForm | None = None) -> Context:
    following = saying.NEXT.get(receipt.stage, "")
    may = bool(following) and not why_not(viewer, "receive", receipt)
    return {
        "pk": receipt.pk,
        "state": receipt.state,
        "mission": receipt.institution,
        "stage": saying.RECEIPTS[receipt.stage],
        "receipt": receipt,
        "form": (form or receipt_form(receipt)) if may else None,
        "button": saying.RECORDS[following][0] if following else "",
    }


def receipt_form(receipt: Receipt, data: Any = None) -> forms.ReceiptForm:
    following = saying.NEXT.get(receipt.stage, "received")
    return forms.ReceiptForm(
        data,
        label=saying.RECORDS[following][1],
        auto_id=f"receipt-{receipt.pk}-%s",
        initial={"stage": following, "on": timezone.localdate()},
    )


def _link(verb: str, hop: Hop | None, done: dict[str, Hop]) -> Context:
    """done, next or later, as the line of time shows it."""
    order = list(TRANSMISSION.steps)
    is_next = hop is None and all(one in done for one in order[: order.index(verb)])
    stage = "done" if hop else ("now" if is_next else "next")
    return {"label": saying.LINKS[verb], "hop": hop, "stage": stage}
