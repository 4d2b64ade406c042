from datetime import date, datetime, time, timedelta
from io import BytesIO
from time import process_time
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import MAC_EPOCH

from almenara.formats.refusal import Unreadable
from almenara.formats.tables import package
from almenara.formats.tables.model import Date, Limits, Number
from almenara.formats.tables.reading import read
from almenara.formats.tests.real import EXCHANGE
from almenara.formats.tests.sheets import SHEET, book, of_cells, of_strings, saved, spoiled
from tests.extent import examples

REAL = EXCHANGE.parent / "observatory"
TEXT = '<c r="{0}" t="inlineStr"><is><t>{1}</t></is></c>'
HEADER = f'<row r="1">{TEXT.format("A1", "name")}{TEXT.format("B1", "x")}</row>'


def refused(raw, **limits):
    with pytest.raises(Unreadable) as refusal:
        read(raw, Limits(**limits))
    return refusal.value.errors


def places(raw, **limits):
    return [loc for loc, _said in refused(raw, **limits)]


def test_formulas_are_refused_at_their_cell():
    raw = book(["name", "minutes"], ["Ana", "=30+30"], ["Eva", 5], ["=A2", '=HYPERLINK("x")'])
    assert places(raw) == [[2, 2], [4, 1], [4, 2]]


def test_errors_of_excel_are_refused_at_their_cell():
    assert places(book(["name", "x"], ["Ana", "#REF!"])) == [[2, 2]]


def test_merged_cells_are_refused_with_their_range():
    made = Workbook()
    made.active.append(["name", "x"])
    made.active.merge_cells("A3:B4")
    errors = refused(saved(made))
    assert errors[0][0] == [3, 1]
    assert "A3:B4" in errors[0][1]


def test_macros_are_refused():
    raw = book(["name"], ["Ana"])
    types = spoiled(raw, {"xl/vbaProject.bin": b"x"})
    assert "macros" in refused(types)[0][1]
    source = _part(raw, "[Content_Types].xml")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    macro = source.replace(kind, "application/vnd.ms-excel.sheet.macroEnabled.main+xml")
    assert "macros" in refused(spoiled(raw, {"[Content_Types].xml": macro}))[0][1]


def _part(raw, name):
    return load_workbook(BytesIO(raw), read_only=True)._archive.read(name).decode()


def test_a_password_and_an_old_workbook_are_told_apart():
    start = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
    locked = refused(start + "EncryptedPackage".encode("utf-16-le"))
    assert "contraseña" in locked[0][1]
    assert "antiguo" in refused(start)[0][1]


@pytest.mark.parametrize(
    "parts",
    [
        {"[Content_Types].xml": None},
        {"xl/workbook.xml": None},
        {"xl/workbook.xml": "<workbook"},
        {"xl/workbook.xml": "<workbook/>"},
        {"xl/_rels/workbook.xml.rels": None},
        {SHEET: "not xml"},
        {SHEET: ""},
        {SHEET: '<?xml version="1.0" encoding="x-none"?><worksheet/>'},
        {SHEET: "<!DOCTYPE a [<!ENTITY b 'c'>]><worksheet>&b;</worksheet>"},
        {"xl/styles.xml": "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>"},
    ],
)
def test_a_workbook_whose_parts_are_wrong_is_refused(parts):
    assert refused(spoiled(book(["name"], ["Ana"]), parts))


@pytest.mark.parametrize("cut", [10, 300, -1, -30])
def test_a_workbook_cut_short_is_refused(cut):
    assert refused(book(["name"], ["Ana"])[:cut])


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="0"/>', '<row r="1048577"/>', f'<row r="{"9" * 5000}"/>', '<row r="x"/>',
        f'{HEADER}<row r="1"/>', '<row r="1"><c r="A2"/></row>', '<row r="1"><c r="ZZZZ1"/></row>',
        '<row r="1"><c r="XFE1"/></row>', '<row r="1"><c r="B1"/><c r="A1"/></row>',
        '<row r="1"><c r="A1"/><c r="A1"/></row>', '<row r="1"><c r="a1"/></row>',
        '<row r="1"><c s="x"><v>1</v></c></row>',
    ],
)  # fmt: skip
def test_cells_that_cannot_be_where_they_say_are_refused(cells):
    assert refused(of_cells([cells]))


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="B2" t="s"><v>99</v></c>', '<c r="B2" t="s"><v>-1</v></c>', '<c r="B2"><v>x</v></c>',
        '<c r="B2"><v>NaN</v></c>', '<c r="B2"><v>1e999</v></c>', '<c r="B2" t="b"><v>2</v></c>',
        '<c r="B2" s="99"><v>1</v></c>', f'<c r="B2"><v>{"9" * 400}</v></c>',
    ],
)  # fmt: skip
def test_cells_that_cannot_say_what_they_say_are_refused_at_their_place(cell):
    assert places(of_cells([HEADER, f'<row r="2">{cell}</row>'])) == [[2, 2]]


