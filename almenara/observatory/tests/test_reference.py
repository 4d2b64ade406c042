"""Early warning against the values of the package that others use (its numbers, not its source)."""

import numpy as np
import pytest

from almenara.observatory.detection import breaks, ears, farrington, scan, simulation
from almenara.observatory.detection.farrington import Options
from almenara.observatory.detection.seasons import Window
from almenara.observatory.tests import reference

pytestmark = reference.needed


def judged(name, tag):
    known = reference.columns(f"ff_{name}_{tag}.csv")
    threshold = tag if tag in ("delta", "muan") else "nbPlugin"
    window = Window(b=4, years=reference.SERIES[name])
    options = Options(window, alpha=reference.ALPHA[tag], threshold=threshold)
    picks = known["t"].astype(int) - 1
    return known, farrington.judge(reference.series(name), picks, options), picks, options


@pytest.mark.parametrize("name", reference.SERIES)
@pytest.mark.parametrize("tag", ["nbPlugin", "salmon2016"])
def test_every_bound_alarm_and_trend_is_the_same(name, tag):
    known, found, picks, options = judged(name, tag)
    assert np.array_equal(found.bound, known["upperbound"], equal_nan=True)
    assert np.array_equal(found.alarm, known["alarm"] == 1)
    told = ~np.isnan(known["expected"])
    assert found.expected[told] == pytest.approx(known["expected"][told], rel=1e-4)
    trend = farrington.forecast(reference.series(name), picks, options).trend
    assert np.array_equal(trend, known["trend"] == 1)


@pytest.mark.parametrize("tag", ["delta", "muan"])
def test_of_the_other_thresholds_nearly_every_alarm_is(tag):
    pairs = [judged(name, tag)[:2] for name in reference.SERIES]
    same = np.concatenate([found.alarm == (known["alarm"] == 1) for known, found in pairs])
    assert same.mean() >= 0.99


@pytest.mark.parametrize("name", reference.SERIES)
@pytest.mark.parametrize("kind", ["c1", "c2"])
def test_ears_has_the_same_bounds_and_alarms(name, kind):
    known = reference.columns(f"ears{kind.upper()}_{name}.csv")
    found = ears.judge(reference.series(name), known["t"].astype(int) - 1, kind, 0.001)
    assert found.bound == pytest.approx(known["upperbound"])
    assert np.array_equal(found.alarm, known["alarm"] == 1)


def test_on_the_shared_simulation_bounds_agree_and_the_scan_finds_more():
    counts, outbreak, bound, alarm = reference.simulated()
    some = np.arange(0, len(counts), 4)
    series = reference.weekly.of_matrix(counts[some], reference.date(2001, 1, 1))
    picks = series.newest(49)
    found = farrington.judge(series, picks, Options())
    known = np.array_equal(found.alarm.reshape(-1, 49), alarm[some])
    same = (found.bound == bound[some].ravel()) | (
        np.isnan(found.bound) & np.isnan(bound[some].ravel())
    )
    assert (known, same.mean() >= 0.999) == (True, True)
    going = outbreak[some, -49:]
    scanned = scan.judge(series, picks, "index").alarm.reshape(-1, 49)
    ours, theirs = simulation.score(scanned, going), simulation.score(alarm[some], going)
    assert ours.false <= 0.0125
    assert ours.found >= theirs.found + 0.03
    assert ours.f1 >= theirs.f1 + 0.08


def test_breaks_of_homicide_rates_are_where_they_are_known_to_be():
    """Evidence names them to a grid of five years; ours are exact, so one year may lie between."""
    rows = (reference.FOLDER / "owid_unodc_homicide_rate.csv").read_text("utf-8").splitlines()[1:]
    known = {"SLV": (1999, 2019), "CRI": (2005,), "JAM": (2000,), "ECU": (2014,), "HTI": (2012,)}
    for state, wanted in known.items():
        cells = [line.split(",") for line in rows if f",{state}," in line]
        years, values = zip(*sorted((int(c[2]), float(c[3])) for c in cells), strict=True)
        found = [years[one.begin] for one in breaks.stretches(values)]
        for year in wanted:
            assert min(abs(year - one) for one in found) <= 1, (state, found)
