import time
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from almenara.formats.refusal import Unreadable
from almenara.formats.tables import document
from almenara.formats.tables.document import as_docx
from almenara.formats.tables.listing import Listing, as_csv
from almenara.formats.tables.reading import read
from almenara.formats.tables.spreadsheet import as_xlsx
from tests.extent import examples

AT = datetime(2026, 11, 22, 8, 15, tzinfo=UTC)
HIDDEN = ["\ufffe=1", "\x01+1", "\ud800@x"]
DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", '=HYPERLINK("http://x","y")', "-Ana"]


def listing(*rows, header=("nombre", "monto"), **others):
    return Listing("Participantes", header, rows, AT, **others)


def written(write, made):
    out = BytesIO()
    write(made, out)
    return out.getvalue()


def sheet(made, **options):
    return load_workbook(BytesIO(written(as_xlsx, made)), **options).active


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_of_a_csv_calculates(text):
    raw = written(as_csv, listing([text, Decimal("-1.50")], header=("nombre", text)))
    assert raw.startswith(b"\xef\xbb\xbf")
    assert "'" + text in raw.decode() or "\"'" + text.replace('"', '""') in raw.decode()
    assert raw.endswith(b",-1.50\r\n")


def test_the_same_list_of_the_same_moment_is_the_same_workbook_whenever_it_is_written(monkeypatch):
    first = written(as_xlsx, listing(["a", 1]))
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    assert written(as_xlsx, listing(["a", 1])) == first
    assert {part.date_time for part in zipfile.ZipFile(BytesIO(first)).infolist()} == {
        (2026, 11, 22, 8, 15, 0)
    }
    assert b"2026-11-22T08:15:00Z" in zipfile.ZipFile(BytesIO(first)).read("docProps/core.xml")


@pytest.mark.parametrize("text", [*DANGEROUS, "#N/A", "#REF!"])
def test_no_cell_of_a_workbook_calculates_and_its_text_stays_what_it_was(text):
    made = sheet(listing([text, 1], header=(text, "x")))
    assert made["A2"].value == made["A1"].value == text
    assert made["A2"].data_type == made["A1"].data_type == "s"
    assert made["A2"].quotePrefix
    assert b"<f>" not in zipfile.ZipFile(BytesIO(written(as_xlsx, listing([text, 1])))).read(
        "xl/worksheets/sheet1.xml"
    )


@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\x1f", "\ud800", "\ufffe"])
@pytest.mark.parametrize("write", [as_csv, as_xlsx, as_docx])
def test_signs_that_no_file_can_hold_are_left_out(write, sign):
    raw = written(
        write, listing([f"An{sign}a", 1], note=sign, marking=sign, header=(f"n{sign}", "x"))
    )
    if write is not as_docx:
        assert read(raw).rows[0].cells == ("Ana", "1")


@pytest.mark.parametrize("text", HIDDEN)
def test_a_formula_does_not_come_out_of_what_was_left_out(text):
    made = sheet(listing([text, 1], header=(text, "x")))
    assert made["A1"].data_type == made["A2"].data_type == "s"
    assert made["A2"].quotePrefix
    assert read(written(as_csv, listing([text, 1]))).rows[0].cells[0].startswith("'")


def test_a_list_too_long_to_be_carried_is_refused_as_docx(monkeypatch):
    monkeypatch.setattr(document, "MOST", 3)
    written(as_docx, listing(*[["Ana", 1]] * 3))
    with pytest.raises(Unreadable):
        written(as_docx, listing(*[["Ana", 1]] * 4))


def test_kinds_are_kept():
    late = datetime.fromisoformat("2026-11-22T03:00:00-05:00")
    row = [Decimal("-1234.50"), 12, 2.5, True, date(2026, 3, 1), late, None, "0012"]
    header = [str(n) for n in range(8)]
    made = sheet(listing(row, header=header))
    cells = made[2]
    assert [cell.value for cell in cells[:5]] == [-1234.5, 12, 2.5, True, datetime(2026, 3, 1)]  # noqa: DTZ001
    assert cells[0].number_format == "#,##0.00"
    assert cells[5].value.isoformat() == "2026-11-22T08:00:00"
    assert cells[5].number_format.endswith('"UTC"')
    assert [cell.value for cell in cells[6:]] == [None, "0012"]
    plain = written(as_csv, listing(row, header=header)).decode().splitlines()[1]
    assert plain == "-1234.50,12,2.5,TRUE,2026-03-01,2026-11-22T08:00:00Z,,0012"


