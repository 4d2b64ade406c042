"""Each series by the method that fits it; what cannot be said is not said; the same again."""

import json
from datetime import date, timedelta

import numpy as np
import pytest

from almenara.observatory import judging, watchlist
from almenara.observatory.cells import Cell, table
from almenara.observatory.judging import LEVELS, NEWEST, chosen, outcomes
from almenara.observatory.tests import flows

LEVEL = LEVELS[NEWEST]


def annual(*values, first=2010, **more):
    return [
        Cell(("A",), str(first + at), value, more.get(f"at{first + at}", "A"))
        for at, value in enumerate(values)
    ]


def weekly(counts, last=date(2023, 10, 2)):
    first = last - timedelta(7 * (len(counts) - 1))
    named = [(first + timedelta(7 * at)).isocalendar() for at in range(len(counts))]
    return [
        Cell(("W",), f"{year}-W{week:02}", float(n))
        for (year, week, _day), n in zip(named, counts, strict=True)
    ]


def only(inputs):
    return outcomes([inputs], LEVEL)[0]


def test_a_level_that_changed_for_good_is_a_break_and_a_steady_one_is_not():
    broken = chosen("A", annual(5, 5.2, 4.9, 5.1, 5, 5.1, 14, 15, 14.5), is_count=False)
    assert broken["method"] == "breaks"
    said = only(broken)
    assert (said.period, said.probability < 0.001) == ("2016", True)
    assert said.observed == pytest.approx(14.5, abs=0.1)
    assert said.expected == pytest.approx(5.05, abs=0.05)
    assert said.expected < said.bound < said.observed
    steady = only(chosen("A", annual(*[5, 5.1] * 6), is_count=False))
    assert steady.probability == 1


def test_a_break_of_long_ago_is_no_signal_today():
    values = [5.0] * 5 + [14.0, 15, 14.5, 14.2, 14.8, 14.4]
    assert only(chosen("A", annual(*values), is_count=False)).probability == 1


def test_a_change_of_method_is_no_change_of_trend():
    line = annual(*[5.0] * 9, 15, 15.1, 15.2, at2019="B")
    assert chosen("A", line, is_count=False) == "short"


@pytest.mark.parametrize(
    ("cells", "why"),
    [(annual(1, 2, 3), "short"), (annual(*[3] * 9, 0), "zeros"), ([], "short")],
)
def test_too_little_is_said_to_be_too_little(cells, why):
    assert chosen("A", cells, is_count=False) == why


def test_weekly_counts_by_how_long_they_are_known():
    random = np.random.default_rng(3)
    counts = random.poisson(20, 330)
    counts[-1] = 60
    long = chosen("W", weekly(counts), is_count=True)
    assert long["method"] == "farrington"
    said = only(long)
    assert said.probability < 1e-6
    assert said.observed == 60 > said.bound > said.expected
    assert said.is_confirmed
    short = chosen("W", weekly(counts[-30:]), is_count=True)
    assert (short["method"], only(short).probability < 1e-6) == ("ears-c2", True)
    assert chosen("W", weekly(counts[-5:]), is_count=True) == "short"
    gap = weekly(counts[-30:])
    del gap[-4]
    assert chosen("W", gap, is_count=True) == "gaps"
    assert only(chosen("W", weekly(random.poisson(20, 330)), is_count=True)).probability > 1e-4


def test_what_is_kept_gives_the_same_again_alone_or_with_others():
    random = np.random.default_rng(5)
    many = [chosen("W", weekly(random.poisson(10, 330)), is_count=True) for _one in range(5)]
    many.append(chosen("A", annual(*[5.0] * 9, 9, 9.1), is_count=False))
    together = outcomes(many, LEVEL)
    for inputs, said in zip(many, together, strict=True):
        assert only(json.loads(json.dumps(inputs))).is_same(said)
    assert not together[0].is_same(together[1])


def pooled_alone(*groups):
    """Each State's own newest figures beside what is out of the others."""
    return [
        judging.pooled([one], [*groups[:at], *groups[at + 1 :]])[0] for at, one in enumerate(groups)
    ]


