"""An hour on a wall: of two the chosen one, none that is skipped; never the reader's clock."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.utils import timezone

from almenara.core.forms.clocks import WallClockField, meant
from almenara.formats.refusal import Unreadable

NASSAU = ZoneInfo("America/Nassau")
TWICE, NEVER = "2026-11-01T01:30", "2026-03-08T02:30"


def asked(place=NASSAU, **said):
    """The form of one field as it was sent."""
    form = type("One", (forms.Form,), {"at": WallClockField()})(said)
    form.fields["at"].place = place
    return form


@pytest.mark.parametrize(
    ("said", "hour"),
    [
        ({"at": "2026-11-01T00:59"}, 4),
        ({"at": TWICE, "at_turn": "0"}, 5),
        ({"at": TWICE, "at_turn": "1"}, 6),
        ({"at": "2026-11-01T02:00", "at_turn": "0"}, 7),
    ],
)
def test_an_hour_is_a_moment_and_of_two_the_chosen_one(said, hour):
    form = asked(**said)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["at"].astimezone(UTC).hour == hour
    assert f'value="{said["at"]}"' in str(form["at"])


@pytest.mark.parametrize("turn", [{}, {"at_turn": ""}, {"at_turn": "2"}])
def test_of_an_hour_that_comes_twice_one_is_chosen_at_its_field(turn):
    form = asked(at=TWICE, **turn)
    assert "dos veces" in form.errors["at"][0]
    drawn = str(form["at"])
    for words in (f'value="{TWICE}"', 'name="at_turn"', "05:30 UTC", "06:30 UTC"):
        assert words in drawn
    assert "at_turn" not in str(asked(at="2026-11-01T12:00")["at"])


def test_an_hour_that_is_leapt_over_or_beyond_all_years_is_refused_at_its_field():
    assert "no existe" in asked(at=NEVER).errors["at"][0]
    assert asked(at="9999-12-31T23:30").errors["at"]
    assert asked(at="mañana").errors["at"]


def test_an_hour_of_utc_is_there_wherever_the_reader_lives():
    with timezone.override(NASSAU):
        for hour in (TWICE, NEVER):
            form = asked(UTC, at=hour)
            assert form.is_valid(), hour
            assert form.cleaned_data["at"] == datetime.fromisoformat(f"{hour}Z")


def test_a_program_says_the_offset_where_the_hour_comes_twice():
    with pytest.raises(Unreadable) as refusal:
        meant(datetime.fromisoformat(TWICE), NASSAU, ["starts"])
    [(loc, words)] = refusal.value.errors
    assert loc == ["starts"]
    assert f"{TWICE}-04:00" in words
    assert f"{TWICE}-05:00" in words


def test_an_hour_with_a_nul_is_none():
    form = asked(at="2026-07-01T10:00\x00")
    assert form.errors.as_data()["at"][0].code == "null_characters_not_allowed"
