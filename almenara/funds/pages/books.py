"""The ledger: which files count, what a file would change, what a version said."""

from django.core.paginator import Paginator
from django.utils.translation import gettext

from almenara.core.access.rules import offer
from almenara.core.paging import page as paged
from almenara.core.parties.actor import Actor
from almenara.funds import queries
from almenara.funds.ledgers import Stopped, told
from almenara.funds.models import Batch
from almenara.funds.pages.around import BATCH_STAGES, LEDGER, PROJECTS, Context, around

PAGE = 50


def ledger_page(viewer: Actor, number: str | None) -> Context:
    """Every file that was read, the latest first; for who keeps the books."""
    offer(viewer, "read", "batch")
    found = Paginator(queries.batches(viewer), PAGE).get_page(number)
    rows = [{"row": row, "stage": BATCH_STAGES[row.stage]} for row in found]
    return around(viewer, "/ledger/") | {"page": found, "batches": rows}


def stopped(refusal: Stopped) -> Context:
    """The row that has no place, and why, in the reader's language."""
    [(_loc, words)] = refusal.places(gettext)
    return {"row": refusal.row, "msg": words}


def batch_page(viewer: Actor, batch: Batch, number: str | None) -> Context:
    """What a file says by fund and line; one that does not count yet, beside what counts now."""
    former = queries.in_force(viewer, batch.name) if batch.stage == "read" else None
    before = former.totals if former else {}
    sums = [
        {"fund": fund, "currency": currency, "amount": amount,
         "former": before.get(fund, {}).get(currency)}
        for fund, by_currency in batch.totals.items()
        for currency, amount in by_currency.items()
    ]  # fmt: skip
    return {
        "batch": batch,
        "stage": BATCH_STAGES[batch.stage],
        "crumbs": [PROJECTS, LEDGER],
        "former": former,
        "sums": sums,
        "page": paged(queries.lines(viewer, batch), PAGE, number),
        "is_waiting": batch.stage == "read",
        "notes": [note.translated(gettext) for note in told(batch.notes)],
    }
