"""The next number of a series, given under the lock of its row: no holes, no doubles."""

from django.utils.translation import gettext as _

from almenara.bodies.models import Body, Numbering
from almenara.core.parties.actor import Actor
from almenara.formats.refusal import Unreadable


def following(actor: Actor, body: Body, key: str, year: int, wanted: int | None = None) -> int:
    """The number after the last one, or `wanted` if it comes later; held until the act ends.

    An act that is refused takes its number back.
    """
    row = Numbering(body=body, key=key, year=year, last=0)
    Numbering.objects.bulk_create([row], ignore_conflicts=True)
    rows = Numbering.objects.visible_to(actor).filter(body=body, key=key, year=year)
    held = rows.select_for_update().get()
    if wanted is not None and wanted <= held.last:
        raise Unreadable(["ordinal"], _("Ese número ya se dio; sigue el %d.") % (held.last + 1))
    held.last = wanted or held.last + 1
    held.save(update_fields=["last"])
    return held.last