@pytest.mark.parametrize("days", ["-1", "2958466", "1e300"])
def test_a_day_that_excel_does_not_have_is_refused(days):
    made = Workbook()
    made.active.append(["when"])
    made.active["A2"] = date(2026, 1, 2)
    raw = saved(made)
    xml = _part(raw, SHEET)
    assert places(spoiled(raw, {SHEET: xml.replace("46024", days)})) == [[2, 1]]


def test_an_empty_sheet_and_a_header_further_down_are_refused():
    assert places(book()) == [[1, 1]]
    assert places(of_cells([HEADER.replace('"1"', '"2"').replace("1", "2")])) == [[1, 1]]


def test_many_empty_rows_are_nothing():
    start = process_time()
    table = read(of_cells([HEADER, *(f'<row r="{n}"/>' for n in range(2, 30_000))]))
    assert table.rows == ()
    far = read(of_cells([HEADER, f'<row r="1048576">{TEXT.format("A1048576", "Ana")}</row>']))
    assert far.rows[0].number == 1_048_576
    assert process_time() - start < 3


def test_a_bomb_is_refused_before_it_is_unpacked_and_a_slow_one_while_it_is_read():
    bomb = spoiled(book(["a"]), {"xl/media/image1.bin": bytes(3_000_000)})
    assert "descomprimirlo" in refused(bomb, unpacked=2_000_000)[0][1]
    wide = of_cells(['<row r="1">', "<c/>" * 20_000, "</row>"])
    assert refused(wide)
    tall = of_cells(["<row/>"] * 20_000)
    assert "demasiado" in refused(tall, elements=10_000)[0][1]
    tag = of_cells([HEADER, "<row " + " ".join(f'a{n}=">"' for n in range(150_000)) + "/>"])
    assert "dañado" in refused(tag)[0][1]
    strings = of_strings("<sst>" + "<si/>" * 20_000 + "</sst>")
    assert "demasiado" in refused(strings, elements=10_000)[0][1]


def test_a_file_of_too_many_parts_is_refused(monkeypatch):
    monkeypatch.setattr(package, "_PARTS", 5)
    assert "descomprimirlo" in refused(book(["a"]))[0][1]


def test_more_columns_than_the_header_are_said_once_a_row():
    cells = "".join(f"<c><v>{n}</v></c>" for n in range(400))
    assert places(of_cells([f"<row>{cells}</row>"])) == [[1, 201]]
    far = of_cells([HEADER, '<row><c r="NN2"><v>1</v></c></row>'])
    assert places(far) == [[2, 378]]
    assert places(of_cells([HEADER, f"<row>{cells}</row><row>{cells}</row>"])) == [
        [2, 3],
        [3, 3],
    ]


def test_a_cell_longer_than_allowed_is_refused():
    long = TEXT.format("A2", "x" * 200_000)
    assert places(of_cells([HEADER, f'<row r="2">{long}</row>'])) == [[2, 1]]
    assert places(book(["a"], ["y" * 300]), cell=200) == [[2, 1]]


