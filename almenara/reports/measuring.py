"""From rows to a figure, and to the hash that says which rows they were. Pure.

A figure can be made again by anybody who has its rows: count is their number, distinct the
different keys, sum adds the values, ratio is 100 × (different keys where rows have one, else the
sum of the values) ÷ `of`, a whole number, half up.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Literal, NamedTuple
from urllib.parse import urlencode

Aggregation = Literal["count", "distinct", "sum", "ratio"]
Figure = int | str | None


class Row(NamedTuple):
    """One row of a figure: codes, never names; `value` is written as it is hashed."""

    id: str
    key: str = ""
    value: str = ""


def figure(aggregation: Aggregation, rows: Sequence[Row], of: int | None = None) -> Figure:
    """The figure that these rows make; a sum is text with two decimals; no whole, no ratio."""
    if aggregation == "count":
        return len(rows)
    if aggregation == "distinct":
        return len({row.key for row in rows})
    if aggregation == "sum":
        return f"{sum((Decimal(row.value) for row in rows), Decimal()):.2f}"
    return ratio(rows, of) if of else None


def ratio(rows: Sequence[Row], of: int) -> int:
    keys = {row.key for row in rows if row.key}
    part = Decimal(len(keys)) if keys else sum((Decimal(row.value) for row in rows), Decimal())
    return per_cent(part, of)


def per_cent(part: Decimal | int, of: int) -> int:
    """A whole number, half up."""
    return int((200 * part + of) // (2 * of))


def token(code: str, asked: Mapping[str, str]) -> str:
    """A figure by its name: `code?parameters`, sorted."""
    return f"{code}?{urlencode(sorted(asked.items()))}"


def lines(rows: Iterable[Row]) -> bytes:
    """The rows as they are hashed and kept: sorted lines `id TAB key TAB value LF`."""
    return "".join(sorted(f"{row.id}\t{row.key}\t{row.value}\n" for row in rows)).encode()


def digest(kept: bytes) -> str:
    return hashlib.sha256(kept).hexdigest()


def read(kept: bytes) -> list[Row]:
    """Rows out of their lines."""
    return [Row(*line.split("\t")) for line in kept.decode().split("\n")[:-1]]
