"""What can be asked about projects, partners, funds and what was spent."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Cast, Concat

from almenara.core.access.context import as_system
from almenara.core.identity import queries as identity
from almenara.core.parties.actor import SYSTEM, Actor
from almenara.core.parties.alphabet import ByName
from almenara.core.parties.models import Observer
from almenara.funds import ledgers, shares
from almenara.funds.models import (
    Agreement,
    Allocation,
    Batch,
    BudgetCode,
    BudgetLine,
    Contribution,
    Figure,
    Fund,
    Indicator,
    LedgerLine,
    Partner,
    Project,
    Subtotal,
)
from almenara.funds.stages import FIRM, PAID
from almenara.mandates import queries as mandates
from almenara.programmes import queries as programmes

__all__ = ["Agreement", "Batch", "BudgetLine", "Contribution", "Fund", "Partner", "Project"]
Sums = dict[tuple[str, str], Decimal]  # by fund and currency


def projects(viewer: Actor) -> QuerySet[Project]:
    return Project.objects.visible_to(viewer)


def project(viewer: Actor, pk: UUID | str) -> Project:
    return projects(viewer).get(pk=pk)


def measured(viewer: Actor, projects: Iterable[Project]) -> dict[UUID, int]:
    """By project, how many indicators it has."""
    found = Indicator.objects.visible_to(viewer).filter(project__in=list(projects)).order_by()
    return dict(found.values_list("project").annotate(n=Count("pk")))


def indicators(viewer: Actor, project: Project) -> QuerySet[Indicator]:
    """How a project is measured; a result of a plan keeps its own figure."""
    found = Indicator.objects.visible_to(viewer).filter(project=project)
    return found.select_related("result__programme").order_by("result__position", "id")


def indicator(viewer: Actor, project: Project, pk: UUID | str) -> Indicator:
    return indicators(viewer, project).get(pk=pk)


def figures(viewer: Actor, project: Project) -> dict[UUID, list[Figure]]:
    """By indicator, its territories as far as this viewer may see them."""
    found = Figure.objects.visible_to(viewer).filter(indicator__project=project)
    by_indicator: dict[UUID, list[Figure]] = {}
    for row in found.select_related("state").order_by(ByName("state"), "territory"):
        by_indicator.setdefault(row.indicator_id, []).append(row)
    return by_indicator


def partners(viewer: Actor) -> QuerySet[Partner]:
    return Partner.objects.visible_to(viewer).order_by("slug")


def partner(viewer: Actor, slug: str) -> Partner:
    return partners(viewer).select_related("observer", "state", "institution").get(slug=slug)


def agreements(viewer: Actor, partners: Iterable[Partner]) -> dict[str, list[Agreement]]:
    """By partner, what was agreed with it, the latest first."""
    found = Agreement.objects.visible_to(viewer).filter(partner__in=list(partners))
    by_partner: dict[str, list[Agreement]] = {}
    for row in found.order_by("-starts", "reference"):
        by_partner.setdefault(row.partner_id, []).append(row)
    return by_partner


def standings(viewer: Actor, partners: Iterable[Partner], on: date) -> dict[str, str]:
    """By partner, how it stands today: by an agreement in force, or by the latest."""
    found = agreements(viewer, partners)
    return {slug: _standing(rows, on) for slug, rows in found.items()}


def _standing(rows: list[Agreement], on: date) -> str:
    known = [row.standing(on) for row in rows]
    return "in-force" if "in-force" in known else known[0]


def agreement(viewer: Actor, pk: UUID | str) -> Agreement:
    return Agreement.objects.visible_to(viewer).select_related("partner").get(pk=pk)


def contributions(viewer: Actor) -> QuerySet[Contribution]:
    found = Contribution.objects.visible_to(viewer).select_related("partner", "fund", "agreement")
    return found.order_by("-made_at", "id")


def contribution(viewer: Actor, pk: UUID | str) -> Contribution:
    return contributions(viewer).get(pk=pk)


def observers(viewer: Actor) -> QuerySet[Observer]:
    return identity.observers(viewer)


def observer(viewer: Actor, code: str) -> Observer:
    return observers(viewer).get(code=code)


def funds(viewer: Actor) -> QuerySet[Fund]:
    return Fund.objects.visible_to(viewer).order_by("code")


def fund(viewer: Actor, code: str) -> Fund:
    return funds(viewer).get(code=code)


def silent(viewer: Actor, fund: Fund) -> int:
    """How many firm contributions to a fund their partners do not let be told."""
    found = Contribution.objects.visible_to(viewer)
    return found.filter(fund=fund, stage__in=FIRM, is_public=False).count()


def told(viewer: Actor, plan: str) -> list[Fund]:
    """Funds of a plan's programmes whose sums may be told: all of what they hold, or nothing."""
    found = Contribution.objects.visible_to(viewer).exclude(fund=None)
    closed = found.filter(stage__in=FIRM, is_public=False).values("fund")
    of_plan = funds(viewer).filter(programme__plan=plan).exclude(pk__in=closed)
    return list(of_plan.select_related("programme"))