def test_values_are_kept_as_typed():
    made = Workbook()
    made.active.append(["a", "b", "c", "d", "e", "f", "g", "h", "i"])
    made.active.append(
        [1234.56, 0.1 + 0.2, 12, 1e20, True, "0012", date(2026, 3, 1),
         datetime.fromisoformat("2026-03-01T10:30"), time(8, 5)]
    )  # fmt: skip
    made.active.append([-5, 1e-7, 7, 46024, None, " x ", timedelta(hours=26, minutes=30)])
    made.active["C3"].number_format = "00000"
    one, two = (row.cells for row in read(saved(made)).rows)
    assert one == (
        "1234.56", "0.3", "12", "1" + "0" * 20, "TRUE", "0012", "2026-03-01",
        "2026-03-01T10:30:00", "08:05:00",
    )  # fmt: skip
    assert two == ("-5", "0.0000001", "00007", "46024", "", "x", "26:30:00", "", "")
    assert [type(cell) for cell in one[:7]] == [Number] * 4 + [str, str, Date]


def test_days_counted_from_1904_are_the_same_days():
    made = Workbook()
    made.epoch = MAC_EPOCH
    made.active.append(["when"])
    made.active.append([date(2026, 3, 1)])
    assert read(saved(made)).rows[0].cells == ("2026-03-01",)


def test_the_first_shown_sheet_is_read_or_the_one_that_is_named():
    made = Workbook()
    made.active.title, made.active.sheet_state = "Oculta", "hidden"
    for name in ("Datos", "Más"):
        made.create_sheet(name).append([name])
    raw = saved(made)
    table = read(raw)
    assert table.header == ("Datos",)
    assert [note.kind for note in table.notes] == ["sheet"]
    assert "Datos" in table.notes[0].said
    assert read(raw, sheet="más").header == ("Más",)
    with pytest.raises(Unreadable) as refusal:
        read(raw, sheet="Otra")
    assert "Más" in str(refusal.value)


def test_hidden_rows_and_links_are_told():
    made = Workbook()
    for row in (["name"], ["Ana"], ["Eva"]):
        made.active.append(row)
    made.active.row_dimensions[3].hidden = True
    raw = spoiled(saved(made), {"xl/externalLinks/externalLink1.xml": "<externalLink/>"})
    table = read(raw)
    assert [row.cells for row in table.rows] == [("Ana",), ("Eva",)]
    assert [(note.kind, note.row) for note in table.notes] == [("link", None), ("hidden", 3)]


def test_text_in_pieces_and_escaped_signs_are_one_text():
    strings = (
        "<sst><si><r><t>Jos</t></r><r><t>é</t></r><rPh sb='0' eb='1'><t>no</t></rPh></si>"
        "<si><t>uno_x000D__x000A_dos</t></si></sst>"
    )
    table = read(of_strings(strings))
    assert (table.header, table.rows[0].cells) == (("José",), ("uno\ndos",))


def test_invisible_and_deceiving_signs_are_treated_as_in_any_table():
    assert places(book(["name"], ["a\u202eb"])) == [[2, 1]]
    assert [note.kind for note in read(book(["name"], ["a\u200bb"])).notes] == ["invisible"]


simple = st.text(st.characters(categories=["L", "N", "Zs"], max_codepoint=0x2FF), max_size=8)
values = simple | st.integers(-(10**14), 10**14) | st.booleans() | st.dates(date(1901, 1, 1))


@settings(max_examples=examples(25))
@given(st.lists(st.lists(values, min_size=2, max_size=2), max_size=5))
def test_what_openpyxl_writes_is_read(rows):
    table = read(book(["name 1", "name 2"], *([*row] for row in rows)))
    said = {row.number: row.cells for row in table.rows}
    for number, row in enumerate(rows, 2):
        assert said.get(number, ("", "")) == tuple(map(_said, row))


def _said(value):
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, date):
        return value.isoformat()
    return normalize("NFC", value).strip() if isinstance(value, str) else str(value)


@pytest.mark.skipif(not REAL.is_dir(), reason="real input is not here: ../shared/data/observatory")
@pytest.mark.parametrize("name", ["kidnapping"])
def test_real_workbooks_say_what_openpyxl_reads(name):
    raw = (REAL / f"unodc_cts2019_{name}.xlsx").read_bytes()
    table = read(raw)
    theirs = load_workbook(BytesIO(raw), read_only=True).worksheets[0].values
    next(theirs)
    assert len(table.rows) > 1000
    for row, values in zip(table.rows, theirs, strict=True):
        for mine, value in zip(row.cells, values, strict=True):
            assert mine == ("" if value is None else str(value).strip()) or (
                float(mine) == pytest.approx(value, rel=1e-14)
            )
