"""The money of a plan as IATI says it: what is approved, and the sums of funds that may be told.

A fund is told whole or not at all: beside a sum over all, whoever gave could work out what the
others did. So each partner whose money is firm must agree. A line of the ledger never leaves, only
what a code spent in a month; so the months of all codes are the ledger, to the cent.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Max, Sum
from django.db.models.functions import TruncMonth

from almenara.core.access.context import as_system
from almenara.core.parties.actor import SYSTEM
from almenara.formats.iati import records as iati
from almenara.funds import queries
from almenara.funds.models import Fund, Partner
from almenara.funds.stages import FIRM, PAID
from almenara.programmes import queries as programmes

LANGUAGE = "es"
COMMITTED = "2"  # of a budget; what a line of the programme-budget is once it was approved
ORIGINAL, REVISED = "1", "2"
INCOMING, COMMITMENT, EXPENDITURE, AGREED = "1", "2", "4", "11"
KINDS = {"state": "10", "observer": "10", "un": "40", "specialised": "40", "regional": "40",
         "subregional": "40", "civil-society": "21", "private": "70", "academia": "80",
         "other": "90"}  # fmt: skip
Listed = dict[str, list[iati.Transaction]]
Given = list[tuple[Any, iati.Transaction]]  # a contribution, and how it is told


def money(plan: str, today: date) -> programmes.Money:
    """What anybody may read of the money of a plan, up to a day."""
    with as_system("sums of funds that each of their donors lets be told, and approved budgets"):
        found = queries.told(SYSTEM, plan)
        given, spent = _given(found, today), _spent(found, today)
        return programmes.Money(
            budgets=_budgets(plan),
            transactions=_set_aside(found, today),
            purses=tuple(_purse(one, given.get(one.pk, []), spent) for one in found),
            kinds=_kinds(),
        )


def _purse(fund: Any, given: Given, spent: Listed) -> programmes.Purse:
    donors = {one.partner_id: one.partner for one, _made in given}
    return programmes.Purse(
        code=fund.code, names=fund.names, starts=fund.starts, ends=fund.ends,
        programme=fund.programme.code,
        donors=tuple(_donor(one) for one in donors.values()),
        transactions=(*(made for _one, made in given), *spent.get(fund.pk, [])),
    )  # fmt: skip


def _donor(partner: Partner) -> iati.ParticipatingOrg:
    return iati.ParticipatingOrg(role="1", kind=KINDS[partner.kind], names=_words(partner.names))


def _budgets(plan: str) -> dict[str, tuple[iati.Budget, ...]]:
    """By programme, what may be spent in a year: one sum a currency, revised where a line is."""
    lines: dict[tuple[str, int, str], list[tuple[Decimal, bool]]] = {}
    for row in queries.approved(SYSTEM, plan):
        fund: Any = row.fund
        key = fund.programme.code, row.year, row.currency
        lines.setdefault(key, []).append((row.planned, row.revised is not None))
    budgets: dict[str, tuple[iati.Budget, ...]] = {}
    for (code, year, currency), parts in sorted(lines.items()):
        starts, is_revised = date(year, 1, 1), any(revised for _amount, revised in parts)
        total = sum((amount for amount, _revised in parts), Decimal())
        one = iati.Budget(
            kind=REVISED if is_revised else ORIGINAL, status=COMMITTED, starts=starts,
            ends=date(year, 12, 31), value=iati.Money(amount=total, currency=currency, on=starts),
        )  # fmt: skip
        budgets[code] = (*budgets.get(code, ()), one)
    return budgets


def _given(funds: list[Fund], today: date) -> dict[str, Given]:
    """By fund what was agreed, on the day of its agreement, and what arrived, the first first.

    Two statements of the same money, of two kinds that nobody adds up. A pledge, and what was
    agreed without a signed agreement, have no day and are not told.
    """
    found = queries.contributions(SYSTEM).filter(fund__in=funds).order_by("id")
    by_fund: dict[str, Given] = {}
    row: Any  # what arrived has its day, its amount and its fund: `received_into_a_fund`
    for row in found.filter(stage__in=FIRM, agreement__signed_on__lte=today):
        made = _transaction(AGREED, row.agreement.signed_on, row.amount, row.currency)
        by_fund.setdefault(row.fund_id, []).append((row, _from(row.partner, made)))
    for row in found.filter(stage__in=PAID, received_on__lte=today):
        made = _transaction(INCOMING, row.received_on, row.received, row.fund.currency)
        by_fund.setdefault(row.fund_id, []).append((row, _from(row.partner, made)))
    for rows in by_fund.values():
        rows.sort(key=lambda one: one[1].on)
    return by_fund


def _from(partner: Partner, made: iati.Transaction) -> iati.Transaction:
    provider = iati.Provider(kind=KINDS[partner.kind], names=_words(partner.names))
    return replace(made, provider=provider)


def _spent(funds: list[Fund], today: date) -> Listed:
    """By fund what each code spent in a month; refunds are in it as what they are."""
    names = queries.codes(SYSTEM, funds)
    called = {(row.fund_id, row.code): row.names for rows in names.values() for row in rows}
    found = queries.expenditure(SYSTEM).filter(fund__in=funds, on__lte=today).order_by()
    months = found.annotate(month=TruncMonth("on")).values("fund", "code", "currency", "month")
    by_fund: Listed = {}
    for row in months.annotate(total=Sum("amount"), last=Max("on")).order_by("month", "code"):
        words = _words(called.get((row["fund"], row["code"]), {}))
        one = _transaction(EXPENDITURE, row["last"], row["total"], row["currency"])
        by_fund.setdefault(row["fund"], []).append(replace(one, description=words))
    return by_fund


def _set_aside(funds: list[Fund], today: date) -> dict[UUID, tuple[iati.Transaction, ...]]:
    """By activity what funds committed to it; who reads the file has it only if it is public."""
    found = queries.allocations(SYSTEM, fund__in=funds, made_at__date__lte=today)
    by_activity: dict[UUID, tuple[iati.Transaction, ...]] = {}
    rows = found.exclude(activity=None).order_by("made_at", "id")
    for pk, at, amount, currency in rows.values_list(
        "activity", "made_at", "amount", "fund__currency"
    ):
        one = _transaction(COMMITMENT, at.date(), amount, currency)
        by_activity[pk] = (*by_activity.get(pk, ()), one)
    return by_activity


def _transaction(kind: str, on: date, amount: Decimal, currency: str) -> iati.Transaction:
    value = iati.Money(amount=amount, currency=currency, on=on)
    return iati.Transaction(kind=kind, on=on, value=value)


def _kinds() -> dict[str, str]:
    """By each name of a partner what it is."""
    return {
        name: KINDS[row.kind] for row in queries.partners(SYSTEM) for name in _said(row.names)
    }  # fmt: skip


def _said(names: dict[str, str]) -> Iterable[str]:
    return filter(None, names.values())


def _words(names: dict[str, str]) -> iati.Words:
    return iati.words(names, LANGUAGE)
