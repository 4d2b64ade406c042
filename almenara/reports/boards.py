"""The board of a head: every programme for which they answer, and none other (S98)."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from almenara.core.identity import queries as identity
from almenara.core.parties.actor import Actor
from almenara.funds import queries as funds
from almenara.programmes import queries as programmes
from almenara.reports import desk
from almenara.reports.scopes import offices

Context = dict[str, Any]
OVER = ("closed", "evaluated", "refused")


def board(viewer: Actor) -> list[Context]:
    """Office by office its plans and projects: progress, spending, evaluation, what is late."""
    mine, today = offices(viewer), timezone.localdate()
    plans: dict[str, list[Context]] = defaultdict(list)
    for plan in programmes.plans(viewer).filter(owner__in=mine):
        plans[plan.owner].append(_plan(viewer, plan, today))
    projects: dict[str, list[Context]] = defaultdict(list)
    for project in funds.projects(viewer).filter(institution__in=mine):
        projects[project.institution_id].append(_project(project, today))
    names = identity.institutions(viewer).in_bulk(sorted({*plans, *projects}))
    return [
        {"office": names.get(slug, slug), "plans": plans[slug], "projects": projects[slug]}
        for slug in sorted({*plans, *projects})
    ]


def _plan(viewer: Actor, plan: programmes.Plan, today: date) -> Context:
    rows = desk.progress(viewer, plan)
    passed = desk.elapsed(plan.starts, plan.ends, today)
    late = [row for row, reached in rows if reached < passed]
    overdue = programmes.activities(viewer, plan).filter(
        stage__in=("planned", "confirmed"), ends__lt=today
    )
    return {
        "plan": plan,
        "promised": len(rows),
        "met": sum(reached >= 100 for _row, reached in rows),
        "elapsed": passed,
        "late": late,
        "overdue": overdue.count(),
        "spending": _spending(viewer, plan.slug),
        "evaluated_from": plan.ends,
        "is_evaluation_late": plan.ends < today and plan.stage != "closed",
    }


def _spending(viewer: Actor, programme: str) -> list[Context]:
    """By currency what the lines of the programme-budget for a plan allow, and what was spent."""
    lines = funds.budget(viewer).filter(programme=programme)
    spent = funds.spent_by_year(viewer)
    sums: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(), Decimal()])
    for one in lines:
        sums[one.currency][0] += one.planned
        key = one.fund_id, one.code, one.currency, one.year
        sums[one.currency][1] += spent.get(key, Decimal())
    return [
        {"currency": currency, "planned": planned, "spent": total}
        for currency, (planned, total) in sorted(sums.items())
    ]


def _project(project: funds.Project, today: date) -> Context:
    return {
        "project": project,
        "is_late": project.ends < today and project.stage not in OVER,
        "is_evaluation_late": project.ends < today and project.stage == "closed",
    }
