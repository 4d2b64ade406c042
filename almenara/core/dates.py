"""Days and months as the language of the page writes them: «3 nov 2026», «3 Nov 2026»."""

import functools
from datetime import date, datetime
from zoneinfo import available_timezones

from django.utils.formats import date_format
from django.utils.translation import get_language

from almenara.core.languages import page_language

zones = functools.cache(available_timezones)  # reads two thousand files
MONTHS = {"en": "M", "fr": "N"}  # a capital in English, a point in French; else neither


def dated(day: date, has_year: bool = True) -> str:
    """«3 nov 2026», or «3 nov» where the year is plain."""
    return _dated(day.date() if isinstance(day, datetime) else day, get_language(), has_year)


def weekday(day: date) -> str:
    """«mar 3»: the head of a day's column."""
    return _lowered(date_format(day, "D j"))


def month(day: date) -> str:
    """«noviembre de 2026»."""
    shape = r"F \d\e Y" if page_language() in ("es", "pt") else "F Y"
    return _lowered(date_format(day, shape))


def known(day: date, precision: str) -> str:
    """As far as its source knows it: a year alone is not its first of January."""
    if precision == "year":
        return f"{day:%Y}"
    return month(day) if precision == "month" else dated(day)


@functools.lru_cache(maxsize=4096)
def _dated(day: date, _language_of_page: str | None, has_year: bool) -> str:
    """A list says hundreds, most of them again and again."""
    name = MONTHS.get(page_language(), "b")
    return date_format(day, f"j {name} Y" if has_year else f"j {name}")


def _lowered(words: str) -> str:
    """Only English writes days and months with a capital."""
    return words if page_language() == "en" else words.lower()
