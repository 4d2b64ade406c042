"""Reference values beside the repository, never committed; the tests say when they are absent."""

import csv
import gzip
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from almenara.observatory.detection import weekly

FOLDER = Path(__file__).parents[4] / "shared" / "data" / "observatory"
VALUES = FOLDER / "reference"
SERIES = {"salmonella_agona": "index", "salmNewport_total": "calendar"}
ALPHA = {"nbPlugin": 0.005, "salmon2016": 0.1, "delta": 0.01, "muan": 0.01}
needed = pytest.mark.skipif(
    not VALUES.is_dir(), reason="reference values are not here: ../shared/data/observatory"
)


@cache
def columns(name: str) -> dict[str, np.ndarray]:
    """A file's numbers by column, nan where there is none."""
    with (VALUES / name).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {key: np.array([_number(row[key]) for row in rows]) for key in rows[0]}


def _number(said: str) -> float:
    try:
        return float(said)
    except ValueError:
        return float("nan")


@cache
def series(name: str) -> weekly.Weekly:
    with (VALUES / f"input_{name}.csv").open(encoding="utf-8") as file:
        begin = next(csv.DictReader(file))["epoch_date"]
    counts = columns(f"input_{name}.csv")["observed"]
    return weekly.of_matrix(counts[None], date.fromisoformat(begin))


@cache
def simulated() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Counts and outbreaks of 336 series × 624 weeks; bounds and alarms of R in the last 49."""
    with gzip.open(VALUES / "sim_series.csv.gz", "rt") as file:
        drawn = np.loadtxt(file, delimiter=",", skiprows=1, usecols=(7, 8))
    with gzip.open(VALUES / "sim_ff_results.csv.gz", "rt") as file:
        judged = np.genfromtxt(file, delimiter=",", skip_header=1, usecols=(6, 7))
    outbreak, counts = drawn.T.reshape(2, 336, 624)
    bound, alarm = judged.T.reshape(2, 336, 49)
    return counts, outbreak, bound, alarm == 1
