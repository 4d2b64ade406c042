"""A table gives back the cells it was made of; a figure reads back the same."""

import pytest

from almenara.observatory.cells import Cell, about, table, text

CELLS = [
    Cell(("A", "PAN"), "2023", 11.5, attributes={"SOURCE": "x"}, line=2, column=3),
    Cell(("A", "CRI"), "2022", None, "M"),
    Cell(("A", "PAN"), "2022", 0.0, confidentiality="C"),
]


def test_a_table_gives_back_its_cells():
    made = table(("FREQ", "REF_AREA"), CELLS)
    assert list(made) == CELLS
    assert (len(made), made.keys, made.periods) == (
        3,
        (("A", "PAN"), ("A", "CRI")),
        ("2022", "2023"),
    )
    assert made.places[(("A", "PAN"), "2022")] == 2
    assert made.at("REF_AREA") == 1


def test_an_empty_table_is_a_table():
    assert list(table(("FREQ",), [])) == []


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, ""),
        (float("nan"), ""),
        (0.0, "0"),
        (12.0, "12"),
        (6.0956563, "6.0956563"),
        (0.1, "0.1"),
    ],
)
def test_a_figure_is_written_so_that_it_reads_back(value, said):
    assert text(value) == said


def test_about_how_much_is_said_in_plain_digits():
    assert [about(one) for one in (12_345.6, 0.0123, 1_000_000, 3)] == [
        "12350", "0.0123", "1000000", "3",
    ]  # fmt: skip
