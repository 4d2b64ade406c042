"""Rosters: the clock makes no gap and no overlap, and everyone keeps their hour of the wall."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from almenara.directory import rosters, weeks
from almenara.directory.rosters import Gap, HandOver, Moved, Override, Shift, ShiftRule, Swap
from almenara.directory.wallclock import instant, zone, zone_names
from almenara.formats.refusal import Unreadable
from tests.extent import examples

pytestmark = pytest.mark.sampled

THREE = tuple(HandOver(day, time(hour)) for day in range(7) for hour in (7, 15, 23))
MIDNIGHT = tuple(HandOver(day, time(0)) for day in range(7))
MONDAYS = (HandOver(0, time(8)),)
ZONES = sorted(
    {name for name in zone_names() if name.startswith("America/")}
    | {"Pacific/Honolulu", "Pacific/Easter", "Pacific/Galapagos"}
)
PEOPLE = ("ana", "luis", "rosa", "juan")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def daily(place: str, hand_overs: tuple[HandOver, ...] = THREE, **changes: object) -> ShiftRule:
    rule = {"zone": place, "hand_overs": hand_overs, "people": PEOPLE[:3]}
    return ShiftRule(**rule | {"valid_from": date(2026, 1, 1)} | changes)


def test_the_goal_is_about_every_american_zone() -> None:
    assert len(ZONES) > 165


# The wall clock


@pytest.mark.parametrize(
    ("place", "day", "clock", "moment"),
    [
        ("America/Havana", date(2026, 3, 8), time(0), utc(2026, 3, 8, 5)),
        ("America/Havana", date(2026, 3, 8), time(0, 30), utc(2026, 3, 8, 5)),
        ("America/Havana", date(2026, 11, 1), time(0), utc(2026, 11, 1, 4)),
        ("America/Santiago", date(2026, 9, 6), time(0), utc(2026, 9, 6, 4)),
        ("America/Santiago", date(2026, 4, 4), time(23), utc(2026, 4, 5, 2)),
        ("America/Port-au-Prince", date(2026, 3, 8), time(2, 30), utc(2026, 3, 8, 7)),
        ("America/Nassau", date(2026, 3, 8), time(2), utc(2026, 3, 8, 7)),
        ("America/Toronto", date(2026, 3, 8), time(2, 59), utc(2026, 3, 8, 7)),
        ("America/Toronto", date(2026, 11, 1), time(1, 30), utc(2026, 11, 1, 5, 30)),
        ("America/St_Johns", date(2026, 1, 15), time(7), utc(2026, 1, 15, 10, 30)),
        ("America/St_Johns", date(2026, 7, 15), time(7), utc(2026, 7, 15, 9, 30)),
        ("America/St_Johns", date(2026, 3, 8), time(2, 15), utc(2026, 3, 8, 5, 30)),
        ("Pacific/Apia", date(2011, 12, 30), time(15), utc(2011, 12, 30, 10)),
    ],
)
def test_the_hour_that_does_not_exist_is_the_jump_and_the_hour_that_comes_twice_its_first(
    place: str, day: date, clock: time, moment: datetime
) -> None:
    assert instant(day, clock, zone(place)) == moment


@pytest.mark.parametrize("place", ["America/Mexico_City", "America/Sao_Paulo", "America/Asuncion"])
def test_countries_that_gave_up_summer_time_keep_one_offset(place: str) -> None:
    offsets = {instant(date(2026, month, 1), time(8), zone(place)).hour for month in range(1, 13)}
    assert len(offsets) == 1


def test_eight_in_the_morning_is_eight_in_july_and_in_january() -> None:
    shifts = rosters.materialise(daily("America/Nassau", MONDAYS), utc(2026, 1, 1), utc(2027, 1, 1))
    local = [shift.starts_at.astimezone(zone("America/Nassau")) for shift in shifts]
    assert {moment.time() for moment in local} == {time(8)}
    assert {shift.starts_at.hour for shift in shifts} == {12, 13}


def test_the_night_of_the_jump_in_havana_has_one_shift_from_the_jump() -> None:
    shifts = rosters.materialise(
        daily("America/Havana", MIDNIGHT), utc(2026, 3, 7), utc(2026, 3, 10)
    )
    assert [shift.starts_at for shift in shifts] == [
        utc(2026, 3, 7, 5), utc(2026, 3, 8, 5), utc(2026, 3, 9, 4),
    ]  # fmt: skip


def test_a_shift_that_the_jump_swallows_whole_is_left_out() -> None:
    night = tuple(HandOver(day, time(2, minute)) for day in range(7) for minute in (10, 40))
    rule = daily("America/Toronto", night)
    shifts = rosters.materialise(rule, utc(2026, 3, 8), utc(2026, 3, 9))
    assert [shift.starts_at for shift in shifts] == [utc(2026, 3, 8, 7)]
    assert rosters.gaps(rosters.materialise(rule, utc(2026, 3, 7), utc(2026, 3, 10)),
                        utc(2026, 3, 7, 8), utc(2026, 3, 9, 8)) == []  # fmt: skip


def whole_and_on_the_wall(shifts: list[Shift], rule: ShiftRule) -> bool:
    """Every shift ends where the next begins, and begins where the wall clock says or at a jump."""
    place, clocks = zone(rule.zone), {slot.at for slot in rule.hand_overs}
    contiguous = all(one.ends_at == other.starts_at for one, other in pairwise(shifts))
    return contiguous and all(
        shift.starts_at.astimezone(place).time() in clocks or leaps(shift.starts_at, rule)
        for shift in shifts
    )


def leaps(moment: datetime, rule: ShiftRule) -> bool:
    place = zone(rule.zone)
    before = moment - timedelta(seconds=1)
    return before.astimezone(place).utcoffset() != moment.astimezone(place).utcoffset()


clocks = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))
hand_overs = st.lists(
    st.builds(HandOver, st.integers(0, 6), clocks), min_size=1, max_size=21, unique=True
).map(tuple)
rules = st.builds(
    ShiftRule,
    zone=st.sampled_from(ZONES),
    hand_overs=st.one_of(st.just(THREE), st.just(MIDNIGHT), hand_overs),
    people=st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=4, unique=True).map(tuple),
    valid_from=st.dates(date(2025, 12, 1), date(2026, 6, 1)),
    rotation=st.sampled_from(rosters.ROTATIONS),
)
moments = st.integers(0, 9 * 365 * 24 * 60).map(
    lambda minutes: utc(2026, 1, 1) + timedelta(minutes=minutes)
)


@settings(max_examples=examples(60), deadline=None)
@given(rules, moments, st.integers(1, 120))
def test_the_clock_makes_no_gap_and_no_overlap(rule: ShiftRule, start: datetime, days: int) -> None:
    shifts = rosters.materialise(rule, start, start + timedelta(days=days))
    assert whole_and_on_the_wall(shifts, rule)
    assert rosters.overlaps(shifts) == []


@settings(max_examples=examples(60), deadline=None)
@given(rules, moments, st.integers(1, 60), st.integers(1, 60))
def test_two_pieces_give_the_same_shifts_as_the_whole(
    rule: ShiftRule, start: datetime, one: int, other: int
) -> None:
    middle, end = start + timedelta(days=one), start + timedelta(days=one, hours=other)
    pieces = [(start, middle), (middle, end)]
    whole = rosters.materialise(rule, start, end)
    assert whole == [shift for piece in pieces for shift in rosters.materialise(rule, *piece)]


@settings(max_examples=examples(60), deadline=None)
@given(rules, moments)
def test_at_any_moment_after_the_first_hand_over_somebody_has_the_shift(
    rule: ShiftRule, at: datetime
) -> None:
    recent = rosters.materialise(rule, at - timedelta(days=9), at + timedelta.resolution)
    held = [shift for shift in recent if at < shift.ends_at]
    assert len(held) == (at >= rosters.first_hand_over(rule))


# Rotation


def test_each_hand_over_goes_to_the_next_person() -> None:
    rule = daily("America/Panama", people=("ana", "luis"))
    shifts = rosters.materialise(rule, utc(2026, 1, 1), utc(2026, 1, 3))
    assert [shift.person for shift in shifts[:4]] == ["ana", "luis", "ana", "luis"]


def test_weekly_each_time_of_day_is_one_persons_for_a_week() -> None:
    rule = daily("America/Panama", rotation="weekly", valid_from=date(2026, 1, 5))
    weeks = [
        rosters.materialise(rule, utc(2026, 1, day, 6), utc(2026, 1, day + 7, 6)) for day in (5, 12)
    ]
    mornings = [{s.person for s in week if s.starts_at.hour == 12} for week in weeks]
    assert mornings == [{"ana"}, {"luis"}]
    assert {shift.person for shift in weeks[0]} == set(PEOPLE[:3])


def test_a_weekly_rotation_hands_over_on_monday() -> None:
    rule = daily("America/Panama", MONDAYS)
    shifts = rosters.materialise(rule, utc(2026, 1, 1), utc(2026, 2, 1))
    assert [shift.person for shift in shifts] == ["ana", "luis", "rosa", "ana"]
    assert {shift.starts_at.astimezone(zone("America/Panama")).weekday() for shift in shifts} == {0}


def test_a_rule_ends_with_the_shift_that_began_on_its_last_day() -> None:
    rule = daily("America/Panama", valid_until=date(2026, 1, 2))
    shifts = rosters.materialise(rule, utc(2025, 1, 1), utc(2027, 1, 1))
    assert len(shifts) == 6
    assert (shifts[0].starts_at, shifts[-1].ends_at) == (utc(2026, 1, 1, 12), utc(2026, 1, 3, 12))


def test_a_rule_holds_until_the_next_ones_first_shift() -> None:
    former = daily("America/Panama", source="rule:1")
    later = daily("America/Panama", MONDAYS, valid_from=date(2026, 2, 1), source="rule:2")
    shifts = rosters.materialise_in_turn([later, former], utc(2026, 1, 1, 12), utc(2026, 3, 1))
    assert rosters.gaps(shifts, utc(2026, 1, 1, 12), utc(2026, 3, 1)) == []
    assert rosters.overlaps(shifts) == []
    change = next(shift for shift in shifts if shift.source == "rule:2")
    assert change.starts_at == utc(2026, 2, 2, 13)


def test_without_a_rule_there_is_no_shift() -> None:
    assert rosters.materialise_in_turn([], utc(2026, 1, 1), utc(2026, 2, 1)) == []


def test_two_rules_from_the_same_day_are_refused() -> None:
    with pytest.raises(Unreadable):
        rosters.materialise_in_turn([daily("America/Lima")] * 2, utc(2026, 1, 1), utc(2026, 2, 1))


# Changes

DAY = [
    Shift("ana", utc(2026, 1, 1, 7), utc(2026, 1, 1, 15)),
    Shift("luis", utc(2026, 1, 1, 15), utc(2026, 1, 1, 23)),
]


def test_an_override_splits_the_shifts_that_it_touches() -> None:
    change = Override("rosa", utc(2026, 1, 1, 14), utc(2026, 1, 1, 16), "override:9")
    roster = rosters.apply_changes(DAY, [change], PEOPLE)
    assert [(shift.person, shift.starts_at.hour, shift.ends_at.hour) for shift in roster] == [
        ("ana", 7, 14), ("rosa", 14, 16), ("luis", 16, 23),
    ]  # fmt: skip
    assert roster[1].source == "override:9"


def test_an_override_may_fill_a_gap_and_split_one_shift_in_two() -> None:
    changes = [
        Override("rosa", utc(2026, 1, 1, 23), utc(2026, 1, 2, 7)),
        Override("juan", utc(2026, 1, 1, 9), utc(2026, 1, 1, 10)),
    ]
    roster = rosters.apply_changes(DAY, changes, PEOPLE)
    assert [shift.person for shift in roster] == ["ana", "juan", "ana", "luis", "rosa"]
    assert rosters.gaps(roster, utc(2026, 1, 1, 7), utc(2026, 1, 2, 7)) == []


def test_a_swap_exchanges_two_persons_whole_shifts() -> None:
    swap = Swap("ana", utc(2026, 1, 1, 7), "luis", utc(2026, 1, 1, 20), "swap:3")
    roster = rosters.apply_changes(DAY, [swap], PEOPLE)
    assert [(shift.person, shift.source) for shift in roster] == [
        ("luis", "swap:3"), ("ana", "swap:3"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "loc"),
    [
        (Swap("ana", utc(2026, 1, 1, 16), "luis", utc(2026, 1, 1, 20)), ["changes", 0, "one_at"]),
        (Swap("ana", utc(2026, 1, 1, 8), "luis", utc(2026, 1, 2)), ["changes", 0, "other_at"]),
        (Swap("ana", utc(2026, 1, 1, 8), "ana", utc(2026, 1, 1, 8)), ["changes", 0]),
        (Swap("ana", utc(2026, 1, 1, 8), "eva", utc(2026, 1, 1, 20)), ["changes", 0]),
        (Override("eva", utc(2026, 1, 1), utc(2026, 1, 2)), ["changes", 0]),
    ],
)
def test_a_change_that_cannot_be_is_refused_with_its_place(
    change: Override | Swap, loc: list[str | int]
) -> None:
    with pytest.raises(Unreadable) as refusal:
        rosters.apply_changes(DAY, [change], PEOPLE)
    assert refusal.value.errors[0][0] == loc


def test_a_change_that_a_later_rule_made_impossible_falls_and_the_others_hold() -> None:
    stale = Swap("ana", utc(2026, 1, 1, 16), "luis", utc(2026, 1, 1, 20))
    good = Override("rosa", utc(2026, 1, 1, 7), utc(2026, 1, 1, 8))
    roster, fallen = rosters.apply_what_holds(DAY, [stale, good], PEOPLE)
    assert fallen == [stale]
    assert roster == rosters.apply_changes(DAY, [good], PEOPLE)


overrides = st.builds(
    lambda person, start, hours: Override(
        person, utc(2026, 3, 1) + timedelta(hours=start), utc(2026, 3, 1, hours) + start * HOUR
    ),
    st.sampled_from(PEOPLE),
    st.integers(0, 300),
    st.integers(1, 23),
)
HOUR = timedelta(hours=1)


@settings(max_examples=examples(60), deadline=None)
@given(rules, st.lists(overrides, max_size=8))
def test_whatever_is_changed_nothing_overlaps_and_the_last_word_holds(
    rule: ShiftRule, changes: list[Override]
) -> None:
    planned = rosters.materialise(rule, utc(2026, 2, 1), utc(2026, 4, 1))
    roster = rosters.apply_changes(planned, changes, PEOPLE)
    assert rosters.overlaps(roster) == []
    if changes:
        last = changes[-1]
        assert Shift(last.person, last.starts_at, last.ends_at, last.source) in roster
    before, after = (rosters.gaps(x, utc(2026, 2, 1), utc(2026, 4, 1)) for x in (planned, roster))
    assert sum((g.ends_at - g.starts_at for g in after), timedelta()) <= sum(
        (g.ends_at - g.starts_at for g in before), timedelta()
    )


# Findings


def test_gaps_are_before_between_and_after() -> None:
    shifts = [DAY[0], Shift("luis", utc(2026, 1, 1, 16), utc(2026, 1, 1, 20))]
    assert rosters.gaps(shifts, utc(2026, 1, 1, 6), utc(2026, 1, 1, 23)) == [
        Gap(utc(2026, 1, 1, 6), utc(2026, 1, 1, 7)),
        Gap(utc(2026, 1, 1, 15), utc(2026, 1, 1, 16)),
        Gap(utc(2026, 1, 1, 20), utc(2026, 1, 1, 23)),
    ]
    assert rosters.gaps([], utc(2026, 1, 1), utc(2026, 1, 2)) == [
        Gap(utc(2026, 1, 1), utc(2026, 1, 2))
    ]
    assert rosters.gaps(DAY, utc(2026, 1, 1, 8), utc(2026, 1, 1, 9)) == []


def test_an_overlap_is_found_behind_a_long_shift() -> None:
    long = Shift("ana", utc(2026, 1, 1), utc(2026, 1, 3))
    inside = [Shift("luis", utc(2026, 1, 1, hour), utc(2026, 1, 1, hour + 1)) for hour in (2, 5)]
    assert rosters.overlaps([*inside, long]) == [(long, inside[0]), (long, inside[1])]


def test_a_law_that_ends_summer_time_moves_the_summers_shifts_by_an_hour() -> None:
    window = utc(2026, 1, 1), utc(2027, 1, 1)
    old, new = (
        rosters.materialise(daily(place), *window) for place in ("America/Nassau", "America/Panama")
    )
    changes = rosters.moved(old, new)
    assert all(
        change.after.starts_at - change.before.starts_at == HOUR
        for change in changes
        if change.before.starts_at != change.after.starts_at
    )
    assert len(changes) == 3 * 238 + 1  # summer time of 2026 and the shift that leads into it
    assert rosters.moved(old, old) == []


def test_a_shift_without_counterpart_is_said_to_appear_or_to_vanish() -> None:
    assert rosters.moved(DAY, DAY[:1]) == [Moved(DAY[1], None)]
    assert rosters.moved([], DAY[:1]) == [Moved(None, DAY[0])]
    far = Shift("ana", utc(2026, 1, 5, 7), utc(2026, 1, 5, 15))
    assert rosters.moved(DAY[:1], [far]) == [Moved(DAY[0], None), Moved(None, far)]


@pytest.mark.parametrize(
    ("hours", "own", "words"),
    [
        (6, "UTC", "lun 23 08:00 – 14:00 · 13:00 – 19:00 UTC"),
        (24, "UTC", "lun 23 08:00 – mar 24 08:00 · 13:00 – mar 24 13:00 UTC"),
        (11, "America/Costa_Rica",
         "lun 23 08:00 – 19:00 · 07:00 – 18:00, hora de Costa Rica · 13:00 – mar 24 00:00 UTC"),
    ],
)  # fmt: skip
def test_a_clock_of_another_day_names_its_day(hours: int, own: str, words: str) -> None:
    starts = utc(2026, 11, 23, 13)
    said = weeks.span(starts, starts + timedelta(hours=hours), "America/Panama", own)
    assert said == words
