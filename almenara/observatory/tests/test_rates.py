"""Rates: a worked example from the literature, an independent computation, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from almenara.formats.refusal import Unreadable
from almenara.observatory import rates

WHO, SEGI = rates.STANDARDS["who-2000-2025"], rates.STANDARDS["segi-1966"]
WIDE = [(0, 14), (15, 24), (25, 64), (65, None)]

# Fay and Feuer 1997, table II: Down's syndrome in Michigan 1950-1964, mothers of five or more
# children by age, standardised by all live births
CASES = [0, 8, 63, 112, 262, 295]
BIRTHS = [327, 30_666, 123_419, 149_919, 104_088, 34_392]
ALL_BIRTHS = (319_933, 931_318, 786_511, 488_235, 237_863, 61_313)


def test_the_worked_example_of_fay_and_feuer():
    bands = [(5 * at, 5 * at + 4) for at in range(5)] + [(25, None)]
    births = rates.Standard("births", "", ALL_BIRTHS)
    found = rates.standardised(CASES, BIRTHS, bands, births, level=0.9)
    # the limit that the authors' own program asht gives on one side at 95 %
    assert found.upper == pytest.approx(173.0817, abs=5e-5)
    assert found.value == pytest.approx(75.529, abs=5e-4)


def test_one_stratum_is_garwoods_exact_interval():
    for count in (0, 1, 7, 150):
        found = rates.crude(count, 200_000)
        lower = stats.chi2.ppf(0.025, 2 * count) / 2 if count else 0
        upper = stats.chi2.ppf(0.975, 2 * count + 2) / 2
        assert (found.value, found.lower, found.upper) == pytest.approx(
            (count / 2, lower / 2, upper / 2)
        )


counts = st.lists(st.integers(0, 40), min_size=4, max_size=4)
people = st.lists(st.integers(1_000, 5_000_000), min_size=4, max_size=4)


@given(counts, people)
def test_the_interval_is_that_of_an_independent_computation(cases, population):
    weight = rates.weights(WHO, WIDE)
    found = rates.standardised(cases, population, WIDE, WHO)
    rate = sum(w * c / p for w, c, p in zip(weight, cases, population, strict=True)) * 1e5
    spread = sum(c * (w / p) ** 2 for w, c, p in zip(weight, cases, population, strict=True)) * 1e10
    largest = max(w / p for w, p in zip(weight, population, strict=True)) * 1e5
    assert found.value == pytest.approx(rate)
    if rate:
        scale = spread / (2 * rate)
        assert found.lower == pytest.approx(scale * stats.chi2.ppf(0.025, rate / scale), rel=1e-6)
    scale = (spread + largest**2) / (2 * (rate + largest))
    upper = scale * stats.chi2.ppf(0.975, (rate + largest) / scale)
    assert found.upper == pytest.approx(upper, rel=1e-6)
    assert found.lower <= found.value <= found.upper


@given(st.floats(0.5, 50))
def test_where_every_age_has_one_rate_the_standard_changes_nothing(rate):
    population = np.array([3e5, 2e5, 4e5, 1e5])
    for standard in (WHO, SEGI):
        found = rates.standardised(rate * population / 1e5, population, WIDE, standard)
        assert found.value == pytest.approx(rate)
        assert found.standard == standard.name


def test_an_older_people_with_the_same_rates_by_age_has_the_same_standardised_rate():
    by_age = np.array([1, 20, 10, 30]) / 1e5
    young, old = np.array([4e6, 3e6, 3e6, 5e5]), np.array([2e6, 2e6, 4e6, 3e6])
    same = [rates.standardised(by_age * one, one, WIDE, WHO).value for one in (young, old)]
    assert same[0] == pytest.approx(same[1])
    assert sum(by_age * young) / sum(young) != pytest.approx(sum(by_age * old) / sum(old))


@pytest.mark.parametrize("standard", rates.STANDARDS.values(), ids=rates.STANDARDS)
def test_the_weights_of_a_standard_are_one_together(standard):
    assert sum(standard.people) == 1_000_000
    assert rates.weights(standard, [(0, None)]) == pytest.approx([1])
    assert rates.weights(standard, WIDE).sum() == pytest.approx(1)


def test_the_world_standard_by_known_shares():
    # the shares of WHO's own table, in per cent
    assert rates.weights(WHO, [(0, 4), (5, 84), (85, None)])[0] == pytest.approx(0.0886, abs=1e-4)
    assert rates.weights(WHO, [(0, 84), (85, None)])[1] == pytest.approx(0.0063, abs=1e-4)


@pytest.mark.parametrize(
    "bands",
    [[], [(0, 14), (20, None)], [(5, None)], [(0, 14), (15, 64)], [(0, 11), (12, None)],
     [(0, None), (5, None)], [(0, 119), (120, None)]],
)  # fmt: skip
def test_bands_that_do_not_cover_every_age_once_are_refused(bands):
    with pytest.raises(Unreadable):
        rates.weights(WHO, bands)


def test_nothing_is_made_up():
    with pytest.raises(Unreadable):
        rates.crude(3, 0)
    with pytest.raises(Unreadable):
        rates.crude(-1, 100)
    with pytest.raises(Unreadable):
        rates.crude(float("nan"), 100)
    with pytest.raises(Unreadable):
        rates.standardised([1, 2], [10, 20, 30], WIDE, WHO)