@pytest.mark.parametrize(
    "number",
    [
        10**15,
        -(10**18),
        Decimal("1234567890123456.78"),
        Decimal("NaN"),
        float("inf"),
        date(1889, 10, 2),
    ],
)
def test_what_excel_cannot_keep_goes_as_text(number):
    assert sheet(listing(["Ana", number]))["B2"].value == str(number)


def test_a_workbook_says_what_it_is():
    book = load_workbook(
        BytesIO(
            written(
                as_xlsx,
                listing(["Ana" * 40, 1], marking="TLP:AMBER", note="Al 22 & más", language="pt"),
            )
        )
    )
    made = book.active
    assert made.title == "Participantes"
    assert made.freeze_panes == "A2"
    assert made.print_title_rows == "$1:$1"
    assert made["A1"].font.bold
    assert made.column_dimensions["A"].width == 60
    assert made.column_dimensions["B"].width == 8
    assert made.oddHeader.right.text == "TLP:AMBER"
    assert made.oddFooter.left.text == "Al 22 && más"
    assert book.properties.creator == "Almenara"


@pytest.mark.parametrize("title", ["", "[x]:*?/\\'", "a" * 300])
def test_a_sheet_has_a_name_that_excel_takes(title):
    made = Listing(title, ["a"], [["b"]], AT)
    assert 0 < len(sheet(made).title) <= 31


def test_a_document_is_a_table_that_can_be_read_by_ear():
    header = [f"columna {n}" for n in range(6)]
    rows = [["Ana", 5, Decimal("1.50"), None, date(2026, 3, 1), "=1"], ["Eva", 6, 2, 3, 4, 5]]
    raw = written(
        as_docx, listing(*rows, header=header, marking="TLP:GREEN", note="n", language="fr")
    )
    made = Document(BytesIO(raw))
    table = made.tables[0]
    assert [cell.text for cell in table.rows[0].cells] == header
    assert [cell.text for cell in table.rows[1].cells] == [
        "Ana",
        "5",
        "1.50",
        "",
        "2026-03-01",
        "=1",
    ]
    assert made.paragraphs[0].style.name == "Heading 1"
    assert made.sections[0].header.paragraphs[0].text == "TLP:GREEN"
    assert made.sections[0].orientation == WD_ORIENT.LANDSCAPE
    assert "w:tblHeader" in table.rows[0]._tr.xml
    assert "w:tblHeader" not in table.rows[1]._tr.xml
    assert made.core_properties.language == "fr"
    assert b'w:val="en-US"' not in zipfile.ZipFile(BytesIO(raw)).read("word/styles.xml")


def test_rows_come_one_by_one():
    asked = []

    def rows():
        for number in range(1000):
            asked.append(number)
            yield [f"Ana {number}", Decimal(number), Decimal(number)]

    made = Listing("x", ["a", "b", "c"], rows(), AT)
    table = read(written(as_xlsx, made))
    assert len(asked) == 1000
    assert [row.cells for row in table.rows] == [(f"Ana {n}", str(n), str(n)) for n in range(1000)]


cells = st.text(st.characters(categories=["L", "N"], max_codepoint=0x2FF), min_size=1, max_size=6)
values = cells | st.integers(-(10**14), 10**14) | st.decimals(-999, 999, places=2) | st.dates()


@settings(max_examples=examples(30))
@given(st.lists(st.tuples(values, values), max_size=4))
def test_what_was_written_is_read_again(rows):
    made = Listing("x", ["nombre 1", "nombre 2"], rows, AT)
    table = read(written(as_csv, made))
    assert [row.cells for row in table.rows] == [tuple(map(str, row)) for row in rows]
