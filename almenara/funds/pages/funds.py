"""Funds: what was given, what is set aside, what was spent, and what does not fit."""

from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almenara.core.dates import dated
from almenara.core.parties.actor import Actor
from almenara.formats.tables.listing import Listing
from almenara.funds import queries
from almenara.funds.models import BudgetCode, BudgetLine, Fund, Partner
from almenara.funds.pages.around import (
    BUDGET_STAGES,
    FUNDS,
    GIVEN_STAGES,
    PROJECTS,
    Context,
    around,
)
from almenara.funds.stages import BUDGET, PAID
from almenara.programmes import queries as programmes

LATEST = 20
ZERO = Decimal("0.00")
VERBS = {
    "approve": gettext_lazy("Aprobar"),
    "execute": gettext_lazy("Ya se ejecutó"),
    "close": gettext_lazy("Cerrar"),
}


def list_page(viewer: Actor) -> Context:
    """Funds with their sums, and what may still come, by stage."""
    rows = list(queries.funds(viewer))
    expected, spent = queries.expected(viewer), queries.spent(viewer)
    pipeline: dict[str, list[Any]] = {}
    for one in queries.contributions(viewer).exclude(stage__in=(*PAID, "withdrawn")):
        pipeline.setdefault(one.stage, []).append(one)
    return around(viewer, "/funds/") | {
        "count": len(rows),
        "funds": [_row(row, expected.get(row.code, {}), spent) for row in rows],
        "pipeline": [
            (word, pipeline[stage]) for stage, (_tone, _icon, word) in GIVEN_STAGES.items()
            if stage in pipeline
        ],
    }  # fmt: skip


def fund_page(viewer: Actor, fund: Fund) -> Context:
    """One fund: who gave, under which codes it was spent, what was set aside."""
    expected = queries.expected(viewer).get(fund.code, {})
    by_code = queries.spent_by_code(viewer, fund.code)
    codes = queries.codes(viewer, [fund]).get(fund.code, [])
    given = list(queries.contributions(viewer).filter(fund=fund))
    allocations = list(queries.allocations(viewer, fund=fund))
    return {
        "fund": fund,
        "row": _row(fund, expected, queries.spent(viewer)),
        "crumbs": [PROJECTS, FUNDS],
        "is_desk": viewer.has_role("secretariat"),
        "codes": [_code(row, fund, by_code) for row in codes],
        "others": [(code, currency, amount) for (code, currency), amount in by_code.items()
                   if currency != fund.currency],
        "contributions": [(row, GIVEN_STAGES[row.stage]) for row in given],
        "donors": sorted({row.partner for row in given if row.stage in PAID}, key=str),
        "allocations": allocations,
        "silent": queries.silent(viewer, fund),
        "aside": sum((row.amount for row in allocations), ZERO),
        "lines": list(queries.expenditure(viewer, fund.code).order_by("-on")[:LATEST]),
    }  # fmt: skip


def report_page(viewer: Actor, fund: Fund, partner: Partner) -> Context:
    """What this donor gave and what was spent of it: its share alone, to the cent."""
    names = {row.code: row.name for row in queries.codes(viewer, [fund]).get(fund.code, [])}
    parts = queries.share(viewer, fund, partner)
    given = queries.contributions(viewer).filter(fund=fund, partner=partner, stage__in=PAID)
    received = sum((row.received or ZERO for row in given), ZERO)
    totals: dict[str, Decimal] = {}
    for (_name, currency), amount in parts.items():
        totals[currency] = totals.get(currency, ZERO) + amount
    return {
        "fund": fund,
        "partner": partner,
        "crumbs": [PROJECTS, {"url": f"/funds/{fund.code}/", "label": fund.name}],
        "rows": [(code, names.get(code, ""), currency, amount)
                 for (code, currency), amount in parts.items()],
        "totals": sorted(totals.items()),
        "received": received,
        "rest": received - totals.get(fund.currency, ZERO),
        "at": timezone.now(),
    }  # fmt: skip


def report_listing(viewer: Actor, fund: Fund, partner: Partner) -> Listing:
    """The same as a list that leaves."""
    page = report_page(viewer, fund, partner)
    rows = [[code, name, amount, currency] for code, name, currency, amount in page["rows"]]
    rows += [[_("Total"), "", amount, currency] for currency, amount in page["totals"]]
    header = [_("Código"), _("Nombre"), _("Gastado de su parte"), _("Moneda")]
    title = f"{fund.name} · {partner.name}"
    return Listing(title, header, rows, page["at"], language=viewer.language)


