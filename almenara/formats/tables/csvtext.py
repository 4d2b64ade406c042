"""CSV from strangers: encoding and delimiter are recognised and told, faults have a place.

A record is a row (RFC 4180): a blank line counts, a cell of three lines does not make three rows.
"""

import codecs
import csv
import re
from collections.abc import Iterator
from io import StringIO

from almenara.formats.refusal import Said as _
from almenara.formats.refusal import Unreadable
from almenara.formats.tables.model import Findings, Record

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
_HEAD = 65_536


def records(raw: bytes, found: Findings) -> Iterator[Record]:
    """Each record of the file with its number; Unreadable where a quote is not as it should be."""
    text = decoded(raw, found)
    delimiter = _delimiter(text, found)
    if len(set(_LINE_END.findall(_QUOTED.sub("", text)))) > 1:
        found.note("line-ends", _("El archivo mezcla finales de línea."))
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number, start, width = 0, 0, 0
    while True:
        number += 1
        try:
            cells = next(reader, None)
        except csv.Error:
            raise _at_quote(text, (number, start), delimiter, found) from None
        if cells is None:
            return
        width, start = width or len(cells), reader.line_num
        if 0 < len(cells) < width:
            found.note("short", _("La fila tiene menos celdas que el encabezado."), number)
        yield number, dict(enumerate(cells, 1))


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
    others = sum(octet > 0x7F for octet in raw) - sum(map(len, sequences))
    return "utf-8" if len(sequences) > others else "cp1252"


def _delimiter(text: str, found: Findings) -> str:
    """The one that divides the header into most columns."""
    header = _LINE_END.split(_QUOTED.sub("", text[:_HEAD]).lstrip("\r\n"), maxsplit=1)[0]
    best = max(_DELIMITERS, key=header.count)
    if best != ",":
        said = _("Las columnas están separadas por «{sign}».", sign=_DELIMITERS[best])
        found.note("delimiter", said)
    return best


def _at_quote(text: str, place: tuple[int, int], delimiter: str, found: Findings) -> Unreadable:
    """The refusal of a record whose quotes do not close, at the column where it goes wrong."""
    number, lines_before = place
    source = StringIO(text, newline="")
    for _line in range(lines_before):
        source.readline()
    rest, at, column = source.read(), 0, 1
    sign = re.escape(delimiter)
    cell = re.compile(rf'(?:"(?:[^"]++|"")*+"|(?!")[^{sign}\r\n]*+){sign}')
    while whole := cell.match(rest, at):
        at, column = whole.end(), column + 1
    if rest.startswith('"', at):
        said = _("Una comilla no se cierra, o hay texto después de cerrarla.")
    else:
        said = _("La celda es demasiado larga.")
    return found.fatal(number, column, said)
