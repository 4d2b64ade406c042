"""A day stands as its language writes it: months are no names but in English."""

from datetime import date

import pytest
from django.utils import translation

from almenara.core import dates

DAY = date(2026, 6, 3)


@pytest.mark.parametrize(
    ("language", "day", "column", "month"),
    [
        ("es", "3 jun 2026", "mié 3", "junio de 2026"),
        ("en", "3 Jun 2026", "Wed 3", "June 2026"),
        ("pt", "3 jun 2026", "qua 3", "junho de 2026"),
        ("fr", "3 juin 2026", "mer 3", "juin 2026"),
    ],
)
def test_days_and_months_in_each_language(language, day, column, month):
    with translation.override(language):
        assert (dates.dated(DAY), dates.weekday(DAY), dates.month(DAY)) == (day, column, month)
        assert dates.dated(DAY, has_year=False) == day.removesuffix(" 2026")
