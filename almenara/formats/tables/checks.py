"""The rules of any table, whatever file it came in: one header, named columns, readable cells."""

import unicodedata
from collections.abc import Iterable
from itertools import dropwhile

from almenara.formats import text
from almenara.formats.refusal import Said as _
from almenara.formats.refusal import Unreadable
from almenara.formats.tables.model import Date, Findings, Number, Record, Row, Table


def table(records: Iterable[Record], found: Findings, at: int = 1) -> Table:
    """The records from row `at` on as a table, or Unreadable with every fault at its place."""
    incoming = dropwhile(lambda record: record[0] < at, records)
    header = _header(next(incoming, (at, {})), at, found)
    named = _folded(header)
    rows: list[Row] = []
    most = min(found.limits.rows, found.limits.cells // len(header))
    for number, cells in incoming:
        row = _row(number, cells, len(header), found)
        if not any(row.cells):
            continue
        if row.cells[0].casefold() == named[0] and _folded(row.cells) == named:
            found.fault(number, 1, _("El encabezado se repite en esta fila."))
        if len(rows) == most:
            raise found.fatal(number, 1, _("Máximo {most} filas.", most=most))
        rows.append(row)
    if found.faults:
        raise found.refusal()
    return Table(header, tuple(rows), tuple(found.notes), found.unsaid)


def _folded(cells: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(cell.casefold() for cell in cells)


def _header(record: Record, at: int, found: Findings) -> tuple[str, ...]:
    number, cells = record
    names = {column: _cell(number, column, cell, found) for column, cell in cells.items()}
    width = max((column for column, name in names.items() if name), default=0)
    if number != at or not width:
        raise found.fatal(at, 1, _("La primera fila debe ser el encabezado, y está vacía."))
    if width > found.limits.columns:
        most = found.limits.columns
        raise found.fatal(at, most + 1, _("Máximo {most} columnas.", most=most))
    seen: set[str] = set()
    for column in range(1, width + 1):
        name = names.get(column, "")
        if not name:
            found.fault(at, column, _("La columna no tiene nombre."))
        elif name.casefold() in seen:
            found.fault(at, column, _("El encabezado «{name}» está dos veces.", name=name[:100]))
        seen.add(name.casefold())
    return tuple(" ".join(names.get(column, "").split()) for column in range(1, width + 1))


def _row(number: int, cells: dict[int, str], width: int, found: Findings) -> Row:
    row = [""] * width
    for column, cell in cells.items():
        said = _cell(number, column, cell, found)
        if column <= width:
            row[column - 1] = said
        elif said:
            found.fault(number, column, _("La fila tiene más celdas que el encabezado."))
            break
    return Row(number, tuple(row))


def _cell(row: int, column: int, cell: str, found: Findings) -> str:
    """The text of a cell, mended and told, or empty with a fault."""
    if isinstance(cell, Number | Date):
        return cell
    if cell.isascii() and cell.isprintable() and len(cell) <= found.limits.cell:
        return cell.strip()
    try:
        said = text.prose(cell, found.limits.cell, (row, column))
    except Unreadable as refusal:
        found.fault(row, column, refusal.errors[0][1])
        return ""
    if any(not sign.isspace() for sign in set(unicodedata.normalize("NFC", cell)) - set(said)):
        found.note("invisible", _("Se quitaron caracteres invisibles."), row, column)
    if "\n" in said:
        found.note("lines", _("La celda ocupa varias líneas."), row, column)
    return said
