"""Early warning: the same answers as R's package, more outbreaks found, and how much faster.

`python -m bench detect`. Scores: the scan was calibrated on simulated series of one seed
(tools/calibrate.py); here it is scored on the shared simulation, where R's own alarms are known,
and on other seeds. Asked: false alarms ≤ .0125 of quiet weeks, outbreaks found ≥ .50, F1 ≥ .46,
above R's by .03 and .08. Speed: CPU a series-week, with R in the same run where it is installed.
"""

import csv
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter, process_time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command does

import numpy as np

from almenara.observatory.detection import farrington, scan, simulation, weekly
from almenara.observatory.tests import reference

SEEDS, REPLICATES, JUDGED = (303, 404), 8, 49
START = date(2007, 1, 1)
WIDE, HISTORY = 10_000, 330
TIMED = """
suppressMessages(library(surveillance)); y <- as.numeric(readLines("counts.txt"))
series <- sts(observed = matrix(y), frequency = 52, start = c(2007, 1))
control <- list(range = 576:624, b = 5, w = 3, noPeriods = 10, alpha = 0.01,
  weightsThreshold = 2.58, pastWeeksNotIncluded = 26, pThresholdTrend = 1,
  thresholdMethod = "nbPlugin", fitFun = "algo.farrington.fitGLM.flexible",
  populationOffset = FALSE, trend = TRUE, glmWarnings = FALSE)
cat(sum(system.time(farringtonFlexible(series, control))[1:2]))
"""


def main() -> None:
    """Print every figure with what was asked."""
    if reference.VALUES.is_dir():
        shared()
    else:
        print("no reference values: ../shared/data/observatory is not here")
    for seed in SEEDS:
        drawn = simulation.simulate(seed, REPLICATES)
        scored(f"seed {seed}", drawn.counts, drawn.outbreak[:, -JUDGED:])
    speed()
    wide()


def shared() -> None:
    """Bounds and alarms against R's, and both scores."""
    counts, outbreak, bound, alarm = reference.simulated()
    found = scored("shared", counts, outbreak[:, -JUDGED:])
    told("  R, nominal .01", alarm, outbreak[:, -JUDGED:])
    ours = found.bound.reshape(bound.shape)
    same = (ours == bound) | (np.isnan(ours) & np.isnan(bound))
    alike = found.alarm.reshape(alarm.shape) == alarm
    print(f"  against R: bounds {same.mean():.5f} (asked: .999), alarms {alike.mean():.5f}")


def scored(name: str, counts: np.ndarray, outbreak: np.ndarray) -> farrington.Verdicts:
    series = weekly.of_matrix(counts, START)
    picks = series.newest(JUDGED)
    print(f"{name}: {len(counts)} series × {JUDGED} weeks")
    found = farrington.judge(series, picks, farrington.Options())
    told("  improved Farrington, nominal .01", found.alarm.reshape(outbreak.shape), outbreak)
    scanned = scan.judge(series, picks, "index").alarm.reshape(outbreak.shape)
    told("  scan of 1-3 weeks, calibrated .01", scanned, outbreak)
    return found


def told(name: str, alarm: np.ndarray, outbreak: np.ndarray) -> None:
    got = simulation.score(alarm, outbreak)
    print(f"{name}: false alarms {got.false:.4f}, outbreaks found {got.found:.3f}, sensitivity "
          f"{got.sensitivity:.3f}, precision {got.precision:.3f}, F1 {got.f1:.3f}")  # fmt: skip


def speed() -> None:
    """CPU a series-week; R judges one series, as it cannot judge many at once."""
    drawn = simulation.simulate(SEEDS[0], REPLICATES)
    series = weekly.of_matrix(drawn.counts, START)
    picks = series.newest(JUDGED)
    began = process_time()
    farrington.judge(series, picks, farrington.Options())
    ours = (process_time() - began) / len(picks) * 1000
    print(f"improved Farrington: {ours:.3f} ms of CPU a series-week")
    theirs = in_r(drawn.counts[12])
    if theirs is None:
        print(
            "  R with its package is not here: no ratio in this run (recorded for R: 10.4-16.3 ms)"
        )
    else:
        print(f"  R: {theirs:.2f} ms; ratio {theirs / ours:.0f} (asked: 30)")


def in_r(counts: np.ndarray) -> float | None:
    """Milliseconds of CPU that R takes for a week of one series, if it is installed."""
    if not shutil.which("Rscript"):
        return None
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "counts.txt").write_text("\n".join(map(str, counts.tolist())))
        ended = subprocess.run(["Rscript", "-e", TIMED], cwd=folder, capture_output=True, text=True)
    return float(ended.stdout) / JUDGED * 1000 if ended.returncode == 0 else None


def wide() -> None:
    """The command on the newest week of many series, from file to file."""
    rows = simulation.simulate(SEEDS[0], 1).counts[:, -HISTORY:].tolist()
    days = [str(START + timedelta(weeks=week)) for week in range(HISTORY)]
    with tempfile.TemporaryDirectory() as folder:
        with Path(folder, "in.csv").open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file, lineterminator="\n")
            out.writerow(("series", "date", "count"))
            for number in range(WIDE):
                pairs = zip(days, rows[number % len(rows)], strict=True)
                out.writerows((f"s{number}", day, count) for day, count in pairs)
        for method in ("farrington-improved", "scan"):
            given = ["--method", method, "--input", "in.csv", "--output", "out.csv", "--last", "1"]
            command = [sys.executable, "-m", "almenara.config.command", "detect", *given]
            began, before = perf_counter(), os.times()
            subprocess.run(command, cwd=folder, check=True, capture_output=True,
                           env=os.environ | {"PYTHONPATH": str(Path.cwd())})  # fmt: skip
            after = os.times()
            own = after.children_user + after.children_system
            own -= before.children_user + before.children_system
            print(f"{method}: newest week of {WIDE:,} series × {HISTORY} weeks, file to file: "
                  f"{perf_counter() - began:.1f} s, CPU {own:.1f} s (asked: 10)")  # fmt: skip


if __name__ == "__main__":
    main()
