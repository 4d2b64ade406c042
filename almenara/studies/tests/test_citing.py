"""Quoted figures as plain values."""

from almenara.observatory.cells import Cell
from almenara.studies import citing

DIMENSIONS = ["FREQ", "REF_AREA", "UNIT_MEASURE"]


def cells(*said):
    return citing.frozen(
        Cell(("A", area, unit), period, value, "A", secret)
        for area, unit, period, value, secret in said
    )


def test_a_cell_is_revised_suppressed_or_withdrawn_and_what_came_besides_is_no_change():
    then = cells(
        ("MEX", "N", "2020", 1.0, "F"), ("MEX", "N", "2021", 2.0, "F"),
        ("MEX", "N", "2022", 3.0, "F"), ("PAN", "N", "2020", 4.0, "F"),
        ("PAN", "N", "2021", None, "F"),
    )  # fmt: skip
    now = cells(
        ("MEX", "N", "2020", 1.0, "F"), ("MEX", "N", "2021", 2.5, "F"),
        ("MEX", "N", "2022", None, "C"), ("PAN", "N", "2021", None, "F"),
        ("PAN", "N", "2022", 9.0, "F"),
    )  # fmt: skip
    found = [
        (one.key[1], one.period, one.was, one.now, one.kind) for one in citing.changes(then, now)
    ]
    assert found == [
        ("MEX", "2021", 2.0, 2.5, "revised"),
        ("MEX", "2022", 3.0, None, "suppressed"),
        ("PAN", "2020", 4.0, None, "withdrawn"),
    ]
    assert citing.changes(then, then) == []


def test_one_figure_is_chosen_by_its_codes_and_its_period():
    rows = cells(("MEX", "N", "2020", 1.0, "F"), ("MEX", "N", "2021", 2.0, "F"))
    assert len(citing.chosen(DIMENSIONS, rows, {"REF_AREA": "MEX"})) == 2
    [one] = citing.chosen(DIMENSIONS, rows, {"TIME_PERIOD": "2021"})
    assert one["value"] == 2.0
    assert citing.chosen(DIMENSIONS, rows, {"NOTHING": "x"}) == []


def test_series_stand_side_by_side_and_a_hole_is_no_zero():
    one = cells(("MEX", "N", "2020", 1.0, "F"), ("PAN", "N", "2020", 2.0, "F"))
    other = cells(("MEX", "N", "2020", 5.0, "F"), ("MEX", "R", "2020", 6.0, "F"))
    columns, rows = citing.side_by_side({"a": (DIMENSIONS, one), "b": (DIMENSIONS, other)})
    assert [(c.citation, c.codes) for c in columns] == [
        ("a", ()), ("b", (("UNIT_MEASURE", "N"),)), ("b", (("UNIT_MEASURE", "R"),)),
    ]  # fmt: skip
    assert [(area, period, len(found)) for area, period, found in rows] == [
        ("MEX", "2020", 3), ("PAN", "2020", 1),
    ]  # fmt: skip


def test_the_question_is_asked_again_in_sdmx_with_its_vintage():
    flow = {"agency": "OAS", "id": "DF_X", "version": "1.0", "dimensions": DIMENSIONS,
            "as_of": "2026-11-22T13:40:12.5Z"}  # fmt: skip
    asked = citing.sdmx_address(flow, {"REF_AREA": ["MEX", "PAN"]}, ("2000", "2023"))
    assert asked == (
        "/sdmx/v2/data/dataflow/OAS/DF_X/1.0/*.MEX+PAN.*"
        "?c[TIME_PERIOD]=ge:2000+le:2023&asOf=2026-11-22T13:40:12.5Z"
    )
    assert citing.sdmx_address(flow, {}, ("", "")).endswith("/*.*.*?asOf=2026-11-22T13:40:12.5Z")
