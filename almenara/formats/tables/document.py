"""A list as a DOCX table, for those who must carry it into a meeting."""

from datetime import UTC
from decimal import Decimal
from itertools import islice
from typing import Any, BinaryIO

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.table import CT_Tbl
from docx.shared import Pt
from docx.table import Table

from almenara.formats.refusal import Said as _
from almenara.formats.refusal import Unreadable
from almenara.formats.tables.listing import Cell, Listing, plain

MOST = 2_000
_UPRIGHT = 5


def as_docx(listing: Listing, out: BinaryIO) -> None:
    """Title, note and one table; header row on every page, marking in the head of each page.

    Unreadable for a list that nobody carries into a meeting: beyond `MOST` rows.
    """
    rows = list(islice(listing.rows, MOST + 1))
    if len(rows) > MOST:
        said = _("Máximo {most} filas en un documento; use XLSX o CSV.", most=MOST)
        raise Unreadable(("rows",), said)
    document = Document()
    _described(document, listing)
    _paged(document.sections[0], listing)
    document.add_heading(plain(listing.title), 1)
    if listing.note:
        document.add_paragraph(plain(listing.note))
    _table(document, listing, rows)
    document.save(out)


def _described(document: Any, listing: Listing) -> None:
    """Title, language and moment, where programs and screen readers look for them."""
    properties, moment = document.core_properties, listing.at.astimezone(UTC).replace(tzinfo=None)
    properties.author, properties.comments = "Almenara", ""
    properties.title, properties.language = plain(listing.title), listing.language
    properties.created = properties.modified = moment
    for element in document.styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), listing.language)


def _paged(section: Any, listing: Listing) -> None:
    section.page_width, section.page_height = section.page_height, section.page_width
    section.orientation = WD_ORIENT.LANDSCAPE
    if len(listing.header) <= _UPRIGHT:
        section.page_width, section.page_height = section.page_height, section.page_width
        section.orientation = WD_ORIENT.PORTRAIT
    section.header.paragraphs[0].text = plain(listing.marking)
    section.header.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _table(document: Any, listing: Listing, rows: list[Any]) -> None:
    """Built on the XML: the library looks for each cell from the beginning of the table."""
    section, width = document.sections[0], len(listing.header)
    room = section.page_width - section.left_margin - section.right_margin
    tree = CT_Tbl.new_tbl(1 + len(rows), width, room)
    document.element.body.insert_element_before(tree, "w:sectPr")
    table = Table(tree, document)
    table.style = "Table Grid"
    document.styles["Normal"].font.size = Pt(9)
    for at, (row, cells) in enumerate(zip(tree.tr_lst, [listing.header, *rows], strict=True)):
        row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        if not at:
            row.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for place, cell in zip(row.tc_lst, cells, strict=True):
            _fill(place.p_lst[0], cell, is_bold=not at)


def _fill(paragraph: Any, cell: Cell, *, is_bold: bool) -> None:
    run = paragraph.add_r()
    run.text = plain(cell)
    if is_bold:
        run.get_or_add_rPr().append(OxmlElement("w:b"))
    if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool):
        paragraph.get_or_add_pPr().get_or_add_jc().val = WD_ALIGN_PARAGRAPH.RIGHT
