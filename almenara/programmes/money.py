"""What is said of the money of a plan in its IATI file. An app above fills `MONEY` when it begins.

Budgets are put on programmes and transactions on what stands below them, and nowhere else.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from almenara.formats.iati import records as iati


@dataclass(frozen=True)
class Purse:
    """Money for one programme that its books give to no activity: a fund."""

    code: str
    names: Mapping[str, str]
    starts: date
    ends: date
    programme: str
    donors: tuple[iati.ParticipatingOrg, ...] = ()
    transactions: tuple[iati.Transaction, ...] = ()


@dataclass(frozen=True)
class Money:
    """Of one plan: by programme its budgets, by activity its transactions, and its purses.

    `kinds`: by name as people write it, which kind of organisation a partner is.
    """

    budgets: Mapping[str, tuple[iati.Budget, ...]] = field(default_factory=dict)
    transactions: Mapping[UUID, tuple[iati.Transaction, ...]] = field(default_factory=dict)
    purses: tuple[Purse, ...] = ()
    kinds: Mapping[str, str] = field(default_factory=dict)


MONEY: list[Callable[[str, date], Money]] = []


def of(plan: str, today: date) -> Money:
    """What is known by now; nothing where nobody keeps books."""
    return MONEY[0](plan, today) if MONEY else Money()
