"""Early warning: what must be true of any counts, and of a few that are known."""

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from almenara.observatory.detection import (
    breaks,
    ears,
    farrington,
    modes,
    multiplicity,
    rates,
    scan,
    seasons,
    simulation,
    tails,
    weekly,
)
from almenara.observatory.detection.farrington import Options
from almenara.observatory.detection.seasons import Window
from tests.extent import WHOLE

pytestmark = pytest.mark.sampled
START = date(2001, 1, 1)
JUDGED = 49


@pytest.fixture(scope="module")
def drawn():
    return simulation.simulate(20, 1)


@pytest.fixture(scope="module")
def series(drawn):
    return weekly.of_matrix(drawn.counts, START)


def same(left, right):
    assert np.allclose(left.expected, right.expected, rtol=1e-6, equal_nan=True)
    assert np.array_equal(left.bound, right.bound, equal_nan=True)


def test_a_tail_falls_with_the_count_and_grows_with_what_is_expected():
    count = np.arange(200)
    for dispersion in (1, 1.0001, 1.5, 40):
        down = tails.tail(count, 12.5, dispersion)
        assert down[0] == 1
        assert (np.diff(down) <= 0).all()
        assert (np.diff(tails.tail(9, np.linspace(0.1, 40), dispersion)) > 0).all()


def test_almost_poisson_is_poisson():
    assert tails.tail(7, 3.0, 1 + 1e-7) == pytest.approx(tails.tail(7, 3.0, 1), rel=1e-5)


@settings(deadline=None, max_examples=60)
@given(st.floats(0.001, 0.5), st.floats(1e-8, 1e5), st.floats(1, 300))
def test_a_quantile_is_the_smallest_count_that_is_enough(alpha, mean, dispersion):
    bound = float(tails.quantile(1 - alpha, mean, dispersion))
    assert tails.tail(bound + 1, mean, dispersion) <= alpha * (1 + 1e-12)
    assert bound == 0 or tails.tail(bound, mean, dispersion) > alpha * (1 - 1e-12)


def test_what_is_not_known_has_no_quantile():
    assert np.isnan(tails.quantile(0.99, [np.nan, 3.0], 1.0)).tolist() == [True, False]


def test_the_history_of_a_week_by_index():
    design = seasons.design((52, 104, 156), Window(b=3))
    assert (design.back[0], design.back[-1]) == (159, 27)
    assert design.levels == 10
    assert (np.diff(design.back) == -1).all()
    assert set(design.back[design.level == 0]) == {
        *range(49, 56),
        *range(101, 108),
        *range(153, 160),
    }
    spans = [int((design.level[design.back > 103] == level).sum()) for level in range(1, 10)]
    assert spans == [5] * 9  # 45 weeks between two windows
    for level in range(1, 10):  # the same season every year
        weeks = design.back[design.level == level]
        assert {int(week) % 52 for week in weeks if week > 104} >= {int(w) % 52 for w in weeks}


def test_years_by_the_calendar_meet_the_nearest_same_weekday():
    day = date(2016, 2, 29)  # a Monday
    back = seasons.references(day, Window(b=5, years="calendar"))
    former = [day - timedelta(weeks=weeks) for weeks in back]
    assert [one.isoweekday() for one in former] == [1] * 5
    wanted = [date(2015, 3, 1), date(2014, 3, 1), date(2013, 3, 1), date(2012, 2, 29)]
    assert all(abs((a - b).days) <= 3 for a, b in zip(former, wanted, strict=False))
    assert seasons.references(day, Window(b=2)) == (52, 104)


