"""The periods of SDMX as days: which lies before which, whatever their length."""

import re
from datetime import date, timedelta
from typing import NamedTuple

from almenara.formats.refusal import Said as _
from almenara.formats.refusal import Unreadable

_SHAPE = re.compile(r"(\d{4})(?:-(?:([ASTQMWD])(\d{1,3})|(\d\d)(?:-(\d\d)(?:T[\d:.]+Z?)?)?))?")
_MONTHS = {"A": 12, "S": 6, "T": 4, "Q": 3, "M": 1}


class Days(NamedTuple):
    """First and last day of a period, both in it."""

    first: date
    last: date


def days(period: str) -> Days:
    """The days of "2020", "2020-S1", "2020-Q1", "2020-01", "2020-W05", "2020-01-31"…

    Unreadable when it is no period. Weeks are those of ISO 8601.
    """
    found = _SHAPE.fullmatch(period)
    try:
        if found is None:
            raise ValueError(period)
        year, letter, number, month, day = found.groups()
        return _days(int(year), letter or "", int(number or 0), month or "", day or "")
    except (ValueError, OverflowError):  # the last week of the year 9999 ends after all days
        raise Unreadable([period], _("«{text}» no es un período.", text=period)) from None


def within(period: str, start: str, end: str) -> bool:
    """Does a period lie whole in the days from `start` to `end` ("" = open)?"""
    own = days(period)
    return (not start or own.first >= days(start).first) and (not end or own.last <= days(end).last)


def _days(year: int, letter: str, number: int, month: str, day: str) -> Days:
    if day:
        one = date(year, int(month), int(day))
        return Days(one, one)
    if month:
        return _months(year, 1, int(month))
    if letter == "W":
        monday = date.fromisocalendar(year, number, 1)
        return Days(monday, monday + timedelta(6))
    if letter == "D":
        one = date(year, 1, 1) + timedelta(number - 1)
        if one.year != year:
            raise ValueError(number)
        return Days(one, one)
    return _months(year, _MONTHS[letter or "A"], number if letter else 1)


def _months(year: int, length: int, number: int) -> Days:
    """The period `number` of a year that is cut into periods of so many months."""
    first = date(year, (number - 1) * length + 1, 1)
    after = number * length + 1
    last = date(year + after // 13, after if after < 13 else 1, 1) - timedelta(1)
    return Days(first, last)
