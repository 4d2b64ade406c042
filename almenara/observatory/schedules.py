"""When a delivery is due: periods of a frequency, and so many days after each has ended."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from almenara.formats.sdmx.periods import days as days_of

MONTHS = {"A": 12, "S": 6, "Q": 3, "M": 1}
REMINDERS = (1, 15, 30)  # days after the day agreed
RECENT = 6  # periods of which a board tells


@dataclass(frozen=True)
class Due:
    """A period of which a State delivers, and until when."""

    period: str
    day: date


def today(zone: str, at: datetime) -> date:
    """The day that it is in a zone at a moment: days agreed end with the State's own."""
    return at.astimezone(ZoneInfo(zone)).date()


def has_come(day: date, at: datetime) -> bool:
    """Has a day begun, wherever it begins first?"""
    return day <= today("Pacific/Kiritimati", at)


def period_of(frequency: str, day: date) -> str:
    """The period of a frequency in which a day is."""
    if frequency == "W":
        year, week, _weekday = day.isocalendar()
        return f"{year}-W{week:02}"
    number = (day.month - 1) // MONTHS[frequency] + 1
    shapes = {"A": "{y}", "S": "{y}-S{n}", "Q": "{y}-Q{n}", "M": "{y}-{n:02}"}
    return shapes[frequency].format(y=day.year, n=number)


def due(frequency: str, days: int, starts: date, until: date) -> Iterator[Due]:
    """Every period that has ended by a day, the newest first, back to the start."""
    day = starts
    found: list[Due] = []
    while (end := days_of(period := period_of(frequency, day)).last) < until:
        found.append(Due(period, end + timedelta(days=days)))
        day = end + timedelta(days=1)
    yield from reversed(found)


def newest(frequency: str, today: date) -> str:
    """The newest period that has ended."""
    return next(due(frequency, 0, today - timedelta(days=800), today)).period


def lateness(period: str, days: int, arrived: date) -> int:
    """Days after the day agreed on which something of a period arrived; below 0 = before it."""
    return (arrived - days_of(period).last).days - days


def reminder(due_on: date, today: date) -> int:
    """Which reminder of a late delivery is due: 1, 2, 3, or 0 = none."""
    return sum((today - due_on).days >= days for days in REMINDERS)