@pytest.mark.parametrize("years", ["index", "calendar"])
def test_all_at_once_is_one_by_one_in_any_order(drawn, series, years):
    options = Options(Window(years=years))
    picks = series.newest(2)
    together = farrington.judge(series, picks, options)
    backwards = weekly.of_matrix(drawn.counts[::-1], START)
    turned = farrington.judge(backwards, backwards.newest(2), options)
    expected = together.expected.reshape(-1, 2)
    assert np.allclose(expected, turned.expected.reshape(-1, 2)[::-1], rtol=1e-9)
    for row in (0, 17, 41):
        alone = weekly.of_matrix(drawn.counts[row : row + 1], START)
        found = farrington.judge(alone, alone.newest(2), options)
        assert np.array_equal(found.bound, together.bound.reshape(-1, 2)[row], equal_nan=True)


def test_series_of_any_length_stand_side_by_side(drawn):
    long, short = drawn.counts[12], drawn.counts[13][-300:]
    mixed = weekly.Weekly(
        ["long", "short"],
        np.array([START.toordinal(), START.toordinal() + 7 * 324]),
        np.array([624, 300]),
        np.concatenate([long, short]).astype(float),
    )
    picks = mixed.newest(1)
    assert picks.tolist() == [623, 923]
    assert mixed.days(picks).tolist() == [START.toordinal() + 7 * 623] * 2
    found = farrington.judge(mixed, picks, Options())
    alone = weekly.of_matrix(drawn.counts[13:14], START)
    once = farrington.judge(alone, alone.newest(1), Options())
    assert found.expected[1] == pytest.approx(once.expected[0])


def test_too_short_a_history_or_too_few_cases_say_nothing(drawn):
    brief = weekly.of_matrix(drawn.counts[:, :263], START)  # one week less than 5 years and 3 weeks
    assert np.isnan(farrington.judge(brief, brief.newest(1), Options()).bound).all()
    calm = np.tile([1.0, 1, 1, 1], 156)[None]
    quiet = weekly.of_matrix(calm, START)
    found = farrington.judge(quiet, quiet.newest(1), Options())
    assert np.isnan(found.bound).all()
    assert not found.alarm.any()
    assert found.expected[0] == pytest.approx(1, rel=1e-3)


def test_nothing_but_zeros_expects_nothing_and_five_cases_are_an_alarm():
    counts = np.zeros((2, 624))
    counts[1, -1] = 5
    series = weekly.of_matrix(counts, START)
    found = farrington.judge(series, series.newest(1), Options())
    assert found.expected == pytest.approx(0, abs=1e-6)
    assert found.alarm.tolist() == [False, True]


def test_where_the_season_had_no_case_an_upper_limit_says_nothing():
    counts = np.zeros((1, 624))
    counts[0, -1] = 5
    series = weekly.of_matrix(counts, START)
    found = farrington.judge(series, series.newest(1), Options(threshold="muan"))
    assert np.isnan(found.bound[0])


def test_a_trend_is_followed_but_never_beyond_what_was_seen():
    week = np.arange(624)
    rising = np.round(5 * np.exp(week / 200))[None]
    series = weekly.of_matrix(rising, START)
    picks = series.newest(1)
    assert not farrington.forecast(series, picks, Options()).trend[0]
    steady = weekly.of_matrix(np.round(200 * np.exp(-week / 300))[None], START)
    found = farrington.forecast(steady, picks, Options())
    assert found.trend[0]
    assert found.slope[0] == pytest.approx(-52 / 300, rel=0.02)
    assert not farrington.forecast(steady, picks, Options(Window(b=2))).trend[0]


def test_an_outbreak_of_the_past_does_not_hide_the_next_one(drawn):
    calm, before = np.full((1, 624), 10.0), np.full((1, 624), 10.0)
    before[0, 624 - 105] = 90
    bounds = []
    for counts in (calm, before):
        series = weekly.of_matrix(counts, START)
        bounds.append(farrington.judge(series, series.newest(1), Options()).bound[0])
    assert bounds[1] <= bounds[0] + 2


