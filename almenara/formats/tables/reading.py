"""A table out of a file that somebody sent: judged by its content, never by its name."""

from collections.abc import Iterator
from itertools import islice

from almenara.formats.late import Late
from almenara.formats.refusal import Said as _
from almenara.formats.refusal import Unreadable
from almenara.formats.tables import checks, csvtext
from almenara.formats.tables.model import Findings, Limits, Record, Table

_workbook = Late("almenara.formats.tables.workbook")

HTML = (b"<html", b"<!doctype html", b"<table")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read(raw: bytes, limits: Limits | None = None, sheet: str = "", header: int = 1) -> Table:
    """The table in a CSV or XLSX file, of the sheet named or the first that is shown.

    header: the row in which it stands; what is above is not read. Unreadable with every fault, its
    place the row and column (from 1), or () where the whole file is meant.
    """
    found = Findings(limits or Limits(), first=header)
    return checks.table(_records(raw, sheet, found), found, header)


def head(raw: bytes, rows: int) -> list[Record]:
    """What stands in the first rows, to look for the header there; Unreadable as by `read`."""
    records = _records(raw, "", Findings(Limits()))
    return [record for record in islice(records, rows) if record[0] <= rows]


def _records(raw: bytes, sheet: str, found: Findings) -> Iterator[Record]:
    if len(raw) > found.limits.octets:
        most = found.limits.octets // (1024 * 1024)
        raise Unreadable((), _("El archivo es demasiado grande; máximo {most} MiB.", most=most))
    if why := _why_not(raw):
        raise Unreadable((), why)
    if raw.startswith(b"PK\x03\x04"):
        return _workbook.records(raw, sheet, found)
    return csvtext.records(raw, found)


def is_page(raw: bytes) -> bool:
    """HTML, which many programs write under the name of a workbook."""
    return raw[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(HTML)


def _why_not(raw: bytes) -> str:
    if not raw.strip():
        return _("El archivo está vacío.")
    if raw.startswith(_COMPOUND):
        if _ENCRYPTED in raw:
            return _("El libro tiene contraseña; guárdelo sin ella.")
        return _("Es un libro de Excel antiguo; guárdelo como .xlsx.")
    if is_page(raw):
        return _("Es una página web con nombre de Excel; ábrala en Excel y guárdela como .xlsx.")
    if raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"%PDF-", b"{\\rtf")):
        return _("No es una tabla: se esperaba CSV o XLSX.")
    return ""
