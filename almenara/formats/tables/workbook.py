"""XLSX from strangers: one sheet, cell by cell, as text; nothing calculates or is followed.

Read here and not by a library: with openpyxl a file of 2.4 MB whose one row has three million cells
takes 1.6 GB and a minute and a half (docs/decisions/tables.md).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from almenara.formats.refusal import Said as _
from almenara.formats.refusal import Unreadable
from almenara.formats.tables.cells import Cells
from almenara.formats.tables.model import Findings, Record
from almenara.formats.tables.package import Attributes, Listener, Package, damaged
from almenara.formats.tables.sheet import Sheet

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."


def records(raw: bytes, sheet: str, found: Findings) -> Iterator[Record]:
    """The rows of the sheet of that name, or of the first that is shown, with their numbers."""
    package = Package(raw, found.limits)
    book = _book(package)
    relations = package.relations(book)
    outline = _Outline()
    package.read(book, outline)
    if any(name.startswith("xl/externalLinks/") for name in package.names):
        found.note("link", _("El libro tiene enlaces a otros archivos; no se siguieron."))
    part = _chosen(outline.listed(relations), sheet, found)
    by_kind = dict(relations.values())
    styles, strings = _Styles(), _Strings(found.limits.cell)
    package.read(by_kind.get("styles", ""), styles)
    package.read(by_kind.get("sharedStrings", ""), strings, found.limits.elements)
    epoch = MAC_EPOCH if outline.is_mac else WINDOWS_EPOCH
    return Sheet(Cells(strings.said, styles.formats(), epoch), found).records(package, part)


def _book(package: Package) -> str:
    """The part that is the workbook; Unreadable for macros and for what is no XLSX."""
    types = _Types()
    package.read("[Content_Types].xml", types)
    macros = any(name.lower().endswith("vbaproject.bin") for name in package.names)
    if macros or any("macroEnabled" in kind for kind in types.parts.values()):
        raise Unreadable((), _("El libro contiene macros; guárdelo como .xlsx."))
    for part, kind in types.parts.items():
        if kind.startswith(_TYPE) and kind.endswith(".main+xml") and part in package.names:
            return part
    raise Unreadable((), _("No es una tabla: se esperaba CSV o XLSX."))


@dataclass(frozen=True)
class _Listed:
    name: str
    part: str
    is_shown: bool


def _chosen(sheets: list[_Listed], name: str, found: Findings) -> str:
    """The part of the sheet asked for; with several the one taken is told."""
    names = ", ".join(sheet.name for sheet in sheets)[:1000]
    wanted = [sheet for sheet in sheets if sheet.name.casefold() == name.casefold()]
    if name and not wanted:
        said = _("No hay una hoja «{name}»; hay: {names}.", name=name[:100], names=names)
        raise Unreadable((), said)
    candidates = wanted or [sheet for sheet in sheets if sheet.is_shown] or sheets
    if not candidates:
        raise damaged()
    if len(sheets) > 1 and not name:
        taken = candidates[0].name
        said = _("Se leyó la hoja «{taken}»; hay: {names}.", taken=taken, names=names)
        found.note("sheet", said)
    return candidates[0].part


class _Types(Listener):
    """Which part is of which type."""

    def __init__(self) -> None:
        self.parts: dict[str, str] = {}

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "Override":
            self.parts[attributes["PartName"].lstrip("/")] = attributes["ContentType"]


class _Outline(Listener):
    """The sheets of the workbook in their order, and the year in which its days begin."""

    def __init__(self) -> None:
        self.is_mac = False
        self._sheets: list[tuple[str, str, bool]] = []

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "workbookPr":
            self.is_mac = attributes.get("date1904", "") in ("1", "true")
        elif name == "sheet":
            relation = next((v for k, v in attributes.items() if k.endswith(":id")), "")
            is_shown = attributes.get("state", "visible") == "visible"
            self._sheets.append((attributes["name"], relation, is_shown))

    def listed(self, relations: dict[str, tuple[str, str]]) -> list[_Listed]:
        """The sheets with cells: a chart of its own is none."""
        found = [(name, *relations.get(i, ("", "")), shown) for name, i, shown in self._sheets]
        return [
            _Listed(name, part, shown) for name, kind, part, shown in found if kind == "worksheet"
        ]


class _Strings(Listener):
    """The texts that cells share; of each no more than a cell may hold, and one sign."""

    def __init__(self, most: int) -> None:
        self.said: list[str] = []
        self._most = most
        self._pieces: list[str] = []
        self._length = 0
        self._inside = self._aside = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "si":
            self._pieces, self._length = [], 0
        elif name == "rPh":
            self._aside = True
        self._inside = name == "t" and not self._aside

    def text(self, said: str) -> None:
        if self._inside and self._length <= self._most:
            self._pieces.append(said[: self._most + 1 - self._length])
            self._length += len(said)

    def end(self, name: str) -> None:
        self._inside = False
        if name == "rPh":
            self._aside = False
        elif name == "si":
            self.said.append("".join(self._pieces))


class _Styles(Listener):
    """The number format of each style of a cell."""

    def __init__(self) -> None:
        self._own: dict[str, str] = {}
        self._used: list[str] = []
        self._inside = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "numFmt":
            self._own[attributes["numFmtId"]] = attributes.get("formatCode", "")[:255]
        elif name == "cellXfs":
            self._inside = True
        elif name == "xf" and self._inside:
            self._used.append(attributes.get("numFmtId", "0"))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._inside = False

    def formats(self) -> list[str]:
        """By number of style; a format of one's own comes before the one that is built in."""
        used = self._used or ["0"]
        return [self._own.get(i) or BUILTIN_FORMATS.get(int(i), "General") for i in used]
