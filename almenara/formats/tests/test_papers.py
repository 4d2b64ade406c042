"""A paper is the same in HTML, PDF and DOCX; what was typed by hand is marked in each."""

import io
from datetime import UTC, datetime

import pytest
from docx import Document

from almenara.formats.papers import markdown, office, printing, web
from almenara.formats.papers.model import (
    Grid,
    Heading,
    Items,
    Paper,
    Paragraph,
    Run,
    Words,
    runs_of,
)

AT = datetime(2026, 11, 22, 3, 12, tzinfo=UTC)
TEXT = """{{prose foreword}}

## Lo hecho en D3.1

Se hicieron {{figure held?plan=p&result=D3.1}} **cursos** y otros *30* en 2020-2021, el 15 de julio.

- uno
- <b>dos</b> con {{figure held?plan=p&result=D3.2}}

{{table results?plan=p}}
"""


def figure(token: str) -> Run:
    return Run(
        "41", value="41", url=f"https://x.example/{token[-4:]}", note="cambió desde: ahora 43"
    )


def table(token: str) -> Grid:
    rows = (((Run("D3.1"),), (figure(token),)),)
    return Grid("Resultados", ("Resultado", "Logrado"), rows, frozenset({1}))


def blocks(text: str = TEXT):
    return markdown.read(markdown.filled(text, lambda place: f"Hola, {place}."), figure, table)


PAPER = Paper("Informe anual", ("Edición 1",), blocks(), "es", "TLP:CLEAR", AT,
              Words("Datos del 22 nov 2026 03:12 UTC", "Página", "cifra sin fuente"))  # fmt: skip


def test_text_becomes_blocks_with_its_figures_in_place():
    kinds = [type(block) for block in blocks()]
    assert kinds == [Paragraph, Heading, Paragraph, Items, Grid]
    assert [run.value for run in runs_of(blocks()) if run.value] == ["41", "41", "41"]
    assert markdown.tokens(TEXT)[1] == ("figure", "held?plan=p&result=D3.1")


def test_a_heading_below_which_nobody_wrote_is_left_out():
    found = blocks(
        "## Uno\n\nTexto\n\n## Dos\n\n{{prose x}}\n\n## Tres\n\n### Más\n\nTexto\n\n## Fin"
    )
    titles = [block.runs[0].text for block in found if isinstance(block, Heading)]
    assert titles == ["Uno", "Dos", "Tres", "Más"]
    assert [type(one) for one in blocks("## Vacío")] == []


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("Asistieron 41 personas.", ["41"]),
        ("Unas 1.250, o 1 250 000, o el 12,5 %.", ["1.250", "1 250 000", "12,5"]),
        ("En 2021, en 2020-2021 y el 2021-07-15, según D3.1 y CICTE/doc.5/21.", []),
        ("El 15 de julio de 2021, on 3 March, le 1er mai.", []),
        ("15 juliosas", ["15"]),
        ("{{figure a?b=1}} y 7", ["7"]),
    ],
)
def test_a_number_that_is_no_figure_is_found(text, typed):
    assert [run.text for run in runs_of(blocks(text)) if run.is_unsourced] == typed


def test_html_says_each_figure_to_machines_and_marks_what_was_typed():
    page = web.page(PAPER)
    assert page.count('<data value="41">41</data>') == 3
    assert '<a href="https://x.example/D3.1"><data' in page
    assert "<em><mark>30</mark> <span" in page
    assert "(cambió desde: ahora 43)" in page
    assert "&lt;b&gt;dos&lt;/b&gt;" in page
    assert 'data-label="Logrado" class="number"' in page


def test_the_pdf_is_tagged_and_says_its_language():
    made = printing.as_pdf(PAPER)
    assert made.startswith(b"%PDF-1.7")
    for mark in (b"pdfuaid:part", b"/MarkInfo", b"/StructTreeRoot", b"/Lang(es)"):
        assert mark in made
    assert made == printing.as_pdf(PAPER)


def test_the_docx_has_headings_a_table_with_its_header_and_links():
    out = io.BytesIO()
    office.as_docx(PAPER, out)
    document = Document(out)
    styles = [one.style.name for one in document.paragraphs]
    assert styles[0] == "Heading 1"
    assert "List Bullet" in styles
    assert [cell.text for cell in document.tables[0].rows[0].cells] == ["Resultado", "Logrado"]
    assert document.core_properties.language == "es"
    links = {rel.target_ref for rel in document.part.rels.values() if rel.is_external}
    assert links == {"https://x.example/D3.1", "https://x.example/D3.2", "https://x.example/an=p"}
