"""One sheet of a workbook as it streams by: rows of text, and faults at their cell."""

import re
from collections.abc import Iterator

from almenara.formats.refusal import Said as _
from almenara.formats.tables.cells import Cells
from almenara.formats.tables.model import LAST_ROW, Findings, Record
from almenara.formats.tables.package import Attributes, Listener, Package, damaged

_PLACE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})", re.ASCII)
_LAST_COLUMN = 16_384


class Sheet(Listener):
    """Hears a sheet and keeps the rows that have ended until they are fetched.

    Of a row wider than allowed only the first cell too many is kept: enough to refuse it.
    """

    def __init__(self, cells: Cells, found: Findings) -> None:
        self.cells = cells
        self.found = found
        self.ready: list[Record] = []
        self._row = self._column = 0
        self._said: dict[int, str] = {}
        self._kind, self._style = "n", 0
        self._pieces: list[str] = []
        self._length = 0
        self._inside = self._aside = self._hidden = self._wide = False

    def records(self, package: Package, part: str) -> Iterator[Record]:
        """The rows of a part; what stands in no row (merged cells) is a fault at the end."""
        for _piece in package.pieces(part, self, self.found.limits.elements):
            yield from self.ready
            self.ready.clear()

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            self._start_cell(attributes)
        elif name == "v" or (name == "t" and not self._aside):
            self._inside = True
        elif name == "row":
            self._start_row(attributes)
        else:
            self._start_other(name, attributes)

    def text(self, said: str) -> None:
        if self._inside and self._length <= self.found.limits.cell:
            self._pieces.append(said)
            self._length += len(said)

    def end(self, name: str) -> None:
        if name in ("v", "t"):
            self._inside = False
        elif name == "c":
            self._end_cell()
        elif name == "row":
            if self._said:
                self.ready.append((self._row, self._said))
        elif name == "rPh":
            self._aside = False

    def _start_row(self, attributes: Attributes) -> None:
        number = attributes.get("r", str(self._row + 1))
        if not number.isdecimal() or len(number) > 7 or not self._row < int(number) <= LAST_ROW:
            raise damaged()
        self._row, self._column, self._said, self._wide = int(number), 0, {}, False
        if attributes.get("hidden") in ("1", "true") and not self._hidden:
            self._hidden = True
            said = _("La hoja tiene filas ocultas; también se leyeron.")
            self.found.note("hidden", said, self._row)

    def _start_cell(self, attributes: Attributes) -> None:
        column = self._column + 1
        if place := attributes.get("r"):
            column, row = placed(place)
            if row != self._row:
                raise damaged()
        if not self._column < column <= _LAST_COLUMN:
            raise damaged()
        self._column = column
        self._kind, self._style = attributes.get("t", "n"), int(attributes.get("s", "0")[:6])
        self._pieces, self._length = [], 0

    def _start_other(self, name: str, attributes: Attributes) -> None:
        if name == "f":
            said = _("La celda tiene una fórmula; péguela como valor.")
            self.found.fault(self._row, self._column, said)
        elif name == "mergeCell":
            self._merged(attributes.get("ref", "")[:20])
        elif name == "col" and attributes.get("hidden") in ("1", "true"):
            self.found.note("hidden", _("La hoja tiene columnas ocultas; también se leyeron."), 1)
        elif name == "rPh":
            self._aside = True

    def _merged(self, merged: str) -> None:
        """A title above the table may be as wide as it likes."""
        first, _colon, last = merged.partition(":")
        column, row = placed(first)
        if placed(last or first)[1] >= self.found.first:
            said = _("Las celdas {merged} están combinadas; sepárelas.", merged=merged)
            self.found.fault(row, column, said)

    def _end_cell(self) -> None:
        raw = "".join(self._pieces)
        if not raw:
            return
        row, column = self._row, self._column
        if column > self.found.limits.columns:
            if self._wide:
                return
            self._wide = True
        if self._kind == "e":
            said = _("La celda tiene un error de Excel: {raw}.", raw=raw[:20])
            self.found.fault(row, column, said)
        else:
            try:
                said_here = self.cells.text(self._kind, self._style, raw)
            except (ValueError, LookupError, OverflowError):
                self.found.fault(row, column, _("La celda está dañada."))
            else:
                self._said[column] = said_here


def placed(place: str) -> tuple[int, int]:
    """Column and row of `C5`; Unreadable when there is no such cell."""
    found = _PLACE.fullmatch(place)
    if not found:
        raise damaged()
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return column, int(found[2])
