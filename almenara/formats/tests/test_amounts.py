from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from almenara.formats import amounts
from almenara.formats.amounts import Amount, Form
from almenara.formats.refusal import Unreadable
from almenara.formats.tables.model import Number

cents = st.integers(-(10**15) + 1, 10**15 - 1).map(lambda n: Decimal(n).scaleb(-2))
weights = st.lists(st.integers(0, 10**6) | st.decimals(0, 999, places=2), min_size=1, max_size=12)


@pytest.mark.parametrize(
    "bad",
    [
        "", " ", "-", ".", "abc", "(1,234.56)", "1234.56-", "+5", "$5", "5 USD", "1E3", "NaN",
        "1,23", "1,2345", "12,34,567.00", "1,234,56", "1.234,56", "1.234.567", "0x1F", "inf",
        "١٢٣", "１２３",
        "1,234 567.00", "--5", "1..5", "5.", ".5", "1 2345", "1\n000",
    ],
)  # fmt: skip
def test_what_is_no_amount_with_a_point_is_refused_with_its_place(bad):
    with pytest.raises(Unreadable) as refusal:
        amounts.read(bad, Form.POINT, (7, 5))
    assert refusal.value.errors[0][0] == [7, 5]


@pytest.mark.parametrize("bad", ["1.234", "0.001", "1234.567"])
def test_three_places_are_refused_and_not_taken_for_thousands(bad):
    with pytest.raises(Unreadable):
        amounts.read(bad, Form.POINT)


@pytest.mark.parametrize("bad", ["1,234.56", "1234.5", "1.23", "1,234", "1.2345,00"])
def test_the_form_is_declared_and_never_guessed(bad):
    with pytest.raises(Unreadable):
        amounts.read(bad, Form.COMMA)


def test_more_than_fifteen_digits_are_refused():
    assert amounts.read("9" * 15, Form.POINT) == Decimal("9" * 15)
    for bad in ("9" * 16, "9" * 5000):
        with pytest.raises(Unreadable):
            amounts.read(bad, Form.POINT)


@pytest.mark.parametrize(
    ("text", "form", "value"),
    [
        ("1,234.56", Form.POINT, "1234.56"),
        ("1.234,56", Form.COMMA, "1234.56"),
        ("1.234", Form.COMMA, "1234.00"),
        ("1,234", Form.POINT, "1234.00"),
        ("-1.234.567,8", Form.COMMA, "-1234567.80"),
        ("−5", Form.POINT, "-5.00"),
        ("1 234,56", Form.COMMA, "1234.56"),
        ("1\u202f234\u202f567,00", Form.COMMA, "1234567.00"),
        (" 007.5 ", Form.POINT, "7.50"),
        ("-0,00", Form.COMMA, "0.00"),
    ],
)
def test_what_is_read(text, form, value):
    assert amounts.written(amounts.read(text, form)) == value


def test_a_number_of_a_workbook_has_a_point_in_any_form():
    assert amounts.read(Number("1234.5"), Form.COMMA) == Decimal("1234.50")
    with pytest.raises(Unreadable):
        amounts.read(Number("1.234"), Form.COMMA)


@given(cents)
def test_what_was_written_is_read_again(value):
    assert amounts.read(amounts.written(value), Form.POINT) == value
    assert amounts.read(amounts.written(value).replace(".", ","), Form.COMMA) == value
    assert amounts.read(f"{value:,.2f}", Form.POINT) == value


@pytest.mark.parametrize("bad", ["usd", "US", "", "XXX", "XAU", "ZZZ", "USD ", "$"])
def test_a_currency_is_a_code_in_use(bad):
    with pytest.raises(Unreadable):
        amounts.currency(bad, (2, 6))
    with pytest.raises(ValueError, match="currency"):
        Amount(Decimal(1), bad)
    assert amounts.currency("XCD") == "XCD"


@pytest.mark.parametrize("bad", ["0.001", "NaN", "Infinity"])
def test_an_amount_holds_whole_cents(bad):
    for make in (amounts.written, lambda value: Amount(value, "USD")):
        with pytest.raises(ValueError, match="cents"):
            make(Decimal(bad))


def test_two_currencies_are_never_added():
    with pytest.raises(ValueError, match="two currencies"):
        Amount(Decimal(1), "USD") + Amount(Decimal(1), "CAD")
    one, refund = Amount(Decimal("1.5"), "USD"), Amount(Decimal("-2"), "USD")
    assert str(one + refund) == "-0.50 USD"


@given(st.lists(st.builds(Amount, cents, st.sampled_from(["USD", "CAD", "XCD"]))), st.randoms())
def test_totals_are_the_same_in_any_order(lines, chance):
    sums = amounts.totals(lines)
    chance.shuffle(lines)
    assert amounts.totals(lines) == sums
    assert list(sums) == sorted({line.currency for line in lines})


@pytest.mark.parametrize("bad", [[], [0, 0], [1, -1], [Decimal(-1)]])
def test_there_must_be_something_to_split_by(bad):
    with pytest.raises(ValueError, match="split"):
        amounts.split(Decimal(1), bad)


def test_what_is_no_whole_number_of_units_is_not_split():
    with pytest.raises(ValueError, match="units"):
        amounts.split(Decimal("0.001"), [1])


@given(cents, weights.filter(any), st.randoms())
def test_parts_add_up_to_the_whole_in_any_order(value, by, chance):
    parts = amounts.split(value, by)
    assert sum(parts) == value
    assert all(not part for part, weight in zip(parts, by, strict=True) if not weight)
    exact = [value * Decimal(weight) / sum(map(Decimal, by)) for weight in by]
    assert all(abs(p - e) <= Decimal("0.0101") for p, e in zip(parts, exact, strict=True))
    shuffled = by[:]
    chance.shuffle(shuffled)
    assert sorted(amounts.split(value, shuffled)) == sorted(parts)


@given(weights.filter(any), st.integers(0, 4))
def test_percentages_add_up_to_a_hundred(by, places):
    assert sum(amounts.percentages(by, places)) == 100


def test_three_thirds_are_a_hundred():
    third = Decimal("33.33")
    assert amounts.percentages([third] * 3) == [Decimal("33.34"), third, third]
    assert amounts.split(Decimal("-0.05"), [1, 1]) == [Decimal("-0.03"), Decimal("-0.02")]
