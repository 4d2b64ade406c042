"""Where a series stops being comparable, and what may not stand beside what."""

from dataclasses import replace

import pytest

from almenara.observatory.cells import Cell
from almenara.observatory.comparison import Standing, cuts, newest_stretch, why_not


def cell(period, value=1.0, status="A", **said):
    return Cell(("PAN",), period, value, status, attributes=said)


def test_a_change_of_method_of_source_and_of_coverage_cut_a_series():
    line = [
        cell("2018", SOURCE="a"), cell("2019", None), cell("2020", status="B", SOURCE="a"),
        cell("2021", SOURCE="b"), cell("2022", SOURCE="b", COVERAGE="urban"),
        cell("2023", SOURCE="b", COVERAGE="urban", BREAK="otra encuesta"),
    ]  # fmt: skip
    found = [(cut.period, cut.reason, cut.note) for cut in cuts(line)]
    assert found == [
        ("2020", "method", ""), ("2021", "source", "b"), ("2022", "coverage", "urban"),
        ("2023", "method", "otra encuesta"),
    ]  # fmt: skip
    assert [one.period for one in newest_stretch(line)] == ["2023"]
    assert len(newest_stretch([cell("2020"), cell("2021")])) == 2


A = Standing("DF", "1.0", "PAN", "NUMBER", "policía", is_external=False)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"source": "salud"}, "dos fuentes"),
        ({"unit": "PER_100K"}, "unidades"),
        ({"version": "2.0"}, "definiciones"),
        ({"is_external": True, "area": "CRI"}, "fuente pública"),
        ({"flow": "OTHER"}, "cosas distintas"),
        ({"standard": "WHO"}, "edad"),
    ],
)
def test_what_may_not_stand_together_says_why(change, words):
    assert any(words in said for said in why_not(A, replace(A, **change)))


def test_two_states_may_be_compared():
    assert why_not(A, replace(A, area="CRI", source="salud")) == []