@pytest.mark.parametrize("threshold", ["nbPlugin", "delta", "muan"])
def test_a_stricter_level_has_a_higher_bound(series, threshold):
    picks = series.newest(1)
    found = [
        farrington.judge(series, picks, Options(alpha=alpha, threshold=threshold)).bound
        for alpha in (0.1, 0.01, 0.001)
    ]
    known = ~np.isnan(found[0])
    assert (found[0] <= found[1])[known].all()
    assert (found[1] <= found[2])[known].all()


def test_ears_compares_with_the_weeks_before():
    counts = np.array([[3, 5, 4, 4, 5, 3, 4, 4, 4, 30]], dtype=float)
    series = weekly.of_matrix(counts, START)
    found = ears.judge(series, series.newest(None), "c1", 0.001)
    assert np.isnan(found.bound[:7]).all()
    assert found.expected[9] == pytest.approx(counts[0, 2:9].mean())
    assert found.alarm.tolist() == [False] * 9 + [True]
    assert ears.judge(series, series.newest(1), "c2", 0.001).expected[0] == pytest.approx(4)


def test_ears_c3_remembers_two_weeks():
    counts = np.array([[3, 5, 4, 4, 5, 3, 4, 4, 4, 4, 4, 8, 8, 6]], dtype=float)
    series = weekly.of_matrix(np.repeat(counts, 1, axis=0), START)
    last = series.newest(1)
    assert ears.judge(series, last, "c3", 0.001).bound < ears.judge(series, last, "c2", 0.001).bound


def test_the_scan_adds_weeks_up_and_its_bound_says_the_same(series):
    picks = series.newest(JUDGED if WHOLE else 12)
    found = scan.judge(series, picks, "index")
    level = scan.calibration()["level"]
    assert np.array_equal(found.alarm, (found.probability <= level) & (found.count > 0))
    weekly_only = farrington.forecast(series, picks, Options())
    assert np.allclose(found.expected, weekly_only.expected)
    assert (scan.judge(series, picks, "index", level / 10).bound >= found.bound).all()


def test_three_weeks_that_are_a_little_too_many_are_seen_together():
    random = np.random.default_rng(5)
    counts = random.poisson(20, (1, 624)).astype(float)
    counts[0, -3:] = (29, 30, 30)
    series = weekly.of_matrix(counts, START)
    assert scan.judge(series, series.newest(1), "index").alarm[0]
    assert not farrington.judge(series, series.newest(1), Options(alpha=0.005)).alarm[0]


def test_the_scan_finds_simulated_outbreaks_it_was_not_calibrated_on():
    drawn = simulation.simulate(4242, 2)
    series = weekly.of_matrix(drawn.counts, START)
    outbreak = drawn.outbreak[:, -JUDGED:]
    found = scan.judge(series, series.newest(JUDGED), "index")
    score = simulation.score(found.alarm.reshape(outbreak.shape), outbreak)
    assert score.false <= 0.018  # 84 series only; the whole measure is bench/detect.py
    assert score.found >= 0.42
    assert score.f1 >= 0.40


def test_the_simulation_is_the_same_for_the_same_seed(drawn):
    again = simulation.simulate(20, 1)
    assert np.array_equal(again.counts, drawn.counts)
    assert drawn.counts.shape == (42, simulation.WEEKS)
    assert (drawn.outbreak[:, : simulation.CURRENT - 1] == 0).all()
    assert (drawn.outbreak.sum(axis=1) >= 1).all()


def test_false_discovery_is_benjamini_and_hochbergs():
    # five tests worked by hand: p·n/rank, then never more than what follows
    found = multiplicity.false_discovery([0.01, 0.04, np.nan, 0.03, 0.20, 0.005])
    assert found == pytest.approx([0.025, 0.05, np.nan, 0.05, 0.2, 0.025], nan_ok=True)
    assert np.isnan(multiplicity.false_discovery([np.nan])).all()


def test_among_many_series_without_outbreaks_few_signals_are_kept():
    random = np.random.default_rng(1)
    runs = [multiplicity.false_discovery(random.uniform(size=500)) <= 0.05 for _run in range(200)]
    assert np.mean([run.any() for run in runs]) <= 0.1


