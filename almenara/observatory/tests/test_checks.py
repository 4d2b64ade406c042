"""Each rule points at its cell; what is clean stays quiet."""

import csv
from collections import Counter
from functools import partial

import numpy as np
import pytest

from almenara.formats.refusal import Unreadable
from almenara.observatory.cells import Cell, Table, table
from almenara.observatory.checks import across, running, within
from almenara.observatory.checks.grid import Ground
from almenara.observatory.findings import RULES, Finding
from almenara.observatory.intake.reading import Sender, read
from almenara.observatory.tests import flows, reference

AMERICAS = [
    "ABW", "ARG", "ATG", "BHS", "BLZ", "BOL", "BRA", "BRB", "CAN", "CHL", "COL", "CRI", "CUB",
    "DMA", "DOM", "ECU", "GRD", "GTM", "GUY", "HND", "HTI", "JAM", "KNA", "LCA", "MEX", "NIC",
    "PAN", "PER", "PRY", "SLV", "SUR", "TTO", "URY", "USA", "VCT", "VEN",
]  # fmt: skip


def count(sex, year, value, line=0, unit="NUMBER"):
    return Cell(("A", "MEX", sex, "_T", unit), str(year), value, line=line, column=7)


def found(cells, before=None, *, vintage="2025-06-30", others=None, **policy) -> list[Finding]:
    flow = flows.crimes(**policy)
    made = table(flow.dimensions, cells)
    earlier = table(flow.dimensions, before) if before is not None else None
    got = running.run(Ground(flow, made, earlier, vintage, others or {}))
    assert {one.rule for one in got} <= set(RULES)
    return got


def told(*args, **more) -> list[tuple[str, str, str, int]]:
    return [(one.rule, one.level, one.period, one.line) for one in found(*args, **more)]


def test_parts_add_up_to_their_total():
    clean = [count("_T", 2024, 30, 2), count("F", 2024, 10, 3), count("M", 2024, 20, 4)]
    assert told(clean) == []
    assert told([*clean[:2], count("M", 2024, 21, 4)]) == [("sum", "error", "2024", 2)]
    assert told(clean[:2]) == []  # a part that is not there may be the rest
    assert told([count("_T", 2024, 9, 2), *clean[1:2]]) == [("sum", "error", "2024", 2)]
    rates = [one._replace(key=(*one.key[:-1], "PER_100K")) for one in clean]
    assert told([rates[0]._replace(value=8), *rates[1:]]) == []  # rates are never added


def test_counts_below_zero_or_with_a_fraction_and_rates_above_the_possible():
    assert told([count("F", 2024, -1, 2)]) == [("unit", "error", "2024", 2)]
    assert told([count("F", 2024, 13.9, 2)]) == [("unit", "error", "2024", 2)]
    assert told([count("F", 2024, 100_001, 2, "PER_100K")]) == [("unit", "error", "2024", 2)]
    assert told([count("F", 2024, 13.9, 2, "PER_100K")]) == []


def test_a_time_to_come_is_no_figure():
    assert told([count("F", 2026, 1, 2)]) == [("structure", "error", "2026", 2)]


def test_what_is_missing_is_told_once():
    years = [count("F", year, 10, line) for line, year in enumerate((2018, 2019, 2023, 2024), 2)]
    assert told(years) == [("completeness", "warning", "2020", 0)]
    before = [*years, count("M", 2018, 4)]
    assert told(years, before) == [
        ("completeness", "warning", year, 0) for year in ("2018", "2020")
    ]
    sexes = [Cell(("A", area, "F", "_T", "NUMBER"), "2024", 5, line=at, column=7)
             for at, area in enumerate(flows.ISO * 2, 2)][:7]  # fmt: skip
    regions = [*sexes, *(one._replace(key=(*one.key[:2], "M", *one.key[3:])) for one in sexes)]
    empty = regions[-1]._replace(value=None, line=99)
    assert told([*regions[:-1], empty]) == [("completeness", "warning", "2024", 99)]


