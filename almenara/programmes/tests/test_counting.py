"""Counting by properties: a person in n activities counts once, and parts never exceed wholes."""

from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import almenara
from almenara.core.access.context import system_work
from almenara.core.parties.actor import SYSTEM
from almenara.core.types import services as types
from almenara.directory.tests import make as people
from almenara.formats import yamltext
from almenara.formats.refusal import Unreadable
from almenara.programmes import amending, services
from almenara.programmes.frameworks import StrategyShape
from almenara.programmes.models import Coverage, Goal, Result
from almenara.programmes.tests import make
from tests.shared import taken_back

STRATEGIC = Path(almenara.__file__).parent / "config" / "demonstration" / "strategic.yaml"
PEOPLE = ("A2", "A5", "D3.1")
STATES = ("MEX", "PER", "ARG")
NAMED = ("MEX", "PER")  # of these, those for whom D3 is
IN_ROWS = settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
COURSES = st.lists(
    st.tuples(
        st.sets(st.sampled_from(PEOPLE), min_size=1),
        st.sets(st.integers(0, 9), max_size=6),
        st.sampled_from(["planned", "held", "held", "cancelled"]),
        st.sampled_from(STATES),
    ),
    min_size=1, max_size=4,
)  # fmt: skip


def strategic(**more):
    return {**yamltext.document(STRATEGIC.read_bytes()), "slug": "prueba", **more}


@pytest.fixture
def desk(db):
    """Whoever plans and holds, beside a strategic plan."""
    types.load(SYSTEM, strategic())
    return people.officer()


@IN_ROWS
@given(COURSES)
def test_whatever_happens_each_counts_once_and_only_what_was_held(desk, courses):
    with taken_back():
        seen, states = defaultdict(set), defaultdict(set)
        for results, numbers, stage, state in courses:
            live(desk, make.activity(desk, *sorted(results), states=[state]), numbers, stage, state)
            for code in results if stage == "held" else ():
                states[code[0]].add(state)
                if state in NAMED or code != "D3.1":
                    seen[code] |= {(state, number) for number in numbers}
        with system_work():
            values = dict(Result.objects.filter(code__in=PEOPLE).values_list("code", "value"))
            goal = Goal.objects.get(strategy="prueba", code="O1")
            there = Coverage.objects.filter(held__gt=0).values_list("programme__code", "state")
            held = {(code[0], state) for code, state in there}
        assert values == {code: len(seen[code]) for code in PEOPLE}
        assert goal.people == len(seen["A2"] | seen["A5"])
        assert max(values["A2"], values["A5"]) <= goal.people <= values["A2"] + values["A5"]
        assert held == {(code, state) for code, found in states.items() for state in found}


def live(desk, activity, numbers, stage, state):
    rows = [f"Oficial {number},{state},,,,{state}-{number},600" for number in sorted(numbers)]
    if rows:
        make.enrolled(desk, activity, *rows)
    for verb in {"held": ("confirmed", "held"), "cancelled": ("cancelled",)}.get(stage, ()):
        services.step(desk, activity, verb)


CODES = st.lists(st.sampled_from(["A1", "A2", "A3", "B1", "G1"]), max_size=5)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(CODES, min_size=1, max_size=3))
def test_a_strategic_plan_names_a_result_once_or_is_refused(parts):
    goals = [
        {
            "code": f"O{number}",
            "names": dict.fromkeys(("es", "en", "pt", "fr"), "Meta"),
            "purposes": dict.fromkeys(("es", "en", "pt", "fr"), "Para algo"),
            "results": [{"plan": make.PLAN, "ids": codes}] if codes else [],
        }
        for number, codes in enumerate(parts)
    ]
    every = [code for codes in parts for code in codes]
    document = strategic(goals=goals)
    if len(set(every)) < len(every):
        with pytest.raises(ValueError, match="Está dos veces"):
            StrategyShape.model_validate(document)
    else:
        shape = StrategyShape.model_validate(document)
        assert sorted(code for _plan, code, _loc in shape.gathered()) == sorted(every)


@pytest.mark.django_db
def test_two_strategic_plans_never_hold_the_same_result():
    types.load(SYSTEM, strategic())
    with pytest.raises(Unreadable) as refused:
        types.load(SYSTEM, strategic(slug="otra"))
    assert refused.value.errors[0][0] == ["goals", 0, "results", 0, "ids", 0]
    with system_work():
        kept = Result.objects.exclude(goal=None)
        assert set(kept.values_list("goal__strategy", flat=True)) == {"prueba"}


def test_what_a_version_says_otherwise_is_found_and_nothing_else():
    one = {"id": "A1", "names": {"es": "Uno"}, "unit": "people", "target": {"kind": "none"}}
    two = {**one, "id": "A2", "target": {"kind": "exactly", "value": 3}}
    part = {"code": "A", "names": {"es": "A"}, "beneficiaries": {"rule": "all"}}
    before = {
        "period": ["2020-01-01", "2021-12-31"],
        "programmes": [{**part, "results": [one, two]}],
    }
    assert amending.changes(before, before) == []
    now = [{**one, "unit": "officers"}, {**two, "id": "A3"}]
    after = {
        "period": ["2020-01-01", "2022-12-31"],
        "programmes": [{**part, "beneficiaries": {"rule": "limited"}, "results": now}],
    }
    found = [(change.what, change.code) for change in amending.changes(before, after)]
    assert found == [
        ("period", ""), ("beneficiaries", "A"), ("left-out", "A2"), ("otherwise", "A1"),
        ("added", "A3"),
    ]  # fmt: skip
    back = [(change.what, change.code) for change in amending.changes(after, before)]
    assert ("left-out", "A3") in back
    assert ("added", "A2") in back


@pytest.mark.django_db
@pytest.mark.parametrize("stage", ["cancelled", "postponed"])
def test_what_will_not_be_held_takes_nobody_and_counts_nothing(stage):
    desk = people.officer()
    course = make.activity(desk)
    make.enrolled(desk, course, "Ana,MEX,,,,A-1,600")
    services.step(desk, course, stage)
    assert make.value("D3.1", desk) == 0
    with system_work():
        assert not Coverage.objects.exists()


@pytest.mark.django_db
def test_two_people_of_one_name_are_two_until_somebody_says_otherwise():
    desk = people.officer()
    course = make.held(desk)
    answer = make.enrolled(
        desk, course, "Ana Ruiz,MEX,Aduana,,,D-1,600", "Ana Ruiz,MEX,Aduana,,,D-2,600",
        "ana ruiz,MEX,Otra,,,,600",
    )  # fmt: skip
    assert (answer["rows"], make.value("D3.1", desk)) == (3, 3)


@pytest.mark.django_db
def test_a_result_that_nobody_serves_and_an_activity_that_serves_two_count_right():
    desk = people.officer()
    both = make.held(desk, "D3.1", "A2")
    make.enrolled(desk, both, "Ana,MEX,,,,A-1,600", "Eva,ESP,,,,E-1,600")
    assert [make.value(code, desk) for code in ("D3.1", "A2", "A5")] == [1, 1, 0]
    with system_work():
        apart = dict(Result.objects.filter(apart__gt=0).values_list("code", "apart"))
    assert apart == {"D3.1": 1, "A2": 1}
