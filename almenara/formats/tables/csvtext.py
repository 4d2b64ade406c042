"""CSV from strangers: encoding and delimiter are recognised and told, faults have a place.

A record is a row (RFC 4180): a blank line counts, a cell of three lines does not make three rows.
"""

import codecs
import csv
import re
from collections.abc import Iterator
from itertools import islice
from typing import Self

from almenara.formats.refusal import Said as _
from almenara.formats.refusal import Unreadable
from almenara.formats.tables.model import LAST_ROW, Findings, Record

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "", "UTF-32"),
    (codecs.BOM_UTF32_BE, "", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_QUOTED = re.compile(r'"[^"]*"')
_LINE_END = re.compile(r"\r\n|\r|\n")
_DELIMITERS = {",": ",", ";": ";", "\t": "TAB"}
_LINE = re.compile(r"[^\r\n]*+(?:\r\n?|\n)|[^\r\n]++")
_ASCII = bytes(range(128))
_HEAD = 65_536
_LONGEST = 1024 * 1024


class _Lines:
    """The lines of a text, each with its end; `at` is where the next one begins."""

    def __init__(self, text: str) -> None:
        self.at = 0
        self._lines = _LINE.finditer(text)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        whole = next(self._lines)
        if whole.end() - self.at > _LONGEST:
            raise Unreadable((), _("Una línea es demasiado larga."))
        self.at = whole.end()
        return whole[0]


def records(raw: bytes, found: Findings) -> Iterator[Record]:
    """Each record of the file with its number; Unreadable where a quote is not as it should be.

    Of a row wider than allowed only the first cell too many is kept: enough to refuse it.
    """
    text = decoded(raw, found)
    delimiter = _delimiter(text, found)
    if len({end[0] for end in _LINE_END.finditer(_QUOTED.sub("", text))}) > 1:
        found.note("line-ends", _("El archivo mezcla finales de línea."))
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = start = width = 0
    while True:
        number += 1
        try:
            cells = next(reader, None)
        except csv.Error:
            place = _broken(text, start, delimiter)
            raise found.fatal(number, *place) from None
        if cells is None:
            return
        if number > LAST_ROW:
            raise found.fatal(number, 1, _("Máximo {most} filas.", most=LAST_ROW))
        width, start = width or len(cells), lines.at
        if 0 < len(cells) < width:
            found.note("short", _("La fila tiene menos celdas que el encabezado."), number)
        said = ((column, cell) for column, cell in enumerate(cells, 1) if cell.strip())
        yield number, dict(islice(said, found.limits.columns + 1))


def decoded(raw: bytes, found: Findings) -> str:
    """The text of a file in UTF-8, UTF-16 or Windows-1252, told; anything else is Unreadable."""
    codec, name = _codec(raw)
    try:
        text = raw.decode(codec)
    except (UnicodeDecodeError, LookupError) as fault:
        row = raw.count(b"\n", 0, getattr(fault, "start", 0)) + 1
        said = _("El texto no está en UTF-8, UTF-16 ni Windows-1252, o está dañado.")
        raise found.fatal(row, 1, said) from None
    found.note("encoding", _("El archivo se leyó como {name}.", name=name))
    return text


def _codec(raw: bytes) -> tuple[str, str]:
    """The codec and its name for people; an empty codec is one that we do not read."""
    for mark, codec, name in _MARKS:
        if raw.startswith(mark):
            return codec, name
    even, odd = raw[:4096:2], raw[1:4096:2]
    for zeros, others, codec in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if zeros.count(0) * 2 > len(zeros) and others.count(0) * 20 < len(others):
            return codec, "UTF-16"
    try:
        raw.decode()
    except UnicodeDecodeError:
        return _old_codec(raw), "Windows-1252"
    return "utf-8", "UTF-8"


def _old_codec(raw: bytes) -> str:
    """Windows-1252, unless most of what is not ASCII is UTF-8: then this is UTF-8, damaged."""
    sequences = _SEQUENCE.findall(raw)
    others = len(raw.translate(None, _ASCII)) - sum(map(len, sequences))
    return "utf-8" if len(sequences) > others else "cp1252"


def _delimiter(text: str, found: Findings) -> str:
    """The one that divides the header into most columns."""
    header = _LINE_END.split(_QUOTED.sub("", text[:_HEAD]).lstrip("\r\n"), maxsplit=1)[0]
    best = max(_DELIMITERS, key=header.count)
    if best != ",":
        said = _("Las columnas están separadas por «{sign}».", sign=_DELIMITERS[best])
        found.note("delimiter", said)
    return best


def _broken(text: str, at: int, delimiter: str) -> tuple[int, str]:
    """The column where the record that begins there goes wrong, and why."""
    column, sign = 1, re.escape(delimiter)
    cell = re.compile(rf'(?:"(?:[^"]++|"")*+"|(?!")[^{sign}\r\n]*+){sign}')
    while whole := cell.match(text, at):
        at, column = whole.end(), column + 1
    if text.startswith('"', at):
        return column, _("Una comilla no se cierra, o hay texto después de cerrarla.")
    return column, _("La celda es demasiado larga.")
