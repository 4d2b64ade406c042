"""XLSX for those who count on: numbers and dates stay what they are, and no cell calculates."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import chain, islice
from math import isfinite
from pathlib import Path
from shutil import copyfileobj
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

from almenara.formats.tables.listing import Cell, Listing, plain
from almenara.formats.text import formula_safe

_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\']+")
_DIGITS = 15
_LONGEST = 32_767
_WIDTHS = (8, 60)
_SAMPLE = 200
_A4 = 9
_FIRST_YEAR = 1901


def as_xlsx(listing: Listing, out: BinaryIO) -> None:
    """One sheet, its header frozen and repeated in print; numbers and dates stay what they are.

    Written row by row: memory does not grow with the list. What Excel cannot keep goes as text: a
    number of more than 15 digits, a day before 1901. The same list of the same moment has the same
    bytes.
    """
    book, at = Workbook(write_only=True), listing.at.astimezone(UTC).replace(tzinfo=None)
    book.properties.creator, book.properties.title = "Almenara", plain(listing.title)
    book.properties.created = book.properties.modified = at
    sheet = book.create_sheet(_NO_SHEET_NAME.sub(" ", plain(listing.title)).strip()[:31] or None)
    rows = iter(listing.rows)
    sample = list(islice(rows, _SAMPLE))
    _laid_out(sheet, listing, sample)
    write = _Cells(sheet)
    sheet.append([write.header(name) for name in listing.header])
    for row in chain(sample, rows):
        sheet.append(write.row(row))
    ExcelWriter(book, _Archive(out, at)).save()


class _Archive(ZipFile):
    """An archive all of whose parts are of one moment."""

    def __init__(self, out: BinaryIO, at: datetime) -> None:
        super().__init__(out, "w", ZIP_DEFLATED)
        self._at = at.timetuple()[:6]

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_more: Any, **_rest: Any) -> None:
        super().writestr(self._part(zinfo_or_arcname), data)

    def write(self, filename: Any, arcname: Any = None, *_more: Any, **_rest: Any) -> None:
        with Path(filename).open("rb") as source, self.open(self._part(arcname), "w") as part:
            copyfileobj(source, part)

    def _part(self, name: str) -> ZipInfo:
        part = ZipInfo(name, self._at)
        part.compress_type = ZIP_DEFLATED
        return part


def _laid_out(sheet: Any, listing: Listing, sample: list[Sequence[Cell]]) -> None:
    """What must stand before the first row: frozen header, widths, how it prints."""
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    for place, words in (
        (sheet.oddHeader.left, listing.title),
        (sheet.oddHeader.right, listing.marking),
        (sheet.oddFooter.left, listing.note),
    ):
        place.text = plain(words)[:120].replace("&", "&&") or None
    sheet.oddFooter.right.text = "&P / &N"
    least, most = _WIDTHS
    for at, name in enumerate(listing.header):
        lengths = [len(plain(row[at])) for row in sample if at < len(row)]
        width = min(max(least, len(name) + 2, *(n + 2 for n in lengths), least), most)
        sheet.column_dimensions[get_column_letter(at + 1)].width = width


class _Cells:
    """Makes the cells of one sheet; of each format one cell is used again and again."""

    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet
        self._formats: dict[str, Any] = {}
        self._quoted = self._cell()
        self._quoted.quotePrefix = True

    def _cell(self) -> Any:
        return WriteOnlyCell(self.sheet)

    def header(self, name: str) -> Any:
        cell = self._cell()
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        return self._text(cell, plain(name)[:_LONGEST])

    def row(self, row: Sequence[Cell]) -> Iterator[Any]:
        """The cells one after another: each is written before the next one is asked for."""
        return (self._made(cell) for cell in row)

    def _made(self, value: Cell) -> Any:
        if isinstance(value, str):
            return self._words(value)
        for kind, make in _KINDS:
            if isinstance(value, kind):
                shown, told = make(value)
                return self._formatted(shown, told) if shown else self._words(told)
        return value

    def _words(self, value: str) -> Any:
        text = plain(value)[:_LONGEST]
        is_risky = text.startswith("#") or formula_safe(text) != text
        return self._text(self._quoted, text) if is_risky else text

    def _text(self, cell: Any, text: str) -> Any:
        """Text whatever it looks like; never a formula, never an error."""
        cell.value = text
        cell.data_type = "s"
        return cell

    def _formatted(self, shown: str, value: object) -> Any:
        if shown not in self._formats:
            self._formats[shown] = self._cell()
            self._formats[shown].number_format = shown
        self._formats[shown].value = value
        return self._formats[shown]


def _decimal(value: Decimal) -> tuple[str, Any]:
    exact = value.as_tuple()
    if not isinstance(exact.exponent, int) or len(exact.digits) > _DIGITS:
        return "", plain(value)
    places = max(0, -exact.exponent)
    return "#,##0" + ("." + "0" * places if places else ""), value


def _integer(value: int) -> tuple[str, Any]:
    if isinstance(value, bool) or abs(value) < 10**_DIGITS:
        return "General", value
    return "", str(value)


def _float(value: float) -> tuple[str, Any]:
    return ("General", value) if isfinite(value) else ("", str(value))


def _day(value: date) -> tuple[str, Any]:
    return ("yyyy-mm-dd", value) if value.year >= _FIRST_YEAR else ("", plain(value))


def _moment(value: datetime) -> tuple[str, Any]:
    if value.year < _FIRST_YEAR:
        return "", plain(value)
    if value.tzinfo:
        return 'yyyy-mm-dd hh:mm:ss "UTC"', value.astimezone(UTC).replace(tzinfo=None)
    return "yyyy-mm-dd hh:mm:ss", value


_KINDS: tuple[tuple[type, Callable[[Any], tuple[str, Any]]], ...] = (
    (Decimal, _decimal),
    (int, _integer),
    (datetime, _moment),
    (date, _day),
    (float, _float),
)