def test_a_young_category_leans_on_the_others():
    groups = [annual(1, 2, 1, 1), annual(2, 1, 1, 1), annual(0, 1, 1, 9)]
    found = [only(one) for one in pooled_alone(*groups)]
    assert found[2].probability < 0.01 < found[0].probability
    assert pooled_alone(*groups, annual(4, 8))[3] == "short"
    assert pooled_alone(*groups[:2]) == ["short", "short"]
    # months that differ much make the next one less surprising
    restless = [annual(1, 6, 0, 1), annual(5, 0, 4, 1), annual(0, 3, 0, 9)]
    assert only(pooled_alone(*restless)[2]).probability > 10 * found[2].probability


@pytest.mark.parametrize("unpublished", [3.0, 4000.0])
def test_what_others_have_not_published_moves_no_signal(unpublished):
    """Whoever delivers again and again and watches their signal learns nothing of the others."""
    flow = flows.crimes()
    keys = {state: ("A", state, "_T", "_T", "NUMBER") for state in flows.ISO[:5]}
    states = {key: state for state, key in keys.items()}
    cells = [Cell(key, str(2019 + at), n) for key in states for at, n in enumerate((2, 1, 2, 2))]
    out = table(flow.dimensions, cells)
    own = [cell for cell in cells if cell.key[1] == "ABW"]
    own[-1] = own[-1]._replace(value=20.0)
    theirs = [cell._replace(value=unpublished) for cell in cells if cell.key[1] != "ABW"]
    theirs += [Cell(one.key, "2023", unpublished) for one in theirs if one.period == "2022"]

    def told(*delivered):
        stored = table(flow.dimensions, [*own, *delivered])
        every, _silent = watchlist.candidates(flow, stored, states, out)
        return [one for one in watchlist.signals(every, LEVEL) if one.candidate.state == "ABW"]

    assert told(*theirs) == told()
    assert len(told()) == 1
    nothing = table(flow.dimensions, ())
    assert (
        watchlist.candidates(flow, table(flow.dimensions, own + theirs), states, nothing)[0] == []
    )


def test_a_change_of_mode_names_the_mode_that_grew():
    inputs = judging.by_mode(["AIR", "LAND", "SEA"], ["2022", "2023"], [40, 40, 20], [5, 20, 30])
    said = only(inputs)
    assert judging.grown(inputs) == "SEA"
    assert (said.period, said.probability < 1e-4) == ("2023", True)
    assert said.observed == pytest.approx(30 / 55)
    assert said.expected == pytest.approx(0.2)
    assert only(judging.by_mode(["A", "B"], ["1", "2"], [1, 1], [2, 0])) is None


def test_among_many_series_of_a_state_few_false_signals_are_kept():
    random = np.random.default_rng(7)
    flow = flows.crimes(sums=["SEX"])
    cells, states = [], {}
    for state in flows.ISO[:3]:
        for sex in ("_T", "F", "M"):
            for age in ("_T", "Y0T9", "Y10T14", "Y15T29", "Y_GE30"):
                key = ("A", state, sex, age, "NUMBER")
                level = np.full(14, 30)
                if (state, sex, age) == ("ARG", "F", "Y15T29"):
                    level = np.where(np.arange(14) < 12, 30, 90)
                states[key] = state
                cells += [
                    Cell(key, str(2010 + at), float(n))
                    for at, n in enumerate(random.poisson(level))
                ]
    cells.append(Cell(("A", "MEX", "_T", "_T", "NUMBER"), "2023", 4.0))
    every, silent = watchlist.candidates(
        flow, table(flow.dimensions, cells), states, table(flow.dimensions, ())
    )
    assert silent == {"short": 1}
    assert watchlist.judged(every) == dict.fromkeys(flows.ISO[:3], 15)
    found = list(watchlist.signals(every, LEVEL))
    assert [(one.candidate.key[1:4], one.rank) for one in found] == [(("ARG", "F", "Y15T29"), 1)]
    assert found[0].discovery <= LEVEL.fdr
