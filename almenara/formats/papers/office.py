"""A paper as DOCX, in the styles that readers by ear move by."""

from datetime import UTC
from typing import Any, BinaryIO

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from almenara.formats.papers.model import (
    Grid,
    Heading,
    Items,
    Paper,
    Paragraph,
    Picture,
    Run,
    Runs,
)  # fmt: skip
from almenara.formats.tables.listing import plain


def as_docx(paper: Paper, out: BinaryIO) -> None:
    """Title, facts, blocks; marking and date in the head of each page; figures are links."""
    document = Document()
    _described(document, paper)
    document.add_heading(plain(paper.title), 1)
    for fact in paper.facts:
        document.add_paragraph(plain(fact))
    for block in paper.blocks:
        _add(document, block, paper.words.unsourced)
    document.save(out)


def _described(document: Any, paper: Paper) -> None:
    properties, moment = document.core_properties, paper.at.astimezone(UTC).replace(tzinfo=None)
    properties.author, properties.comments = "Almenara", ""
    properties.title, properties.language = plain(paper.title), paper.language
    properties.created = properties.modified = moment
    for element in document.styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), paper.language)
    head = document.sections[0].header.paragraphs[0]
    head.text = f"{paper.marking} · {paper.words.as_of}"
    head.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _add(document: Any, block: Any, unsourced: str) -> None:
    if isinstance(block, Heading):
        _fill(document.add_heading("", block.level), block.runs, unsourced)
    elif isinstance(block, Paragraph):
        _fill(document.add_paragraph(), block.runs, unsourced)
    elif isinstance(block, Items):
        style = "List Number" if block.is_numbered else "List Bullet"
        for row in block.rows:
            _fill(document.add_paragraph(style=style), row, unsourced)
    elif isinstance(block, Picture):
        document.add_paragraph(plain(block.alt), style="Caption")
    else:
        _grid(document, block, unsourced)


def _grid(document: Any, grid: Grid, unsourced: str) -> None:
    document.add_paragraph(plain(grid.caption), style="Caption")
    table = document.add_table(rows=1 + len(grid.rows), cols=len(grid.header), style="Table Grid")
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    header = tuple((Run(name, "strong"),) for name in grid.header)
    for row, cells in zip(table.rows, (header, *grid.rows), strict=True):
        for n, (place, runs) in enumerate(zip(row.cells, cells, strict=True)):
            _fill(place.paragraphs[0], runs, unsourced)
            if n in grid.numbers:
                place.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _fill(paragraph: Any, runs: Runs, unsourced: str) -> None:
    for run in runs:
        made = paragraph.add_run(plain(run.text))
        made.bold, made.italic = run.style == "strong" or None, run.style == "em" or None
        if run.url:
            _link(paragraph, made, run.url)
        if run.note:
            paragraph.add_run(f" ({plain(run.note)})")
        if run.is_unsourced:
            made.font.highlight_color = WD_COLOR_INDEX.YELLOW
            paragraph.add_run(f" ({unsourced})")


def _link(paragraph: Any, made: Any, url: str) -> None:
    """Put the run into a link."""
    link = OxmlElement("w:hyperlink")
    target = paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link.set(qn("r:id"), target)
    made._r.addprevious(link)
    link.append(made._r)
    made.font.underline = True
