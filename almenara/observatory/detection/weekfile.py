"""The file of weekly counts, `series,date,count`: read strictly and by the column, written plainly.

Millions of lines are read as arrays of octets, in about a second for two million. Series may stand
one after the other or week by week; what is missing, doubled or no count is refused at its row.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import NoReturn, TextIO

import numpy as np
from numpy.typing import NDArray

from almenara.formats.refusal import Unreadable
from almenara.observatory.detection.seasons import WEEK
from almenara.observatory.detection.verdicts import Verdicts
from almenara.observatory.detection.weekly import Weekly, Whole

HEADER = ("series", "date", "count")
OUT = "series,date,count,expected,upperbound,alarm\n"
_FIRST_ROW = 2  # the header is row 1
_UNIT, _LINE = 0x1F, 0x0A
_DASHES, _ZERO = (4, 7), ord("0")
_WORD = 8
_LARGEST = 10**12
_NUMBER = re.compile(r" *-?[0-9]+(\.[0-9]*)? *")

Octets = NDArray[np.uint8]


@dataclass(frozen=True)
class _Lines:
    """Where each line's name, date and count begin and end; `space` is text with room behind."""

    space: bytes
    begin: Whole
    first: Whole  # the separator before the date
    second: Whole  # the one before the count
    end: Whole

    @property
    def octets(self) -> Octets:
        return np.frombuffer(self.space, dtype=np.uint8)

    def text(self, line: int, begin: Whole, end: Whole) -> str:
        return self.space[begin[line] : end[line]].decode()


def read(raw: bytes) -> Weekly:
    """The series of a file; Unreadable with row and column for the first fault of each kind."""
    lines = _lines(*_plain(raw))
    days, counts = _days(lines), _counts(lines)
    names, of = _names(lines)
    order = np.lexsort((days, of))  # stable: a doubled week is told at its second row
    days, of = days[order], of[order]
    weeks = np.bincount(of, minlength=len(names))
    _whole(days, of, order)
    return Weekly(names, days[np.cumsum(weeks) - weeks], weeks, counts[order])


def write(out: TextIO, weekly: Weekly, picks: Whole, found: Verdicts) -> None:
    """A line for each judged week; nothing where nothing can be said."""
    out.write(OUT)
    names = [_quoted(name) for name in weekly.names]
    dates = {int(day): date.fromordinal(day).isoformat() for day in np.unique(weekly.days(picks))}
    columns = (weekly.series[picks], weekly.days(picks), found.count, found.expected, found.bound)
    lists = (column.tolist() for column in (*columns, found.alarm.astype(int)))
    for series, day, count, expected, bound, alarm in zip(*lists, strict=True):
        said = f"{count:.0f},{_number(expected)},{_number(bound)},{alarm}"
        out.write(f"{names[series]},{dates[day]},{said}\n")


def _number(value: float) -> str:
    return "" if value != value else f"{value:.12g}"


def _quoted(name: str) -> str:
    out = StringIO()
    csv.writer(out, lineterminator="").writerow([name])
    return out.getvalue()


