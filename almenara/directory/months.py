"""A month of a post as a calendar: day by day who takes over when, and where nobody does."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from almenara.core import dates
from almenara.core.access.rules import why_not
from almenara.core.parties.actor import Actor
from almenara.directory import desk, rosters, weeks
from almenara.directory.models import Post
from almenara.directory.wallclock import instant, zone
from almenara.formats.refusal import Unreadable

Context = dict[str, Any]
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Month:
    """The whole weeks, from Monday, in which a month lies on the wall clock of a zone."""

    first: date
    place: str
    now: datetime

    @property
    def last(self) -> date:
        return _next(self.first) - DAY

    @property
    def days(self) -> list[date]:
        monday = self.first - self.first.weekday() * DAY
        weeks_in = (self.last - monday).days // 7 + 1
        return [monday + n * DAY for n in range(7 * weeks_in)]

    def midnight(self, day: date) -> datetime:
        """When (UTC) a day begins there."""
        return instant(day, time(0), zone(self.place))


def of(text: str, place: str, now: datetime) -> Month:
    """The month that is asked for (2026-11), else the one of today."""
    try:
        first = date.fromisoformat(f"{text}-01") if text else now.astimezone(zone(place)).date()
    except ValueError:
        first = date.min
    if first.year not in rosters.YEARS:
        raise Unreadable(["query", "month"], _("El mes se escribe como 2026-01."))
    return Month(first.replace(day=1), place, now)


def page(viewer: Actor, post: Post, month: Month) -> Context:
    """The roster's page: this month as a calendar."""
    days = month.days
    start, end = month.midnight(days[0]), month.midnight(days[-1] + DAY)
    rows = list(desk.shifts(viewer, post, start, end))
    names = {str(row.person_id): row.person.user.get_username() for row in rows}
    kept = weeks.counted(viewer, post, rows)
    has_roster = bool(rows) or desk.rule(viewer, post) is not None
    gaps = rosters.gaps(kept, max(start, month.now), end) if has_roster else []
    cells = [_cell(month, day, kept, gaps, names) for day in days]
    may = not why_not(viewer, "roster", post)
    return weeks.around(viewer, post, weeks.Week(days[0], month.place, month.now)) | {
        "month": _head(month, f"/directory/posts/{post.pk}/roster/month/"),
        "day_names": [date_format(day, "l") for day in days[:7]],
        "calendar": [cells[n : n + 7] for n in range(0, len(cells), 7)] if has_roster else [],
        "gaps": [weeks.gap_words(viewer, gap, month.place, may) for gap in gaps],
    }


def _cell(
    month: Month,
    day: date,
    shifts: list[rosters.Shift],
    gaps: list[rosters.Gap],
    names: dict[str, str],
) -> Context:
    start, end = month.midnight(day), month.midnight(day + DAY)
    held = [(shift.starts_at, shift.ends_at, names[shift.person], False) for shift in shifts]
    held += [(gap.starts_at, gap.ends_at, _("Nadie"), True) for gap in gaps]
    inside = sorted(one for one in held if one[0] < end and start < one[1])
    begun = [one for one in inside if one[0] >= start] or inside[:1]
    return {
        "day": day.day,
        "name": date_format(day, "l j"),
        "outside": day.month != month.first.month,
        "today": month.now.astimezone(zone(month.place)).date() == day,
        "has_gap": any(one[3] for one in inside),
        "items": [
            {
                "clock": f"{begins.astimezone(zone(month.place)):%H:%M}" if begins >= start else "",
                "who": who,
                "is_gap": is_gap,
            }
            for begins, _ends, who, is_gap in begun
        ],
    }


def _head(month: Month, base: str) -> Context:
    former = month.first - DAY
    return {
        "title": dates.month(month.first),
        "previous_url": f"{base}?month={former:%Y-%m}",
        "next_url": f"{base}?month={_next(month.first):%Y-%m}",
        "today_url": base,
    }


def _next(first: date) -> date:
    return (first.replace(day=28) + 4 * DAY).replace(day=1)