def test_a_change_of_mode_is_seen_and_says_which():
    # air, land, sea; the same shares, another mode, too few, one mode only
    before = [[40, 40, 20], [40, 40, 20], [2, 1, 1], [50, 0, 0]]
    now = [[20, 20, 10], [5, 20, 25], [1, 3, 0], [60, 0, 0]]
    found = modes.changes(before, now)
    assert found.probability[0] == pytest.approx(1, abs=1e-6)
    assert found.probability[1] < 1e-4
    assert np.isnan(found.probability[2:]).all()
    assert found.contribution[1].argmax() == 2
    assert found.contribution[1].argmin() == 0


def test_a_mode_never_seen_before_counts_too():
    assert modes.changes([[50, 50, 0]], [[20, 20, 20]]).probability[0] < 1e-4


def test_the_g_test_holds_its_level():
    random = np.random.default_rng(3)
    shares = [0.5, 0.3, 0.2]
    before, now = (random.multinomial(size, shares, 4000) for size in (200, 60))
    assert 0.03 < (modes.changes(before, now).probability < 0.05).mean() < 0.07


def test_a_break_is_where_the_level_changes():
    rates_ = [5, 5.2, 4.9, 5.1, 5, 5.1, 14, 15, 14.5, 15.2]
    first, second = breaks.stretches(rates_)
    assert (first.begin, first.end, second.begin, second.end) == (0, 6, 6, 10)
    assert second.level == pytest.approx(14.67, abs=0.01)
    assert len(breaks.stretches([5.0] * 20)) == 1
    assert breaks.stretches([5, 10, 20]) == []
    with pytest.raises(ValueError, match="above 0"):
        breaks.stretches([5.0] * 9 + [0.0])


def test_the_cutting_is_the_cheapest_of_all():
    random = np.random.default_rng(8)
    for _again in range(20):
        rates_ = np.exp(np.repeat(random.normal(0, 1, 3), 4) + random.normal(0, 0.3, 12))
        found = [one.begin for one in breaks.stretches(rates_)][1:]
        assert found == cheapest(np.log(rates_), breaks.PENALTY)


def cheapest(logs, penalty):
    """All cuttings tried."""
    best, chosen = np.inf, []
    for mask in range(2 ** (len(logs) - 1)):
        cuts = [at for at in range(1, len(logs)) if mask >> (at - 1) & 1]
        edges = [0, *cuts, len(logs)]
        parts = [logs[a:b] for a, b in pairwise(edges)]
        if min(map(len, parts)) < breaks.SHORTEST:
            continue
        cost = sum(((part - part.mean()) ** 2).sum() for part in parts) + penalty * len(cuts)
        if cost < best - 1e-12:
            best, chosen = cost, cuts
    return chosen


def test_a_young_category_borrows_from_the_others():
    counts, weeks = [0, 2, 1, 40, 1, 2], [20, 20, 20, 20, 20, 2]
    found = rates.pool(counts, weeks)
    own = np.array(counts) / weeks
    mean = sum(counts) / sum(weeks)
    assert (found.rate[0] > own[0], found.rate[3] < own[3]) == (True, True)
    assert abs(found.rate[5] - mean) < abs(own[5] - mean)
    tail = found.tail([5] * 6, 3)
    assert tail[0] < 0.05 < tail[3]
    assert (found.bound(3, 0.001) >= found.bound(3, 0.01)).all()


def test_states_that_are_alike_are_pooled_whole_and_too_few_not_at_all():
    alike = rates.pool([10] * 8, [20] * 8)
    assert alike.rate == pytest.approx([0.5] * 8, rel=1e-3)
    assert rates.pool([1, 2], [5, 5]) is None
    assert rates.pool([0, 0, 0], [5, 5, 5]) is None
    assert rates.pool([3, 0, 2, 0], [5, 0, 5, 5]).rate[1] > 0