def test_a_rate_is_its_count_over_its_people():
    people = table(["REF_AREA"], [Cell(("MEX",), "2024", 130_000_000)])
    rule = {"rule": "ratio", "denominator": "DF_POPULATION"}
    cells = [count("_T", 2024, 26_000, 2), count("_T", 2024, 20.0, 3, "PER_100K")]
    others = {"DF_POPULATION": people}
    assert told(cells, rules=[rule], others=others) == []
    wrong = [cells[0], count("_T", 2024, 26, 3, "PER_100K")]
    assert told(wrong, rules=[rule], others=others) == [("ratio", "error", "2024", 3)]
    many = [count("_T", year, 26_000, unit=unit) if unit == "NUMBER" else
            count("_T", year, 20 if year != 2024 else 26_020, 7, unit)
            for year in range(2019, 2025) for unit in ("NUMBER", "PER_100K")]  # fmt: skip
    assert ("ratio", "error", "2024", 7) in told(many, rules=[{"rule": "ratio"}])


def test_a_part_is_not_above_its_whole():
    rule = {"rule": "ratio", "dimension": "SEX", "part": "F", "whole": "_T"}
    cells = [count("_T", 2024, 5, 2, "PER_100K"), count("F", 2024, 6, 3, "PER_100K")]
    assert told(cells, rules=[rule]) == [("ratio", "error", "2024", 3)]


def test_large_revisions_are_told_and_small_ones_not():
    before = [count("F", 2022, 100), count("F", 2023, 100)]
    now = [count("F", 2022, 104, 2), count("F", 2023, 190, 3)]
    assert told(now, before) == [("revision", "warning", "2023", 3)]
    strict = {"rule": "revision", "share": 0.01, "beyond": 0, "least": 1}
    assert len(told(now, before, rules=[strict])) == 2


def test_a_figure_far_from_its_series_is_told_and_an_isolated_zero():
    years = [count("F", 2010 + n, 100 + n, n + 2) for n in range(12)]
    assert told(years) == []
    far = [*years[:-2], years[-2]._replace(value=1100), years[-1]]
    assert told(far) == [("outlier", "warning", "2020", 12)]
    zero = [*years[:5], years[5]._replace(value=0), *years[6:]]
    assert told(zero) == [("outlier", "warning", "2015", 7)]
    assert told(far, far) == []  # said already in the vintage before


def test_another_source_says_otherwise():
    other = table(["REF_AREA", "UNIT_MEASURE"], [Cell(("MEX", "PER_100K"), "2024", 10)])
    rule = {"rule": "mirror", "flow": "DF_OTHER", "within": 0.2}
    for value, expected in ((11, []), (13, [("mirror", "warning", "2024", 2)])):
        cells = [count("_T", 2024, value, 2, "PER_100K")]
        assert told(cells, rules=[rule], others={"DF_OTHER": other}) == expected
    assert running.needed(flows.crimes(rules=[rule])) == {"DF_OTHER"}


@pytest.mark.parametrize(
    "rule", [{"rule": "magic"}, {"rule": "mirror"}, {"rule": "sum", "colour": 1}, {}]
)
def test_a_rule_that_nobody_knows_is_refused(rule):
    with pytest.raises(Unreadable) as refusal:
        running.rules(flows.crimes(rules=[rule]))
    assert refusal.value.errors[0][0][:2] == ["rules", 0]


def month(area, modality, period, value, line=0):
    key = ("M", area, "Bien", "Robo", "Robo común", modality, "NUMBER")
    return Cell(key, period, value, line=line, column=8)


def vintages(seed=7) -> tuple[list[Cell], list[Cell]]:
    """Twelve entities with noise, and one in which thousands change their modality twice."""
    chance, modalities = np.random.default_rng(seed), ("Con violencia", "Sin violencia", "Otra")
    before = [
        month(f"{area:02}", modality, f"2026-{at:02}", int(chance.poisson(4000)))
        for area in range(1, 13) for modality in modalities for at in (1, 2, 3)
    ]  # fmt: skip
    after = [one._replace(value=one.value + int(chance.integers(0, 4)), line=at)
             for at, one in enumerate(before, 2)]  # fmt: skip
    for at, one in enumerate(after):
        moved = one.key[1] == "05" and one.period in ("2026-02", "2026-03")
        part = {"Con violencia": -2300, "Sin violencia": 2290}.get(one.key[5], 0)
        after[at] = one._replace(value=one.value + part * moved)
    return before, after


def test_a_move_inside_a_total_is_found_wherever_it_is_and_nowhere_else():
    before, after = vintages()
    flow = flows.sesnsp()
    ground = Ground(
        flow, table(flow.dimensions, after), table(flow.dimensions, before), "2026-04-20"
    )
    got = [one for one in running.run(ground) if one.rule == "shift"]
    assert [(one.area, one.period, one.key[5]) for one in got] == [
        ("05", "2026-02", "Sin violencia"), ("05", "2026-03", "Sin violencia"),
    ]  # fmt: skip
    assert all(one.line for one in got)
    total = sum(one.value for one in after) - sum(one.value for one in before)
    assert total < 2 * len(before)  # no check of totals would see it


