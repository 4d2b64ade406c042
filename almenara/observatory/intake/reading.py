"""A delivery out of its file: cells with their places, and findings; a file is never refused whole.

What makes it no table at all (a formula, merged cells, macros, a bomb) comes back as findings too,
so that the State sees it where it sees the rest.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from almenara.formats.refusal import Said, Unreadable
from almenara.formats.refusal import Said as _
from almenara.formats.sdmx import mlfigures
from almenara.formats.sdmx.model import MEASURE, TIME
from almenara.formats.tables import reading
from almenara.formats.tables.model import Row
from almenara.formats.tables.model import Table as Sheet
from almenara.observatory.cells import FREE, NORMAL, Cell, Table, table
from almenara.observatory.findings import ERROR, WARNING, Finding, area_of
from almenara.observatory.intake import figures, periods
from almenara.observatory.intake.codes import Codes, spellings
from almenara.observatory.intake.layouts import (
    SECRET,
    STATUS,
    Columns,
    Figures,
    columns,
    folded,
    layouts,
)
from almenara.observatory.structures import FREQUENCY, Flow

HEAD = 6  # rows among which the header is looked for
ABSENT = "LMO"  # of CL_OBS_STATUS: there is no figure
DELETE = ("d", "delete")  # an ACTION of SDMX-CSV


@dataclass(frozen=True)
class Sender:
    """Who delivers: a State ("" = a public source), with its maps of codes and its last vintage.

    picks: of a file of many States only its own rows are meant.
    """

    state: str = ""
    maps: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    before: Table | None = None
    picks: bool = False


@dataclass(frozen=True)
class Reading:
    """What a file says; `notes` are of the whole of it, `skipped` its rows that are not meant.

    left: (heading, text) of rows without a counterpart → how many. others: rows of other areas.
    heading, rows: the table as it stands in the file, by the number of the row.
    """

    table: Table
    findings: tuple[Finding, ...]
    notes: tuple[Said, ...] = ()
    layout: str = ""
    skipped: int = 0
    heading: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    left: Mapping[tuple[str, str], int] = field(default_factory=dict)
    others: int = 0
    asks: tuple[str, ...] = ()


def read(raw: bytes, flow: Flow, sender: Sender) -> Reading:
    """The cells of a file of this flow."""
    try:
        at, sheet = _sheet(raw, flow)
    except Unreadable as refusal:
        return Reading(table(flow.dimensions, ()), tuple(_faults(refusal)))
    return _File(sheet, at, flow, sender).read()


def _sheet(raw: bytes, flow: Flow) -> tuple[int, Sheet]:
    """The row of the header, and the table: of people, or what an SDMX-ML message says."""
    if mlfigures.is_message(raw) and not reading.is_page(raw):
        return 1, mlfigures.read(raw, flow.structure.id, flow.id)
    at = header_row(reading.head(raw, HEAD), flow)
    return at, reading.read(raw, header=at)


def header_row(rows: Sequence[tuple[int, Mapping[int, str]]], flow: Flow) -> int:
    """The row with most headings that somebody knows; the first when none has any."""
    known: set[str] = set()
    for layout in layouts(flow):
        known |= {*layout.known, *layout.figures, *layout.ignored}
    score = {
        number: sum(folded(text.partition(":")[0]) in known for text in cells.values())
        for number, cells in rows
    }
    best = max(score, key=lambda number: score[number], default=1)
    return best if score.get(best) else 1


def _faults(refusal: Unreadable) -> Iterator[Finding]:
    for loc, message in refusal.errors:
        line, column = (*(int(part) for part in loc), 0, 0)[:2]
        said = message if isinstance(message, Said) else _(message)
        yield Finding("structure", ERROR, said, line=line, column=column)


class _File:
    """One sheet on its way to cells."""

    def __init__(self, sheet: Sheet, header: int, flow: Flow, sender: Sender) -> None:
        self.sheet, self.header, self.flow, self.sender = sheet, header, flow, sender
        self.columns: Columns = columns(flow, sheet.header)
        self.codes = Codes(flow, self.columns.layout, sender.maps, spellings(flow, sender.before))
        self.area = flow.policy.area
        self.found: list[Finding] = []
        self.areas: dict[str, bool] = {}
        self.skipped = self.others = 0
        self.left: Counter[tuple[str, str]] = Counter()

    def read(self) -> Reading:
        cells = tuple(self._once(self._cells())) if self._header() else ()
        said = (note.said for note in self.sheet.notes if note.row is None or note.kind == "hidden")
        notes = tuple(one for one in said if isinstance(one, Said))
        layout, made = self.columns.layout.name, table(self.flow.dimensions, cells)
        sheet = self.sheet
        return Reading(
            made, tuple(self.found), notes, layout, self.skipped, sheet.header, sheet.rows,
            dict(self.left), self.others, self.columns.layout.asks,
        )  # fmt: skip

    def _fault(self, said: Said, column: int, rule: str = "structure", level: str = ERROR) -> None:
        self.found.append(Finding(rule, level, said, line=self.header, column=column))

    def _header(self) -> bool:
        """Is all there that a cell needs? A dimension of one code, or that is known, may miss."""
        here = self.columns
        for at in here.unknown:
            name = self.sheet.header[at][:60]
            said = _("La columna «{name}» no es de este flujo y no se leyó.", name=name)
            self._fault(said, at + 1, level=WARNING)
        filled = {*here.dimensions, *self._filled()}
        missing = [one for one in self.flow.dimensions if one not in filled]
        timed = here.time is not None or all(one.year for one in here.figures)
        missing += [TIME] * (not timed) + [MEASURE] * (not here.figures)
        for name in missing:
            self._fault(_("Falta la columna «{name}».", name=name), 1)
        return not missing

    def _filled(self) -> dict[str, str]:
        """What the file need not say: code by dimension; "" = out of the period."""
        found = {
            name: next(iter(codes))
            for name, codes in self.flow.codes.items()
            if name in self.flow.dimensions and len(codes) == 1
        }
        if self.sender.state in self.flow.codes.get(self.area, {}):
            found[self.area] = self.sender.state
        if FREQUENCY in self.flow.dimensions:
            found.setdefault(FREQUENCY, "")
        told = self.columns.layout
        return found | {name: told.fixed.get(name, "") for name in told.says}

    def _cells(self) -> Iterator[Cell]:
        """Every figure of the file, also those that nobody reported.

        None of another State and none of no time: what was found there tells of them.
        """
        here, filled = self.columns, self._filled()
        rows = [row for row in self.sheet.rows if self._is_meant(row)]
        self.skipped = len(self.sheet.rows) - len(rows)
        written = figures.form(row.cells[one.at] for row in rows for one in here.figures)
        for row in rows:
            if self._is_remark(row):
                continue
            line = _Line(self, row, filled)
            if self.sender.picks and not line.is_picked:
                self.others += 1
                continue
            for one in here.figures if self._has_counterpart(row) else ():
                cell = line.cell(one, written)
                if line.is_own and periods.frequency(cell.period):
                    yield cell

    def _is_remark(self, row: Row) -> bool:
        """One text and nothing else: the source or a note below the figures, told and not read."""
        filled = [at for at, cell in enumerate(row.cells) if cell]
        if len(filled) > 1 or any(one.at in filled for one in self.columns.figures):
            return False
        said = _("«{text}» no es una fila de cifras y no se leyó.", text=row.cells[filled[0]][:60])
        place = Finding("structure", WARNING, said, line=row.number, column=filled[0] + 1)
        self.found.append(place)
        return True

    def _has_counterpart(self, row: Row) -> bool:
        """What a layout has no code for is counted by its words, never dropped in silence."""
        for at, texts in (*self.columns.rows.items(), *self.columns.where.items()):
            if folded(row.cells[at]) not in texts:
                self.left[self.sheet.header[at], row.cells[at]] += 1
                self.skipped += 1
                return False
        return True

    def _is_meant(self, row: Row) -> bool:
        at = self.columns.flow
        if at is None:
            return True
        return self._is_kept(row) and (not row.cells[at] or self._is_ours(row))

    def _is_kept(self, row: Row) -> bool:
        """SDMX-CSV may ask to delete: here a figure goes by a delivery that has it no more."""
        at = self.columns.action
        if at is None or row.cells[at].lower() not in DELETE:
            return True
        words = _("Un mensaje no borra cifras: envíe una entrega completa.")
        self.found.append(Finding("structure", ERROR, words, line=row.number, column=at + 1))
        return False

    def _is_ours(self, row: Row) -> bool:
        """SDMX-CSV names the flow: `OAS:DF(1.0)`."""
        at = self.columns.flow
        said = row.cells[at or 0]
        if said.rpartition(":")[2].partition("(")[0] == self.flow.id:
            return True
        words = _("La fila es de otro flujo: {said}.", said=said[:60])
        self.found.append(Finding("structure", ERROR, words, line=row.number, column=(at or 0) + 1))
        return False

    def _once(self, cells: Iterator[Cell]) -> Iterator[Cell]:
        """Of a cell that stands twice the first; the other one is a finding."""
        seen: dict[tuple[tuple[str, ...], str], Cell] = {}
        for cell in cells:
            first = seen.setdefault((cell.key, cell.period), cell)
            if first is cell:
                yield cell
                continue
            said = _("La misma cifra está ya en la fila {line}.", line=first.line)
            level = WARNING if first.value == cell.value else ERROR
            self.found.append(self.at(cell, "structure", level, said))

    def at(self, cell: Cell, rule: str, level: str, said: Said, column: int = 0) -> Finding:
        """A finding at a cell, or at another column of its row."""
        place = column or cell.column
        return Finding(
            rule, level, said, area_of(self.flow, cell.key), cell.period, cell.key, cell.line, place
        )

    def is_own(self, area: str) -> bool:
        """Is an area the State that delivers, or a part of it? National areas are not judged."""
        if area not in self.areas:
            self.areas[area] = _belongs(self.flow, area, self.sender.state)
        return self.areas[area]


class _Line:
    """One row: its codes are read once, its figures one after another."""

    def __init__(self, file: _File, row: Row, filled: Mapping[str, str]) -> None:
        self.file, self.row = file, row
        self.faults: list[tuple[str, str, Said, int]] = []
        here = file.columns
        self.key = {one: filled.get(one, "") for one in file.flow.dimensions}
        for name, at in here.dimensions.items():
            code = file.codes.read(name, row.cells[at])
            self.key[name] = code.id
            self._note(code.said, code.level, at)
        for at, texts in here.rows.items():
            self.key |= texts.get(folded(row.cells[at]), {})
        self._foreign()
        self.time = row.cells[here.time] if here.time is not None else ""
        said = {
            name: self._attribute(name, at) for name, at in here.attributes.items() if row.cells[at]
        }
        self.status, self.secret = said.pop(STATUS, NORMAL)[:1], said.pop(SECRET, FREE)[:1]
        self.attributes = said

    def _note(self, said: Said | None, level: str, at: int) -> None:
        if said is not None:
            self.faults.append(("code", level, said, at + 1))

    def _foreign(self) -> None:
        name = self.file.area
        area, at = self.key.get(name, ""), self.file.columns.dimensions.get(name)
        self.is_own = at is None or self.file.is_own(area)
        if at is not None and not self.is_own:
            said = _("El área {area} es de otro Estado.", area=area)
            self.faults.append(("code", ERROR, said, at + 1))

    @property
    def is_picked(self) -> bool:
        """Does the row speak of the State that asks, or of a part of it, by a code of the list?"""
        area = self.key.get(self.file.area, "")
        return self.is_own and area in self.file.flow.codes.get(self.file.area, {})

    def _attribute(self, name: str, at: int) -> str:
        code = self.file.codes.read(name, self.row.cells[at])
        self._note(code.said, code.level, at)
        return code.id

    def cell(self, column: Figures, written: figures.Form) -> Cell:
        """One figure, and what is wrong with it."""
        at = column.at
        period, said, may = self._period(column)
        value = figures.read(self.row.cells[at], written)
        fault = value if isinstance(value, Said) else None
        cell = Cell(
            self._key(period, column), period, None if isinstance(value, Said) else value,
            self.status, self.secret, self.attributes, self.row.number, at + 1,
        )  # fmt: skip
        file = self.file
        for rule, level, words, place in self.faults:
            file.found.append(file.at(cell, rule, level, words, place))
        self.faults.clear()
        if said is not None:
            time = file.columns.time or 0
            level = WARNING if may else ERROR
            file.found.append(file.at(cell, "structure", level, said, time + 1))
        if fault is None and cell.value is not None and cell.status in ABSENT:
            fault = _("«{status}» dice que no hay dato y aquí hay una cifra: deje uno de los dos.",
                      status=cell.status)  # fmt: skip
        if fault is not None:
            file.found.append(file.at(cell, "structure", ERROR, fault))
        return cell

    def _period(self, column: Figures) -> tuple[str, Said | None, bool]:
        if not column.month:
            return periods.read(column.year or self.time, self.key.get(FREQUENCY, ""))
        year, said, may = periods.read(self.time, "A")
        return f"{year}-{column.month:02}", said, may

    def _key(self, period: str, column: Figures) -> tuple[str, ...]:
        key = {**self.key, **column.codes}
        if FREQUENCY in key and not key[FREQUENCY]:
            key = {**key, FREQUENCY: periods.frequency(period)}
        return tuple(key.values())


def _belongs(flow: Flow, area: str, state: str) -> bool:
    codes = flow.codes.get(flow.policy.area, {})
    if not state or state not in codes or area not in codes:
        return True
    while area and area != state:
        area = codes[area].parent
    return area == state