def approved(viewer: Actor, plan: str) -> QuerySet[BudgetLine]:
    """The public lines of the programme-budget that funds of a plan's programmes pay."""
    found = budget(viewer).filter(fund__programme__plan=plan).exclude(stage="formulated")
    return found.select_related("fund__programme")


def codes(viewer: Actor, funds: Iterable[Fund]) -> dict[str, list[BudgetCode]]:
    """By fund, the codes under which it may be spent."""
    found = BudgetCode.objects.visible_to(viewer).filter(fund__in=list(funds))
    by_fund: dict[str, list[BudgetCode]] = {}
    for row in found.order_by("code"):
        by_fund.setdefault(row.fund_id, []).append(row)
    return by_fund


def terms(viewer: Actor) -> dict[str, ledgers.Terms]:
    """What each fund lets be spent, for whoever reads a ledger."""
    found = list(funds(viewer))
    by_fund = codes(viewer, found)
    return {
        row.code: ledgers.Terms(
            row.starts, row.ends, frozenset(one.code for one in by_fund.get(row.code, []))
        )
        for row in found
    }


def expected(viewer: Actor) -> dict[str, dict[str, Decimal]]:
    """By fund, in its currency: what is agreed and what arrived of what this viewer may see."""
    found = Contribution.objects.visible_to(viewer).exclude(fund=None).order_by()
    firm = Case(
        When(stage__in=PAID, then="received"),
        When(stage="agreement", currency=F("fund__currency"), then="amount"),
    )
    sums = found.values("fund").annotate(
        agreed=Sum(firm), received=Sum("received", filter=Q(stage__in=PAID))
    )
    zero = Decimal("0.00")
    return {
        row["fund"]: {"agreed": row["agreed"] or zero, "received": row["received"] or zero}
        for row in sums
    }


def allocations(viewer: Actor, **to: object) -> QuerySet[Allocation]:
    """What was set aside: of a fund, for a project, for an activity."""
    found = Allocation.objects.visible_to(viewer).filter(**to)
    return found.select_related("fund", "project", "activity").order_by("-made_at", "id")


def money_of(viewer: Actor, ids: Collection[UUID]) -> dict[UUID, list[mandates.Linked]]:
    """By mandate what funds set aside for the activities of its results."""
    pairs = programmes.fulfilments(viewer, ids)
    done = programmes.activities_by_result(viewer, {result.pk for _pk, result in pairs})
    rows = {row.pk for found in done.values() for row in found}
    paid: dict[UUID | None, list[Allocation]] = {}
    for row in allocations(viewer, activity__in=rows):
        paid.setdefault(row.activity_id, []).append(row)
    found: dict[UUID, dict[UUID, mandates.Linked]] = {}
    for mandate, result in pairs:
        aside = [row for one in done.get(result.pk, []) for row in paid.get(one.pk, [])]
        found.setdefault(mandate, {}).update((row.pk, _money(row)) for row in aside)
    return {mandate: list(kept.values()) for mandate, kept in found.items()}


def batches(viewer: Actor) -> QuerySet[Batch]:
    return Batch.objects.visible_to(viewer).order_by("-read_at", "id")


def batch(viewer: Actor, pk: UUID | str) -> Batch:
    return batches(viewer).get(pk=pk)


