from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from almenara.core.web import moments

NOW = datetime(2026, 11, 22, 8, 12, tzinfo=UTC)
PANAMA = "America/Panama"


def test_a_moment_is_said_in_the_readers_zone_and_in_utc():
    said = moments.said(NOW, PANAMA, NOW)
    assert said == "hoy 03:12, hora de Panamá · 08:12 UTC"


def test_a_moment_of_another_day_in_utc_says_that_day():
    late = datetime(2026, 11, 22, 3, 30, tzinfo=UTC)
    assert moments.said(late, PANAMA, NOW) == "ayer 22:30, hora de Panamá · 03:30 UTC (22 nov)"


def test_a_reader_in_utc_reads_one_hour_only():
    assert moments.said(NOW, "UTC", NOW) == "hoy 08:12 UTC"


def test_another_year_is_said():
    assert "2024" in moments.said(NOW - timedelta(days=800), PANAMA, NOW)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "ahora"), (12, "hace 12 min"), (75, "hace 1 h 15 min"), (60, "hace 1 h")],
)
def test_how_long_ago(minutes, words):
    assert moments.ago(NOW - timedelta(minutes=minutes), NOW) == words


def test_what_is_due_and_what_was():
    assert moments.due(NOW + timedelta(minutes=11), NOW) == "vence en 11 min"
    assert moments.due(NOW - timedelta(days=3), NOW) == "venció hace 3 días"


def test_the_hour_that_comes_twice_is_told_apart_by_utc():
    first = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    zone = "America/New_York"
    assert moments.said(first, zone, first) != moments.said(first + timedelta(hours=1), zone, first)


def test_a_place_without_a_name_of_its_own_is_the_zones():
    with translation.override("es"):
        assert moments.place("America/Costa_Rica") == "Costa Rica"
        assert moments.place("America/Bogota") == "Bogotá"