def _plain(raw: bytes) -> tuple[bytes, int]:
    """The lines below the header and their separator, without quotes or carriage returns."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        _refuse(raw.count(b"\n", 0, fault.start) + 1, 1, "El texto no está en UTF-8.")
    text = text.replace("\r\n", "\n").rstrip()
    if not text:
        _refuse(1, 1, "El archivo está vacío.")
    header, _end, body = text.partition("\n")
    columns = [name.strip().strip('"').lower() for name in header.split(",")]
    for at, wanted in enumerate(HEADER):
        if columns[at : at + 1] != [wanted]:
            _refuse(1, at + 1, f"La primera fila debe ser «{','.join(HEADER)}».")
    if len(columns) > len(HEADER):
        _refuse(1, len(HEADER) + 1, f"La primera fila debe ser «{','.join(HEADER)}».")
    if not body:
        _refuse(2, 1, "No hay ninguna fila debajo de la primera.")
    return (_unquoted(body), _UNIT) if '"' in body else (body.encode(), ord(","))


def _unquoted(body: str) -> bytes:
    """The same lines with a separator that needs no quotes."""
    separated = []
    try:
        for row, cells in enumerate(csv.reader(StringIO(body), strict=True), _FIRST_ROW):
            if any(set(cell) & {"\n", "\r", chr(_UNIT)} for cell in cells):
                _refuse(row, 1, "Una celda no puede tener saltos de línea.")
            separated.append(chr(_UNIT).join(cells))
    except csv.Error:
        _refuse(len(separated) + _FIRST_ROW, 1, "Una comilla no se cierra.")
    return "\n".join(separated).encode()


def _lines(body: bytes, separator: int) -> _Lines:
    """Three cells in each line, or the first line without."""
    space = body + b"\n" + bytes(_WORD)
    octets = np.frombuffer(space, dtype=np.uint8)
    ends = np.flatnonzero(octets == _LINE)
    begins = np.append(0, ends[:-1] + 1)
    marks = np.flatnonzero(octets == separator)
    pairs = marks[: len(marks) // 2 * 2].reshape(-1, 2)
    inside = len(marks) == 2 * len(ends) and (pairs[:, 0] >= begins) & (pairs[:, 1] < ends)
    if not np.all(inside):
        wrong = np.diff(np.searchsorted(marks, ends), prepend=0) != len(HEADER) - 1
        said = "La fila debe tener tres celdas separadas por comas: serie, fecha, número."
        _refuse(int(wrong.argmax()) + _FIRST_ROW, 1, said)
    return _Lines(space, begins, pairs[:, 0], pairs[:, 1], ends)


def _days(lines: _Lines) -> Whole:
    """The first days of the weeks, as ordinals: Mondays (ISO), Sundays (epidemiological weeks)…"""
    begin = lines.first + 1
    fine = lines.second - begin == len("2026-01-05")
    start, code = np.where(fine, begin, 0), np.zeros(len(begin), dtype=np.int64)
    for at in range(len("2026-01-05")):
        cell = lines.octets[start + at]
        if at in _DASHES:
            fine &= cell == ord("-")
        else:
            digit = cell.astype(np.int64) - _ZERO
            fine &= (digit >= 0) & (digit <= 9)
            code = code * 10 + digit
    code = np.where(fine, code, 0)
    distinct, of = np.unique(code, return_inverse=True)
    days = np.array([_ordinal(int(one)) for one in distinct])[of]
    if (days == 0).any():
        at = int((days == 0).argmax())
        _refuse(at + _FIRST_ROW, 2, f"No es una fecha: «{lines.text(at, begin, lines.second)}».")
    return days


def _ordinal(code: int) -> int:
    """20260105 as an ordinal; 0 for what is no date."""
    try:
        return date(code // 10_000, code // 100 % 100, code % 100).toordinal()
    except ValueError:
        return 0


def _counts(lines: _Lines) -> NDArray[np.float64]:
    """Whole numbers from zero."""
    begin, size = lines.second + 1, lines.end - lines.second - 1
    value, fine = np.zeros(len(size), dtype=np.int64), (size > 0) & (size <= 13)
    for at in range(int(size[fine].max(initial=0))):
        inside = fine & (size > at)
        digit = lines.octets[np.where(inside, begin + at, 0)].astype(np.int64) - _ZERO
        fine &= ~inside | ((digit >= 0) & (digit <= 9))
        value = np.where(inside & fine, value * 10 + digit, value)
    for line in np.flatnonzero(~fine | (value > _LARGEST)).tolist():
        value[line] = _count(lines.text(line, begin, lines.end), line + _FIRST_ROW)
    return value.astype(np.float64)


def _count(cell: str, row: int) -> int:
    """One cell that is no plain row of digits: spaces and «3.0» are still a whole number."""
    value = float(cell) if _NUMBER.fullmatch(cell) else 0.5
    if not value.is_integer():
        _refuse(row, 3, f"No es un número entero: «{cell}».")
    if value < 0:
        _refuse(row, 3, f"Un recuento no puede ser negativo: «{cell}».")
    if value > _LARGEST:
        _refuse(row, 3, f"El recuento es demasiado grande: «{cell}».")
    return int(value)


def _names(lines: _Lines) -> tuple[list[str], Whole]:
    """The names in the order in which they first stand, and the series of each line."""
    size = lines.first - lines.begin
    if not size.all():
        _refuse(int((size == 0).argmax()) + _FIRST_ROW, 1, "Falta el nombre de la serie.")
    new = np.append(True, size[1:] != size[:-1])
    for words in _words(lines, size):
        new[1:] |= words[1:] != words[:-1]
    places: dict[str, int] = {}
    heads = np.flatnonzero(new)
    runs = [
        places.setdefault(lines.text(line, lines.begin, lines.first), len(places))
        for line in heads.tolist()
    ]
    return list(places), np.repeat(runs, np.diff(heads, append=len(size)))


def _words(lines: _Lines, size: Whole) -> Iterator[NDArray[np.uint64]]:
    """The names eight octets at a time, what is behind them blanked."""
    every = np.ndarray((len(lines.space) - _WORD + 1,), "<u8", lines.space, strides=(1,))
    for at in range(0, int(size.max()), _WORD):
        rest = np.clip(size - at, 0, _WORD).astype(np.uint64)
        mask = np.where(
            rest == _WORD, ~np.uint64(0), (np.uint64(1) << (rest * 8 % 64)) - np.uint64(1)
        )
        yield every[np.where(rest > 0, lines.begin + at, 0)] & mask


def _whole(days: Whole, of: Whole, order: Whole) -> None:
    """No week twice and none missing within a series."""
    apart = np.where(of[1:] == of[:-1], days[1:] - days[:-1], WEEK)
    if (apart == WEEK).all():
        return
    at = int((apart != WEEK).argmax())
    before, row = date.fromordinal(int(days[at])), int(order[at + 1]) + _FIRST_ROW
    if apart[at] == 0:
        _refuse(row, 2, f"La semana {before} está dos veces en la misma serie.")
    if apart[at] % WEEK:
        day = date.fromordinal(int(days[at + 1]))
        said = f"{day} no es el mismo día de la semana que {before}, de la misma serie."
        _refuse(row, 2, said)
    following = date.fromordinal(int(days[at]) + WEEK)
    _refuse(row, 2, f"Falta la semana {following} de esta serie: si no hubo casos, ponga 0.")


def _refuse(row: int, column: int, said: str) -> NoReturn:
    raise Unreadable((row, column), said)
