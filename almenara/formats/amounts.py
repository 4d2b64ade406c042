"""Money: exact decimals with two places, read by a declared form, added within one currency.

What the file writes is declared for the whole file, never guessed line by line: `1.234` is one
thousand and more where the comma divides, and no amount at all where the point does.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from pathlib import Path

from almenara.formats.refusal import Loc, Unreadable
from almenara.formats.refusal import Said as _
from almenara.formats.tables.model import Number

_LINES = Path(__file__).with_name("currencies.txt").read_text(encoding="utf-8").splitlines()
CODES = frozenset(code for line in _LINES if line[:1] != "#" for code in line.split())
_CENT = Decimal("0.01")
_DIGITS = 15


class Form(StrEnum):
    """Which sign divides units from cents; the other one, or a space, may group thousands."""

    POINT = "point"
    COMMA = "comma"


def _shape(decimal: str, group: str) -> re.Pattern[str]:
    grouped = (
        rf"[0-9]{{1,3}}(?:(?P<group>[{group} \u00a0\u202f])[0-9]{{3}}(?:(?P=group)[0-9]{{3}})*)?"
    )
    return re.compile(
        rf"(?P<sign>[-−]?)(?P<units>{grouped}|[0-9]+)(?:[{decimal}](?P<cents>[0-9]+))?"
    )


_SHAPES = {Form.POINT: _shape(".", ","), Form.COMMA: _shape(",", ".")}


@dataclass(frozen=True)
class Amount:
    """So much of one currency; a refund is negative."""

    value: Decimal
    currency: str

    def __post_init__(self) -> None:
        """Hold exactly two places; ValueError for more or for a code that nobody uses."""
        object.__setattr__(self, "value", _exact(self.value))
        if self.currency not in CODES:
            raise ValueError(f"no currency {self.currency}")

    def __add__(self, other: "Amount") -> "Amount":
        if other.currency != self.currency:
            raise ValueError("amounts of two currencies are not added")
        return Amount(self.value + other.value, self.currency)

    def __str__(self) -> str:
        return f"{written(self.value)} {self.currency}"


def read(text: str, form: Form, loc: Loc = ()) -> Decimal:
    """An amount as it stands in a file of this form, or Unreadable.

    A cell that its file keeps as a number has a point in any form. Refused: three places or more,
    thousands grouped in another way, an exponent, a sign of money, parentheses for negative.
    """
    form = Form.POINT if isinstance(text, Number) else form
    found = _SHAPES[form].fullmatch(text.strip())
    if not found:
        example = "-1,234.56" if form is Form.POINT else "-1.234,56"
        raise Unreadable(loc, _("No es un monto como {example}.", example=example))
    if len(found["cents"] or "") > 2:
        raise Unreadable(loc, _("El monto tiene más de dos decimales."))
    units = re.sub(r"[^0-9]", "", found["units"])
    if len(units.lstrip("0")) > _DIGITS:
        raise Unreadable(loc, _("El monto es demasiado grande."))
    value = Decimal(f"{units}.{found['cents'] or '0'}").quantize(_CENT)
    return -value if found["sign"] and value else value


def currency(text: str, loc: Loc = ()) -> str:
    """A code of ISO 4217 in capitals, or Unreadable."""
    if text not in CODES:
        raise Unreadable(loc, _("No es una moneda de ISO 4217, como USD."))
    return text


def written(value: Decimal) -> str:
    """`1234.56`: two places, a point, nothing else; ValueError for what is no whole cents."""
    return f"{_exact(value):f}"


def totals(amounts: Iterable[Amount]) -> dict[str, Decimal]:
    """The sum of each currency, by its code in order; one currency is never added to another."""
    sums: dict[str, Decimal] = {}
    for amount in amounts:
        sums[amount.currency] = sums.get(amount.currency, Decimal("0.00")) + amount.value
    return dict(sorted(sums.items()))


def split(value: Decimal, weights: Sequence[Decimal | int], unit: Decimal = _CENT) -> list[Decimal]:
    """Parts in proportion to the weights, in whole units, that add up to the value exactly.

    Largest remainders; of equal ones the larger weight first, then the earlier. ValueError for a
    negative weight, for none above zero, for a value that is no whole number of units.
    """
    shares = [Fraction(weight) for weight in weights]
    whole = Fraction(value) / Fraction(unit)
    if not any(shares) or min(shares) < 0 or whole.denominator != 1:
        raise ValueError("nothing to split by, or no whole units")
    count, total = abs(int(whole)), sum(shares)
    exact = [count * share / total for share in shares]
    parts = [int(part) for part in exact]
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], -shares[i], i))
    for i in order[: count - sum(parts)]:
        parts[i] += 1
    return [(part if whole > 0 else -part) * unit for part in parts]


def percentages(weights: Sequence[Decimal | int], places: int = 2) -> list[Decimal]:
    """The weights as parts of 100 that add up to it: 33.33 three times is 33.34, 33.33, 33.33."""
    return split(Decimal(100), weights, Decimal(1).scaleb(-places))


def _exact(value: Decimal) -> Decimal:
    """The value with two places; ValueError when cents are not enough or it is no number."""
    if not value.is_finite() or value != (exact := value.quantize(_CENT)):
        raise ValueError(f"no whole cents: {value}")
    return exact if exact else abs(exact)
