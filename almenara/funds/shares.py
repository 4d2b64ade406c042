"""Which part of a fund's spending each donor paid: shares that add up to the spending exactly."""

from collections.abc import Mapping
from decimal import Decimal

from almenara.formats import amounts


def share(donor: str, received: Mapping[str, Decimal], spent: Decimal) -> Decimal:
    """The donor's part of what was spent, by what each donor paid in (largest remainder).

    Over all donors the parts are the whole. ValueError where nothing was paid in.
    """
    donors = sorted(received)
    parts = amounts.split(spent, [received[name] for name in donors])
    return parts[donors.index(donor)]
