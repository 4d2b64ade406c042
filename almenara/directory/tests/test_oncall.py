"""On call: the rules of who is told, in order, at any moment."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from almenara.directory.oncall import (
    ESCALATION,
    Absence,
    Holder,
    Post,
    left_out,
    only_one,
    steps,
    until,
)
from almenara.directory.rosters import Shift
from tests.extent import examples

pytestmark = pytest.mark.sampled

START = datetime(2026, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
PEOPLE = ("ana", "luis", "rosa", "juan")


def at(hours: int) -> datetime:
    return START + hours * HOUR


def post(kind: str, *people: str, shifts: tuple[Shift, ...] | None = None) -> Post:
    holders = tuple(Holder(person, START) for person in people)
    return Post(f"post-{kind}", kind, holders, shifts is not None, shifts or ())


def told(posts: list[Post], moment: datetime, *absences: Absence) -> list[tuple[str, str]]:
    return [(step.kind, step.person) for step in steps(posts, moment, absences=absences)]


ROSTER = (Shift("ana", at(0), at(8)), Shift("luis", at(8), at(16)))
DUTY = post("duty", "luis", "ana", shifts=ROSTER)
ALTERNATE, HEAD = post("alternate", "rosa"), post("head", "juan")


def test_duty_is_who_has_the_shift_then_alternate_then_head() -> None:
    assert told([HEAD, DUTY, ALTERNATE], at(1)) == [
        ("duty", "ana"), ("alternate", "rosa"), ("head", "juan"),
    ]  # fmt: skip
    assert [step.step for step in steps([DUTY, ALTERNATE, HEAD], at(9))] == [1, 2, 3]
    assert steps([DUTY], at(8))[0].person == "luis"


def test_a_gap_in_the_duty_begins_with_the_next_kind() -> None:
    assert told([DUTY, ALTERNATE, HEAD], at(20)) == [("alternate", "rosa"), ("head", "juan")]
    assert left_out([DUTY, ALTERNATE, HEAD], at(20)) == ["duty"]
    assert left_out([], at(0)) == list(ESCALATION)


def test_where_nobody_is_on_duty_there_is_no_step() -> None:
    assert steps([DUTY], at(20)) == []
    assert steps([], at(0)) == []


def test_a_duty_post_without_roster_is_the_first_designated_always() -> None:
    assert told([post("duty", "luis", "ana")], at(500)) == [("duty", "luis")]


def test_an_alternate_with_a_roster_follows_it() -> None:
    alternate = post("alternate", "rosa", shifts=(Shift("rosa", at(8), at(16)),))
    assert told([DUTY, alternate], at(1)) == [("duty", "ana")]
    assert told([DUTY, alternate], at(9)) == [("duty", "luis"), ("alternate", "rosa")]


def test_nobody_is_told_twice_in_a_row_but_may_be_told_again_later() -> None:
    assert told([DUTY, post("alternate", "ana"), HEAD], at(1)) == [
        ("duty", "ana"), ("head", "juan"),
    ]  # fmt: skip
    assert told([DUTY, ALTERNATE, post("head", "ana")], at(1)) == [
        ("duty", "ana"), ("alternate", "rosa"), ("head", "ana"),
    ]  # fmt: skip


def test_the_kind_says_the_order_and_what_is_left_out() -> None:
    found = steps([DUTY, ALTERNATE, HEAD], at(1), escalation=("head", "duty"))
    assert [step.kind for step in found] == ["head", "duty"]


def test_a_person_removed_from_the_post_is_told_nothing_more() -> None:
    holders = (Holder("ana", START, at(4)), Holder("luis", START))
    duty = Post("p", "duty", holders, rostered=True, shifts=ROSTER)
    assert told([duty, ALTERNATE], at(3))[0] == ("duty", "ana")
    assert told([duty, ALTERNATE], at(4)) == [("alternate", "rosa")]
    assert until([duty, ALTERNATE], at(3)) == at(4)


def test_a_person_not_yet_designated_is_not_told() -> None:
    assert steps([Post("p", "head", (Holder("juan", at(5)),))], at(4)) == []


def test_while_a_holder_is_away_the_substitute_acts_and_says_for_whom() -> None:
    absence = Absence("ana", "eva", at(2), at(4))
    assert [told([DUTY], at(hour), absence)[0][1] for hour in (1, 2, 3, 4)] == [
        "ana", "eva", "eva", "ana",
    ]  # fmt: skip
    assert steps([DUTY], at(2), absences=[absence])[0].acting_for == "ana"
    assert steps([DUTY], at(1), absences=[absence])[0].acting_for == ""
    assert until([DUTY], at(1), absences=[absence]) == at(2)


def test_a_substitute_who_is_the_next_step_is_told_once() -> None:
    absence = Absence("ana", "rosa", at(0), at(8))
    assert told([DUTY, ALTERNATE, HEAD], at(1), absence) == [("duty", "rosa"), ("head", "juan")]


def test_a_substitute_who_is_away_passes_nothing_on() -> None:
    chain = [Absence("ana", "eva", at(0), at(8)), Absence("eva", "luz", at(0), at(8))]
    assert told([DUTY], at(1), *chain) == [("duty", "ana")]


def test_two_who_stand_in_for_each_other_do_not_leave_a_hole() -> None:
    circle = [Absence("ana", "eva", at(0), at(8)), Absence("eva", "ana", at(0), at(8))]
    assert told([DUTY], at(1), *circle) == [("duty", "ana")]
    assert told([DUTY], at(1), Absence("ana", "ana", at(0), at(8))) == [("duty", "ana")]


@pytest.mark.parametrize(
    ("posts", "answer"),
    [
        ([], False),
        ([post("duty", "ana")], True),
        ([post("duty", "ana"), post("alternate", "ana"), post("head", "ana")], True),
        ([post("duty", "ana"), post("alternate", "rosa")], False),
        ([post("duty", "ana", "luis")], False),
        ([DUTY], False),
        ([post("duty", "ana", "luis", shifts=(ROSTER[0],))], True),
        ([post("duty", "ana"), post("observer", "rosa")], True),
    ],
)
def test_only_one_says_that_everything_hangs_on_one_person(posts: list[Post], answer: bool) -> None:
    assert only_one(posts, at(1)) is answer


def test_the_answer_holds_until_the_next_hand_over() -> None:
    assert until([DUTY, ALTERNATE], at(1)) == at(8)
    assert until([DUTY, ALTERNATE], at(9)) == at(16)
    assert until([DUTY, ALTERNATE], at(20)) is None
    assert until([ALTERNATE], at(1)) is None


def test_a_hand_over_to_the_same_person_changes_nothing() -> None:
    shifts = (*ROSTER[:1], Shift("ana", at(8), at(16)))
    assert until([post("duty", "ana", shifts=shifts)], at(1)) == at(16)


moments = st.integers(0, 48).map(at)
holders = st.builds(
    lambda person, since, hours: Holder(person, since, hours and since + hours * HOUR),
    st.sampled_from(PEOPLE), moments, st.one_of(st.none(), st.integers(1, 48)),
)  # fmt: skip
shifts = st.builds(
    lambda person, start, hours: Shift(person, start, start + hours * HOUR),
    st.sampled_from(PEOPLE), moments, st.integers(1, 12),
)  # fmt: skip
posts_drawn = st.lists(
    st.builds(
        Post,
        id=st.uuids().map(str),
        kind=st.sampled_from((*ESCALATION, "observer")),
        holders=st.lists(holders, max_size=4).map(tuple),
        rostered=st.booleans(),
        shifts=st.lists(shifts, max_size=6).map(tuple),
    ),
    max_size=5,
)
absences_drawn = st.lists(
    st.builds(
        lambda person, substitute, start, hours: Absence(
            person, substitute, start, start + hours * HOUR
        ),
        st.sampled_from(PEOPLE), st.sampled_from((*PEOPLE, "eva")), moments, st.integers(1, 24),
    ),
    max_size=3,
)  # fmt: skip
orders = st.permutations(ESCALATION).flatmap(
    lambda order: st.integers(0, 3).map(lambda n: tuple(order[:n]))
)


@settings(max_examples=examples(80), deadline=None)
@given(posts_drawn, moments, orders, absences_drawn)
def test_steps_are_numbered_in_the_kinds_order_and_never_twice_in_a_row(
    posts: list[Post], moment: datetime, order: tuple[str, ...], absences: list[Absence]
) -> None:
    found = steps(posts, moment, order, absences)
    assert [step.step for step in found] == list(range(1, len(found) + 1))
    assert [order.index(step.kind) for step in found] == sorted(
        order.index(step.kind) for step in found
    )
    assert all(one.person != other.person for one, other in pairwise(found))


@settings(max_examples=examples(80), deadline=None)
@given(posts_drawn, moments, absences_drawn)
def test_only_present_holders_and_their_substitutes_are_told(
    posts: list[Post], moment: datetime, absences: list[Absence]
) -> None:
    by_id = {post.id: post for post in posts}
    standing_in = {a.substitute for a in absences if a.starts_at <= moment < a.ends_at}
    for step in steps(posts, moment, absences=absences):
        present = {
            holder.person
            for holder in by_id[step.post].holders
            if holder.since <= moment and (holder.until is None or moment < holder.until)
        }
        assert (step.acting_for or step.person) in present
        assert step.person in present | standing_in


@settings(max_examples=examples(80), deadline=None)
@given(posts_drawn, moments, absences_drawn)
def test_a_kind_is_left_out_or_stands_in_the_steps_or_repeats_the_step_before(
    posts: list[Post], moment: datetime, absences: list[Absence]
) -> None:
    present = {step.kind for step in steps(posts, moment, absences=absences)}
    assert present.isdisjoint(left_out(posts, moment))
    assert bool(present) == (left_out(posts, moment) != list(ESCALATION))


@settings(max_examples=examples(80), deadline=None)
@given(posts_drawn, moments, absences_drawn, st.integers(0, 60 * 48))
def test_until_is_the_first_moment_at_which_the_answer_differs(
    posts: list[Post], moment: datetime, absences: list[Absence], minutes: int
) -> None:
    now, end = (f(posts, moment, absences=absences) for f in (steps, until))
    later = moment + timedelta(minutes=minutes)
    if end is None or later < end:
        assert steps(posts, later, absences=absences) == now
    if end is not None:
        assert end > moment
        assert steps(posts, end, absences=absences) != now
