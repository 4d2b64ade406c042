"""A figure is written in the signs of its language, and never says more than was measured."""

import pytest

from almenara.formats.figures import grouped, rounded


@pytest.mark.parametrize(
    ("value", "es", "en"),
    [
        (13.42, "13,4", "13.4"),
        (0.0, "0", "0"),
        (0.0031, "0,0031", "0.0031"),
        (0.96, "0,96", "0.96"),
        (1234.0, "1234", "1234"),
        (-12345.67, "-12\u202f346", "-12,346"),
    ],
)
def test_a_figure_is_rounded_for_reading(value, es, en):
    assert (rounded(value, "es"), rounded(value, "en")) == (es, en)


def test_digits_are_grouped_from_five_on():
    assert grouped("1234567.50", "pt") == "1.234.567,50"