def in_force(viewer: Actor, name: str) -> Batch | None:
    """The version of a file of the ledger that counts."""
    return batches(viewer).filter(name=name, stage="taken").first()


def lines(viewer: Actor, batch: Batch) -> QuerySet[LedgerLine]:
    """What a version of a file says, also one that was replaced."""
    return LedgerLine.objects.visible_to(viewer).filter(batch=batch).order_by("row")


def expenditure(
    viewer: Actor, fund: str | None = None, currency: str | None = None
) -> QuerySet[LedgerLine]:
    """The ledger lines that count, each with `ref`: its file and row, the same in each version."""
    found = LedgerLine.objects.visible_to(viewer).filter(batch__stage="taken")
    found = found.filter(fund=fund) if fund else found
    found = found.filter(currency=currency) if currency else found
    row = Cast("row", CharField())
    ref = Concat("batch__name", Value("#"), row, output_field=CharField())
    return found.annotate(ref=ref).order_by("batch__name", "row")


def spent(viewer: Actor) -> Sums:
    """What the ledger says was spent, by fund and currency."""
    found = _subtotals(viewer).values_list("fund", "currency").annotate(total=Sum("amount"))
    return {(fund, currency): total for fund, currency, total in found}


def spent_by_code(viewer: Actor, fund: str) -> Sums:
    """What of a fund was spent, by code and currency."""
    found = _subtotals(viewer).filter(fund=fund).order_by("code", "currency")
    sums = found.values_list("code", "currency").annotate(total=Sum("amount"))
    return {(code, currency): total for code, currency, total in sums}


def spent_by_year(viewer: Actor) -> dict[tuple[str, str, str, int], Decimal]:
    """What was spent, by fund, code, currency and year."""
    found = _subtotals(viewer).values_list("fund", "code", "currency", "year")
    sums = found.annotate(total=Sum("amount"))
    return {(fund, code, currency, year): total for fund, code, currency, year, total in sums}


def overspent(viewer: Actor) -> list[str]:
    """Funds of which more was spent than was agreed: a finding, never a refusal."""
    agreed, used, zero = expected(viewer), spent(viewer), Decimal("0.00")
    return [
        row.code
        for row in funds(viewer)
        if used.get((row.code, row.currency), zero) > agreed.get(row.code, {}).get("agreed", zero)
    ]


def _subtotals(viewer: Actor) -> QuerySet[Subtotal]:
    return Subtotal.objects.visible_to(viewer).filter(batch__stage="taken").order_by()


def budget(viewer: Actor, year: int | None = None) -> QuerySet[BudgetLine]:
    found = BudgetLine.objects.visible_to(viewer)
    found = found.filter(year=year) if year else found
    return found.order_by("-year", "chapter", "programme", "fund_id", "code")


def budget_line(viewer: Actor, pk: UUID | str) -> BudgetLine:
    return budget(viewer).get(pk=pk)


def share(viewer: Actor, fund: Fund, partner: Partner) -> dict[tuple[str, str], Decimal]:
    """What of a fund's spending this donor paid, by code and currency; over all donors the whole.

    Whoever sees the donor's contribution may ask; what others gave is used and never told.
    """
    mine = contributions(viewer).filter(fund=fund, partner=partner, stage__in=PAID)
    if not mine.exists():
        raise Contribution.DoesNotExist
    with as_system("the share is the donor's; what the others paid stays unsaid"):
        received = _received(fund)
        by_code = spent_by_code(SYSTEM, fund.code)
    return {key: shares.share(partner.slug, received, total) for key, total in by_code.items()}


def _received(fund: Fund) -> Mapping[str, Decimal]:
    """By donor, what arrived in the fund."""
    found = contributions(SYSTEM).filter(fund=fund, stage__in=PAID).order_by()
    return dict(found.values_list("partner").annotate(total=Sum("received")))


def _money(row: Allocation) -> mandates.Linked:
    title = row.activity.title if row.activity else ""
    money = f"{row.fund.currency} {row.amount}"
    return mandates.Linked(row.fund_id, title, f"/funds/{row.fund_id}/", money=money)
