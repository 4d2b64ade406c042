"""The activities of a plan along the year; each is a line of text too."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils import timezone

from almenara.core import paging
from almenara.core.parties.actor import Actor
from almenara.programmes import pages, queries
from almenara.programmes.models import Plan

Context = dict[str, Any]
LEAST = 5  # days that a bar shows, so that one day is seen


def timeline_page(viewer: Actor, plan: Plan, asked: dict[str, str]) -> Context:
    """One year, the first things first; by programme, State and stage."""
    years = list(range(plan.starts.year, plan.ends.year + 1))
    year = _year(years, asked.get("year", ""), timezone.now().date())
    chosen = {name: asked[name] for name in ("programme", "state", "stage") if asked.get(name)}
    found = queries.activities_in(viewer, plan, year, chosen)
    page = paging.page(found, pages.PAGE, asked.get("page"))
    rows = list(page)
    bars = [bar(year, row.starts, row.ends) for row in rows]
    shown = pages.rows_of(viewer, rows)
    lines = [
        one | {"bar": at, "key": row.stage} for one, at, row in zip(shown, bars, rows, strict=True)
    ]
    return pages.frame(viewer, plan, "timeline") | {
        "year": year,
        "years": years,
        "page": page,
        "lines": lines,
        "months": list(months(year)),
        "days": days(year),
        "today": _today(year, timezone.now().date()),
        "chosen": chosen,
        "stages": pages.stage_choices(),
        "programmes": list(queries.programmes(viewer, plan)),
        "states": queries.states(viewer),
    }  # fmt: skip


def bar(year: int, starts: date, ends: date) -> dict[str, int]:
    """Where it stands in the year, in days: `x` and `width`."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    x = (max(starts, first) - first).days
    width = max((min(ends, last) - first).days + 1 - x, LEAST)
    return {"x": min(x, days(year) - width), "width": width}


def months(year: int) -> Iterator[tuple[date, int]]:
    """The first of each month and its place in the year."""
    for month in range(1, 13):
        first = date(year, month, 1)
        yield first, (first - date(year, 1, 1)).days


def days(year: int) -> int:
    return (date(year + 1, 1, 1) - date(year, 1, 1)).days


def _year(years: list[int], asked: str, today: date) -> int:
    """The one asked for, else this one, else the plan's last."""
    wanted = int(asked) if asked.isascii() and asked.isdigit() else today.year
    return wanted if wanted in years else years[-1]


def _today(year: int, today: date) -> int | None:
    return (today - date(year, 1, 1)).days if today.year == year else None
