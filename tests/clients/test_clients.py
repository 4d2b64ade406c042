"""sdmx1, pysdmx and rsdmx read the same flow with the values of the facts file."""

import csv
import json
import subprocess
from pathlib import Path

import pytest

from tests.clients import reading

FACTS = Path(__file__).parents[2] / "almenara/config/demonstration/facts/homicide.csv"
DIMENSIONS = ["FREQ", "REF_AREA", "UNIT_MEASURE", "TIME_PERIOD"]
R = """
library(rsdmx)
data <- as.data.frame(readSDMX(paste0(commandArgs(TRUE), "/sdmx/v1/data/DF_HOMICIDE/all/")))
keys <- paste(data$FREQ, data$REF_AREA, data$UNIT_MEASURE, data$TIME_PERIOD)
cat(paste0('{', paste0('"', keys, '":', data$OBS_VALUE, collapse = ','), '}'))
"""


def facts(areas=(), start="", unit="PER_100K"):
    with FACTS.open(encoding="utf-8", newline="") as lines:
        return {
            f"A {row['REF_AREA']} {unit} {row['TIME_PERIOD']}": float(row["OBS_VALUE"])
            for row in csv.DictReader(lines)
            if row["TIME_PERIOD"] >= start and (not areas or row["REF_AREA"] in areas)
        }


def check(way, found):
    """What this way of reading must find."""
    if way in reading.FLOWS:
        assert "DF_HOMICIDE" in found
    elif way in reading.SHAPES:
        assert found["dimensions"] == DIMENSIONS
        assert "OBS_STATUS" in found["attributes"]
        assert {"PAN", "CRI"} <= set(found["areas"])
        assert found["name"]
    elif way in reading.PARTS:
        assert "PER_100K" in found or found[:4] == DIMENSIONS
    elif way in reading.WHOLE:
        assert found == facts()
    else:
        assert found == facts(("PAN", "CRI"), "2010" if way in reading.PART else "")


@pytest.mark.parametrize("way", reading.WAYS)
def test_sdmx1_and_pysdmx(ask, way):
    check(way, ask(way))


def test_rsdmx(rscript, address):
    ended = subprocess.run(
        [rscript, "-e", R, address], capture_output=True, text=True, check=True, timeout=300
    )
    assert json.loads(ended.stdout) == facts()