def budget_page(viewer: Actor, asked: str) -> Context:
    """The programme-budget of a year: approved for anybody, executed for the secretariat."""
    years = sorted(set(queries.budget(viewer).values_list("year", flat=True)), reverse=True)
    chosen = int(asked) if asked.isdecimal() and len(asked) < 5 else next(iter(years), 0)
    rows = list(queries.budget(viewer, chosen or None))
    spent = queries.spent_by_year(viewer) if viewer.has_role("secretariat") else {}
    lines = [_budgeted(row, spent) for row in rows]
    return around(viewer, "/budget/") | {
        "years": years,
        "chosen": chosen,
        "programmes": _together(lines, lambda one: one["row"].programme),
        "by_fund": _together(lines, lambda one: one["row"].fund_id),
    }


def projects(viewer: Actor) -> dict[str, list[tuple[str, str]]]:
    """For what money of a fund may be set aside."""
    none = ("", "—")
    planned = programmes.activities(viewer).exclude(stage="cancelled")[:200]
    return {
        "project": [none, *((str(row.pk), row.name) for row in queries.projects(viewer))],
        "activity": [
            none,
            *((str(row.pk), f"{dated(row.starts)} · {row.title}") for row in planned),
        ],
    }


def programmes_of_plans(viewer: Actor) -> dict[str, list[tuple[str, str]]]:
    """For which programme of a plan a fund may be."""
    found = programmes.every_programme(viewer)
    named = [(f"{row.plan_id}:{row.code}", f"{row.plan_id} · {row.code} {row.name}")
             for row in found]  # fmt: skip
    return {"programme": [("", "—"), *named]}


def payers(viewer: Actor) -> dict[str, list[tuple[str, str]]]:
    """Each fund with each of its codes."""
    rows = list(queries.funds(viewer))
    codes = queries.codes(viewer, rows)
    return {
        "pays": [
            (f"{row.code}:{one.code}", f"{row.code} · {one.code} {one.name}")
            for row in rows
            for one in codes.get(row.code, [])
        ]
    }


def _row(row: Fund, expected: dict[str, Decimal], spent: queries.Sums) -> Context:
    """A fund with its sums; what was spent beyond what was agreed is a finding, not a refusal."""
    agreed, used = expected.get("agreed", ZERO), spent.get((row.code, row.currency), ZERO)
    return {
        "row": row,
        "agreed": agreed,
        "received": expected.get("received", ZERO),
        "spent": used,
        "rest": agreed - used,
        "share": min(100, int(used * 100 / agreed)) if agreed > 0 else 0,
        "is_overspent": used > agreed,
        "other": [
            (currency, amount)
            for (code, currency), amount in sorted(spent.items())
            if code == row.code and currency != row.currency
        ],
    }


def _code(row: BudgetCode, fund: Fund, by_code: queries.Sums) -> Context:
    used = by_code.get((row.code, fund.currency), ZERO)
    return {
        "row": row,
        "spent": used,
        "is_overspent": row.most is not None and used > row.most,
    }


def _budgeted(row: BudgetLine, spent: dict[tuple[str, str, str, int], Decimal]) -> Context:
    executed = spent.get((row.fund_id, row.code, row.currency, row.year), ZERO)
    return {
        "row": row,
        "stage": BUDGET_STAGES[row.stage],
        "executed": executed,
        "variance": row.planned - executed,
        "is_overspent": executed > row.planned,
        "steps": [(verb, word) for verb, word in VERBS.items() if BUDGET.may(row, verb)],
        "may_revise": row.stage in ("approved", "executed"),
    }


def _together(lines: list[Context], key: Any) -> list[Context]:
    """Lines under one name, with their sums by currency: currencies are never added."""
    groups: dict[str, list[Context]] = {}
    for line in lines:
        groups.setdefault(key(line), []).append(line)
    return [{"name": name, "lines": found, "sums": _sums(found)} for name, found in groups.items()]


def _sums(lines: list[Context]) -> list[tuple[str, Decimal, Decimal, Decimal]]:
    """By currency: planned, executed, variance."""
    sums: dict[str, list[Decimal]] = {}
    for line in lines:
        sum_of = sums.setdefault(line["row"].currency, [ZERO, ZERO])
        sum_of[0] += line["row"].planned
        sum_of[1] += line["executed"]
    return [(code, planned, used, planned - used) for code, (planned, used) in sorted(sums.items())]
