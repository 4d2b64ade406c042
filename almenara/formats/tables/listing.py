"""Rows on their way out: what a list is, and CSV, in which no cell ever calculates."""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from io import TextIOWrapper
from itertools import chain
from typing import BinaryIO

from almenara.formats.text import formula_safe

Cell = str | int | float | Decimal | date | None

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Listing:
    """A list that leaves: its words are in the reader's language already, `at` is aware."""

    title: str
    header: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    at: datetime
    marking: str = ""
    language: str = "es"
    note: str = ""


def as_csv(listing: Listing, out: BinaryIO) -> None:
    """UTF-8 with its mark, so that spreadsheets read it; commas, CRLF; header and rows only."""
    text = TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
    lines = csv.writer(text)
    for row in chain([listing.header], listing.rows):
        lines.writerow([_safe(cell) for cell in row])
    text.detach()


def plain(cell: Cell) -> str:
    """A cell in words that are the same in every country: `1234.56`, `2026-11-22`, `TRUE`."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, Decimal):
        return format(cell, "f")
    if isinstance(cell, datetime) and cell.tzinfo:
        return cell.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    if isinstance(cell, date):
        return cell.isoformat()
    return _UNWRITABLE.sub("", str(cell))


def _safe(cell: Cell) -> object:
    return formula_safe(plain(cell)) if isinstance(cell, str) else plain(cell)
