"""The level of the scan, and what nominal levels are worth: `python -m tools.calibrate`.

Writes almenara/observatory/detection/calibration.json out of simulated series of one seed. Scores
are taken elsewhere, on other seeds (`python -m bench detect`): never on what was calibrated.
"""

import json
from datetime import date
from pathlib import Path

import numpy as np

from almenara.observatory.detection import ears, farrington, scan, simulation, weekly

SEED, REPLICATES, FALSE_ALARMS = 101, 48, 0.01
FILE = Path(__file__).resolve().parent.parent / "almenara/observatory/detection/calibration.json"
START = date(2001, 1, 1)


def main() -> None:
    """Calibrate, measure, write."""
    drawn = simulation.simulate(SEED, REPLICATES)
    series = weekly.of_matrix(drawn.counts, START)
    picks = series.newest(simulation.WEEKS - simulation.CURRENT + 1)
    outbreak = drawn.outbreak[:, simulation.CURRENT - 1 :]
    level = calibrated(series, picks, outbreak)
    found = {
        "farrington-improved": farrington.judge(series, picks, farrington.Options()),
        "scan": scan.judge(series, picks, "index", level),
    } | {name: ears.judge(series, picks, kind, 0.01) for name, kind in ears.KINDS.items()}
    measured = {}
    for name, verdicts in found.items():
        got = simulation.score(verdicts.alarm.reshape(outbreak.shape), outbreak)
        shares = {"false": got.false, "found": got.found, "f1": got.f1}
        measured[name] = {"alpha": 0.01} | {key: round(one, 4) for key, one in shares.items()}
    kept = {"seed": SEED, "series": len(drawn.counts), "level": level, "measured": measured}
    FILE.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def calibrated(series: weekly.Weekly, picks: weekly.Whole, outbreak: weekly.Floats) -> float:
    """The level at which one quiet week in a hundred has an alarm."""
    statistic = scan.smallest(scan.sums(series, picks, farrington.Options()))
    statistic = np.where(series.counts[picks] > 0, statistic, np.inf).reshape(outbreak.shape)
    return float(f"{np.quantile(statistic[outbreak == 0], FALSE_ALARMS):.4g}")


if __name__ == "__main__":
    main()
