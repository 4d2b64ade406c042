"""Workbooks as they come from outside: made by openpyxl, then spoiled part by part."""

import zipfile
from collections.abc import Iterable, Sequence
from io import BytesIO

from openpyxl import Workbook

SHEET = "xl/worksheets/sheet1.xml"
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def book(*rows: Sequence[object]) -> bytes:
    """A workbook of one sheet."""
    made = Workbook()
    for row in rows:
        made.active.append(row)
    return saved(made)


def saved(made: Workbook) -> bytes:
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def spoiled(raw: bytes, parts: dict[str, str | bytes | None]) -> bytes:
    """The workbook with other parts, more of them, or (None) without."""
    source, out = zipfile.ZipFile(BytesIO(raw)), BytesIO()
    kept = {name: source.read(name) for name in source.namelist()}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in (kept | parts).items():
            if content is not None:
                made.writestr(name, content)
    return out.getvalue()


def of_strings(xml: str) -> bytes:
    """A workbook whose cells A1 and A2 say the first two texts of this table of them."""
    cells = "".join(f'<row><c t="s"><v>{n}</v></c></row>' for n in (0, 1))
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = "".join(
        f'<Relationship Id="{i}" Type="{kind}/{name}" Target="{target}"/>'
        for i, name, target in (
            ("rId1", "worksheet", "worksheets/sheet1.xml"),
            ("rId2", "sharedStrings", "/xl/sharedStrings.xml"),
        )
    )
    parts = {
        "xl/_rels/workbook.xml.rels": f"<Relationships>{relations}</Relationships>",
        "xl/sharedStrings.xml": xml,
    }
    return spoiled(of_cells([cells]), parts)


def of_cells(cells: Iterable[str], start: str = "", end: str = "") -> bytes:
    """A workbook whose sheet is these pieces of XML."""
    xml = f'<worksheet xmlns="{NAMESPACE}"><sheetData>{"".join(cells)}</sheetData>{end}</worksheet>'
    return spoiled(book(["a"]), {SHEET: start + xml})
