"""A delivery of 10,000 rows under 30 rules, from its bytes to its findings: asked < 10 s."""

from itertools import product
from time import perf_counter, process_time

import numpy as np

from almenara.observatory.checks import running
from almenara.observatory.checks.grid import Ground
from almenara.observatory.intake import reading
from almenara.observatory.tests import flows

ROWS, RULES, LIMIT = 10_000, 30, 10.0
AREAS, YEARS = ("MEX", "MX-AGU"), range(1690, 2024)
AGES = ("_T", "Y0T9", "Y10T14", "Y15T29", "Y_GE30")
SHARE = {"rule": "ratio", "dimension": "SEX", "whole": "_T"}


def main() -> None:
    shares = [{**SHARE, "part": one} for one in ("F", "M") for _number in range(10)]
    flow = flows.crimes(sums=["SEX", "AGE"], rules=[*shares, {"rule": "ratio"}, {"rule": "ratio"}])
    checks = running.rules(flow)
    draw = np.random.default_rng(5)
    every = product(AREAS, ("_T", "F", "M"), AGES, YEARS)
    keys = [f"A,{area},{sex},{age},NUMBER,{year}" for area, sex, age, year in every][:ROWS]
    head = "FREQ,REF_AREA,SEX,AGE,UNIT_MEASURE,TIME_PERIOD,OBS_VALUE"
    former, newer = (
        "\n".join([head, *(f"{key},{value}" for key, value in zip(keys, values, strict=True))])
        for values in (draw.poisson(40, len(keys)), draw.poisson(40, len(keys)))
    )
    before = reading.read(former.encode(), flow, reading.Sender("MEX")).table
    started, spent = perf_counter(), process_time()
    got = reading.read(newer.encode(), flow, reading.Sender("MEX", before=before))
    found = running.run(Ground(flow, got.table, before, "2025-01-01"))
    took, cpu = perf_counter() - started, process_time() - spent
    print(f"{len(keys):,} rows, {len(checks)} rules, {len(found):,} findings: "
          f"{took:.2f} s, {cpu:.2f} s CPU")  # fmt: skip
    assert (len(keys), len(checks)) == (ROWS, RULES)
    assert took < LIMIT
