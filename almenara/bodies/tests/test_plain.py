"""Symbols, quorum, votes, clocks: plain values."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from almenara.bodies import clocks, icalendars
from almenara.bodies.counting import is_adopted, required
from almenara.bodies.symbols import fault, symbol
from almenara.formats.refusal import Unreadable


def test_symbols_have_their_places():
    assert symbol("CICTE/doc.{number}/{yy}", 5, 2026) == "CICTE/doc.5/26"
    assert symbol("CICTE/doc.{number}/{yy}", 5, 2026, "rev", 2) == "CICTE/doc.5/26 rev.2"
    assert symbol("AG/RES.{number}/{year}", 1, 2009) == "AG/RES.1/2009"
    assert not fault("X/{number}/{yy}")
    for bad in ("X/{yy}", "X/{number}", "{number}{number}{yy}", "{number}/{yy}/{month}"):
        assert fault(bad)


@given(some.integers(1, 60))
def test_a_quorum_is_never_nobody_nor_more_than_all(seats):
    third, half, most = (required(share, seats) for share in ("third", "majority", "two-thirds"))
    assert 1 <= third <= half <= seats
    assert (3 * third >= seats, 2 * half > seats, 3 * most >= 2 * seats) == (True, True, True)


@given(some.lists(some.sampled_from(["yes", "no", "abstain"])))
def test_abstentions_change_nothing(choices):
    without = [choice for choice in choices if choice != "abstain"]
    for voting in ("majority", "two-thirds", "consensus"):
        assert is_adopted(voting, choices) == is_adopted(voting, without)
    assert not (is_adopted("two-thirds", choices) and not is_adopted("majority", choices))


def test_a_wall_clock_is_that_of_its_place_across_daylight_saving():
    before = clocks.moment(datetime(2026, 3, 7, 9), "America/New_York", "starts")  # noqa: DTZ001
    after = clocks.moment(datetime(2026, 3, 8, 9), "America/New_York", "ends")  # noqa: DTZ001
    assert (after - before).total_seconds() == 23 * 3600
    with pytest.raises(Unreadable):
        clocks.moment(datetime(2026, 3, 8, 2, 30), "America/New_York", "starts")  # noqa: DTZ001
    with pytest.raises(Unreadable):
        clocks.place("America/Nowhere")
    assert clocks.day(datetime(2026, 3, 9, 3, tzinfo=UTC), "America/New_York") == date(2026, 3, 8)


def test_a_calendar_says_each_meeting_in_utc():
    moment = datetime(2026, 3, 5, 14, tzinfo=UTC)
    entry = icalendars.Entry("1@x", "Sesión", moment, moment, "Panamá", "https://x/", moment)
    text = icalendars.write("Reuniones", [entry]).decode()
    assert "DTSTART:20260305T140000Z" in text
    assert text.count("BEGIN:VEVENT") == 1