def test_a_move_to_another_offence_is_found_beside_a_rise_elsewhere():
    before, after = vintages()
    flow = flows.sesnsp()

    def other(one, at, value):
        return one._replace(key=(*one.key[:2], f"Bien {at}", "X", "Y", "Z", "NUMBER"), value=value)

    base = [one for one in before if one.key[1] == "09" and one.period == "2026-01"][:3]
    earlier = [*before, *(other(one, at, 500) for at, one in enumerate(base))]
    later = [*after, *(other(one, at, v) for (at, one), v in zip(
        enumerate(base), (100, 895, 2500), strict=True))]  # fmt: skip
    ground = Ground(
        flow, table(flow.dimensions, later), table(flow.dimensions, earlier), "2026-04-20"
    )
    areas = Counter(one.area for one in running.run(ground) if one.rule == "shift")
    assert areas == {"05": 2, "09": 1}


def vintage(day: str, before: Table | None = None) -> Table:
    raw = (reference.FOLDER / f"mex_sesnsp_estatal_vintage_{day}.csv").read_bytes()
    got = read(raw, flows.sesnsp(), Sender("MEX", before=before))
    assert not got.findings
    return got.table


@reference.needed
def test_the_real_vintages_have_their_reclassifications_and_no_noise():
    first = vintage("2026-02-21")
    second = vintage("2026-03-22", first)
    flow = flows.sesnsp()
    assert running.run(Ground(flow, first, None, "2026-02-21")) == []
    got = running.run(Ground(flow, second, first, "2026-03-22"))
    assert {(one.area, one.period) for one in got if one.rule == "shift"} >= {
        ("11", "2026-01"), ("27", "2026-01"),
    }  # fmt: skip
    changed = {
        (one.key, one.period) for one in second
        if (at := first.places.get((one.key, one.period))) is not None
        and not np.isnan(first.value[at]) and first.value[at] != one.value
    }  # fmt: skip
    assert len(changed) == 53
    assert all((one.key, one.period) in changed for one in got)


def homicide() -> list[tuple[str, str, float]]:
    with (reference.FOLDER / "owid_unodc_homicide_rate.csv").open(encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    return [(code, year, float(rate)) for _name, code, year, rate, *_more in rows
            if code in AMERICAS]  # fmt: skip


@reference.needed
def test_counts_with_rates_added_to_them_are_caught_and_the_clean_file_is_not(monkeypatch):
    monkeypatch.setitem(flows.LISTS, "CL_AREA", flows.listed("CL_AREA", AMERICAS))
    dimensions = {"FREQ": "CL_FREQ", "REF_AREA": "CL_AREA", "UNIT_MEASURE": "CL_UNIT"}
    flow = flows.flow("DF_TRAP", dimensions)
    clean = [Cell(("A", area, "PER_100K"), year, rate) for area, year, rate in homicide()]
    known = {(one.key[1], one.period): one.value for one in clean}
    every = running.run(Ground(flow, table(flow.dimensions, clean)))
    told = [one for one in every if (one.key[1], one.period) in known]
    assert len(told) < 0.01 * len(clean)  # gaps are told beside them, once each
    cells, off = [], set()
    with (reference.FOLDER / "TRAP_homicide_counts_plus_rates_mixed.csv").open(
        encoding="utf-8"
    ) as file:
        for line, row in enumerate(csv.DictReader(file), 2):
            area, year = row["Iso3_code"], row["Year"]
            if area in AMERICAS and row["rate_per_100k"]:
                rate = float(row["rate_per_100k"])
                count = Cell(("A", area, "NUMBER"), year, float(row["VALUE"]), line=line, column=4)
                cells += [count, Cell(("A", area, "PER_100K"), year, rate, line=line, column=6)]
                theirs = known.get((area, year))
                if theirs and abs(rate - theirs) > 0.2 * theirs:
                    off.add(line)
    ground = Ground(flow, table(flow.dimensions, cells), None, "", {"DF_HOMICIDE": table(
        flow.dimensions, clean)})  # fmt: skip
    assert len(off) > 400
    assert off <= {one.line for one in within.unit(ground)}
    mirrored = partial(across.mirror, rule=across.Mirror("DF_HOMICIDE"))
    assert off == {one.line for one in mirrored(ground)}
