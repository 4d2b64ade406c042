"""A file is read as its sender saw it, or the cell says why not."""

import zipfile
from datetime import date
from io import BytesIO
from time import process_time

import pytest
from openpyxl import Workbook

from almenara.observatory.cells import text
from almenara.observatory.findings import Finding
from almenara.observatory.intake import periods
from almenara.observatory.intake.reading import Reading, Sender, read
from almenara.observatory.tests import flows
from tests.extent import WHOLE

pytestmark = pytest.mark.sampled

HEAD = "FREQ,REF_AREA,SEX,AGE,UNIT_MEASURE,TIME_PERIOD,OBS_VALUE"
ROW = "A,MEX,F,_T,NUMBER,2024,10"


def crimes(*lines: str, state: str = "MEX", **more: object) -> Reading:
    raw = "\n".join([HEAD, *lines]).encode()
    return read(raw, flows.crimes(), Sender(state, **more))  # type: ignore[arg-type]


def book(rows: list[list[object]], change: object = None) -> bytes:
    made = Workbook()
    for row in rows:
        made.active.append(row)
    if callable(change):
        change(made.active)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def sheet(*rows: list[object], change: object = None) -> Reading:
    raw = book([HEAD.split(","), *rows], change)
    return read(raw, flows.crimes(), Sender("MEX"))


def only(reading: Reading) -> Finding:
    assert len(reading.findings) == 1, [str(one.said) for one in reading.findings]
    return reading.findings[0]


def place(found: Finding) -> tuple[str, str, int, int]:
    return found.rule, found.level, found.line, found.column


def test_a_plain_file_becomes_cells_with_their_places():
    got = crimes(ROW, "A,MEX,M,_T,NUMBER,2024,0", "A,MEX,M,_T,NUMBER,2023,")
    assert not got.findings
    cells = list(got.table)
    assert [cell.value for cell in cells] == [10, 0, None]  # nobody reported is not none
    assert (cells[0].key, cells[0].period) == (("A", "MEX", "F", "_T", "NUMBER"), "2024")
    assert [(cell.line, cell.column) for cell in cells] == [(2, 7), (3, 7), (4, 7)]


@pytest.mark.parametrize(
    "head",
    ["DATAFLOW," + HEAD, "STRUCTURE,STRUCTURE_ID,ACTION," + HEAD],
    ids=["SDMX-CSV 1.0", "SDMX-CSV 2.0"],
)
def test_sdmx_csv_names_its_flow(head):
    first = "dataflow,OAS:DF_CRIMES(1.0),I," if "ACTION" in head else "OAS:DF_CRIMES(1.0),"
    raw = f"{head}\n{first}{ROW}\n".encode()
    got = read(raw, flows.crimes(), Sender("MEX"))
    assert (not got.findings, len(got.table)) == (True, 1)
    other = raw.replace(b"DF_CRIMES", b"DF_OTHER")
    wrong = read(other, flows.crimes(), Sender("MEX"))
    assert (only(wrong).rule, len(wrong.table)) == ("structure", 0)


def test_a_row_that_asks_to_delete_is_no_figure():
    raw = f"STRUCTURE,STRUCTURE_ID,ACTION,{HEAD}\ndataflow,OAS:DF_CRIMES(1.0),D,{ROW}\n".encode()
    got = read(raw, flows.crimes(), Sender("MEX"))
    assert (place(only(got)), len(got.table)) == (("structure", "error", 2, 3), 0)


def test_a_figure_that_says_that_there_is_none_is_told():
    raw = f"{HEAD},OBS_STATUS\n{ROW},M\n{ROW.replace(',F,', ',M,')},A\n".encode()
    assert place(only(read(raw, flows.crimes(), Sender("MEX")))) == ("structure", "error", 2, 7)


def test_codes_may_be_written_in_words_of_any_language():
    got = crimes("A,MEX,Female,Total,NUMBER,2024,1", "A: anual,mex,M: Hombres,_t,NUMBER,2024,2")
    assert not got.findings
    assert [cell.key[2] for cell in got.table] == ["F", "M"]


def test_what_a_structure_needs_and_the_file_does_not_say_is_filled_or_missed():
    raw = b"SEX,AGE,UNIT_MEASURE,TIME_PERIOD,OBS_VALUE\nF,_T,NUMBER,2024,1\n"
    [cell] = read(raw, flows.crimes(), Sender("MEX")).table
    assert cell.key == ("A", "MEX", "F", "_T", "NUMBER")
    lacking = read(raw.replace(b"SEX,", b"").replace(b"\nF,", b"\n"), flows.crimes(), Sender("MEX"))
    assert place(only(lacking)) == ("structure", "error", 1, 1)
    extra = crimes(ROW + ",x").findings or crimes().findings
    assert extra  # more cells than the header


def test_a_column_that_nobody_knows_is_told_and_not_lost_in_silence():
    raw = f"{HEAD},COMMENT\n{ROW},hola\n".encode()
    got = read(raw, flows.crimes(), Sender("MEX"))
    assert place(only(got)) == ("structure", "warning", 1, 8)


@pytest.mark.parametrize(
    ("figures", "read_as"),
    [
        (["1.234,56", "7"], [1234.56, 7]),
        (["1,234.56", "7.5"], [1234.56, 7.5]),
        (["1.234.567", "12,5"], [1234567, 12.5]),
        (["1 234", "-3"], [1234, -3]),
        (["1e3", "0.00001"], [1000, 0.00001]),
    ],
)
def test_a_file_writes_its_figures_one_way(figures, read_as):
    lines = [f'A,MEX,F,_T,PER_100K,{2020 + n},"{one}"' for n, one in enumerate(figures)]
    got = crimes(*lines)
    assert not got.findings
    assert [cell.value for cell in got.table] == read_as


def test_two_ways_of_writing_figures_are_told_at_the_cell_that_differs():
    got = crimes(
        'A,MEX,F,_T,PER_100K,2020,"1.234,56"', 'A,MEX,F,_T,PER_100K,2021,"2.234,56"',
        'A,MEX,F,_T,PER_100K,2022,"3,234.56"',
    )  # fmt: skip
    assert place(only(got)) == ("structure", "error", 4, 7)
    assert [cell.value for cell in got.table] == [1234.56, 2234.56, None]


@pytest.mark.parametrize("nothing", ["-", "n/d", "..", "s/d", "siete"])
def test_what_is_no_figure_is_not_taken_for_none(nothing):
    got = crimes(f"A,MEX,F,_T,NUMBER,2024,{nothing}")
    assert place(only(got)) == ("structure", "error", 2, 7)
    assert [cell.value for cell in got.table] == [None]


@pytest.mark.parametrize("time", ["31/12/2024", "enero 2024", "2024-13", "24", "2024-01"])
def test_dates_as_text_are_told_at_their_cell(time):
    got = crimes(f"A,MEX,F,_T,NUMBER,{time},1")
    assert place(only(got)) == ("structure", "error", 2, 6)


def test_what_excel_made_of_codes_and_times_is_told():
    row = ["A", "MEX", "F", date(2026, 10, 14), "NUMBER", "2024", 3]
    assert place(only(sheet(row))) == ("code", "error", 2, 4)
    row = ["A", "MEX", "F", "_T", "NUMBER", date(2024, 1, 1), 3]
    got = sheet(row)
    assert place(only(got)) == ("structure", "warning", 2, 6)
    assert [cell.period for cell in got.table] == ["2024"]
    row[5] = date(2024, 5, 3)
    assert place(only(sheet(row)))[1] == "error"
    assert place(only(crimes("A,MEX,F,14-oct,NUMBER,2024,3"))) == ("code", "error", 2, 4)


def test_formulas_merged_cells_and_errors_are_told_at_their_cell():
    rows = ["A", "MEX", "F", "_T", "NUMBER", "2024"]
    got = sheet([*rows, "=1+1"], change=lambda page: page.merge_cells("A5:B6"))
    assert [place(one)[2:] for one in got.findings] == [(2, 7), (5, 1)]
    assert not len(got.table)


def test_two_rows_of_headings_point_at_the_second():
    got = crimes("Frecuencia,Area,Sexo,Edad,Unidad,Periodo,Valor", ROW)
    assert {one.line for one in got.findings} == {2}
    assert [cell.value for cell in got.table if cell.value is not None] == [10]


def test_the_heading_is_found_below_a_title():
    raw = f"Informe de 2024,,,,,,\n,,,,,,\n{HEAD}\n{ROW}\n".encode()
    [cell] = read(raw, flows.crimes(), Sender("MEX")).table
    assert (cell.value, cell.line) == (10, 4)


def test_macros_bombs_and_what_is_no_table_come_back_as_findings():
    macro = BytesIO(book([HEAD.split(",")]))
    with zipfile.ZipFile(macro, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    bomb = BytesIO(book([HEAD.split(",")]))
    with zipfile.ZipFile(bomb, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", bytes(129 * 1024 * 1024))
    for raw in (
        macro.getvalue(),
        bomb.getvalue(),
        b"%PDF-1.7",
        b"",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    ):
        got = read(raw, flows.crimes(), Sender("MEX"))
        assert only(got).level == "error"
        assert not len(got.table)


@pytest.mark.parametrize("codec", ["utf-8-sig", "cp1252", "utf-16"])
def test_any_usual_encoding_is_read(codec):
    head = "Año,Clave_Ent,Entidad,Bien jurídico afectado,Tipo de delito,Subtipo de delito,Modalidad"
    raw = f"{head},Enero,Febrero\n2026,01,A,Bien,Tipo,Sub,Única,1,\n".encode(codec)
    got = read(raw, flows.sesnsp(), Sender("MEX"))
    assert (got.layout, not got.findings) == ("sesnsp", True)
    first, second = got.table
    assert first.key == ("M", "01", "Bien", "Tipo", "Sub", "Única", "NUMBER")
    assert [(one.period, one.value) for one in (first, second)] == [
        ("2026-01", 1), ("2026-02", None),
    ]  # fmt: skip


def test_a_code_that_lost_its_zeros_is_read_and_told():
    head = "Año;Clave_Ent;Bien jurídico afectado;Tipo de delito;Subtipo de delito;Modalidad;Enero"
    got = read(f"{head}\n2026;1;B;T;S;M;5\n".encode(), flows.sesnsp(), Sender("MEX"))
    assert place(only(got)) == ("code", "warning", 2, 2)
    assert [cell.key[1] for cell in got.table] == ["01"]


def test_unknown_and_withdrawn_codes_and_areas_of_others_are_told_at_their_cell():
    unknown = only(crimes("A,MEX,X,_T,NUMBER,2024,1"))
    assert (place(unknown), unknown.area) == (("code", "error", 2, 3), "MEX")
    assert place(only(crimes("A,ANT,F,_T,NUMBER,2024,1", state="")))[:2] == ("code", "warning")
    assert place(only(crimes("A,PAN,F,_T,NUMBER,2024,1"))) == ("code", "error", 2, 2)
    assert not crimes("A,MX-AGU,F,_T,NUMBER,2024,1").findings  # a part of the State


def test_the_same_cell_twice_keeps_the_first_and_points_at_the_second():
    got = crimes(ROW, "A,MEX,F,_T,NUMBER,2024,11")
    assert place(only(got)) == ("structure", "error", 3, 7)
    assert [cell.value for cell in got.table] == [10]


def test_a_map_of_national_codes_is_used():
    maps = {"SEX": {"1": "M", "2": "F"}}
    got = crimes("A,MEX,1,_T,NUMBER,2024,3", "A,MEX,2,_T,NUMBER,2024,4", maps=maps)
    assert (not got.findings, [cell.key[2] for cell in got.table]) == (True, ["M", "F"])


def test_what_a_state_sent_to_the_united_nations_is_read_with_its_units_apart():
    head = "Iso3_code,Region,Subregion,Country,Source,Dimension,Category,Sex,Age,Year"
    title = "UNODC" + "," * 11
    raw = "\n".join([
        title, "2024-11-24" + "," * 11, f"{head},Unit of measurement,VALUE",
        "MEX,A,B,Mexico,CTS,Total,Total,Male,Total,2013,Counts,35",
        'MEX,A,B,Mexico,CTS,Total,Total,Male,Total,2013,"Rate per 100,000 population",7.5',
        "MEX,A,B,Mexico,CTS,by citizenship,Foreign,Male,Total,2013,Counts,9",
    ]).encode()  # fmt: skip
    got = read(raw, flows.crimes(), Sender("MEX"))
    assert (got.layout, got.skipped, not got.findings) == ("un-cts", 1, True)
    assert [(one.key[-1], text(one.value), one.line) for one in got.table] == [
        ("NUMBER", "35", 4), ("PER_100K", "7.5", 5),
    ]  # fmt: skip


def test_flags_and_remarks_go_with_their_figure():
    raw = f"{HEAD},OBS_STATUS,SOURCE\n{ROW},E,Censo\n{ROW[:-7]}2023,3,Z,\n".encode()
    first, second = (got := read(raw, flows.crimes(), Sender("MEX"))).table
    assert (first.status, first.attributes) == ("E", {"SOURCE": "Censo"})
    assert place(only(got)) == ("code", "error", 3, 8)
    assert second.value == 3


def test_what_excel_shows_otherwise_than_it_keeps_is_told():
    rows = ["A", "MEX", "F", "_T", "PER_100K", "2024", 0.125]

    def as_percent(page):
        page["G2"].number_format = "0.0%"

    got = sheet(rows, change=as_percent)
    assert place(only(got)) == ("structure", "error", 2, 7)
    assert [cell.value for cell in got.table] == [None]
    got = sheet([*rows[:6], "1\u00a0234"], ["A", "MEX", "M", "_T", "PER_100K", "2024", " 12\u00a0"])
    assert ([cell.value for cell in got.table], got.findings) == ([1234, 12], ())


def test_hidden_rows_columns_and_sheets_are_read_or_not_and_said():
    def hide(page):
        page.row_dimensions[2].hidden = page.column_dimensions["D"].hidden = True
        other = page.parent.create_sheet("viejo", 0)
        other.append(HEAD.split(","))
        other.append(["A", "MEX", "F", "_T", "NUMBER", "1999", 99])
        other.sheet_state = "hidden"
        page.parent.active = 1

    got = sheet(["A", "MEX", "F", "_T", "NUMBER", "2024", 5], change=hide)
    assert [cell.value for cell in got.table] == [5]
    said = " ".join(got.notes)
    for one in ("filas ocultas", "columnas ocultas", "Se leyó la hoja"):
        assert one in said


def test_a_wide_title_above_and_a_source_below_do_no_harm():
    def title(page):
        page.insert_rows(1)
        page["A1"] = "Informe de 2024"
        page.merge_cells("A1:G1")

    line = ["A", "MEX", "F", "_T", "NUMBER", "2024", 5]
    got = sheet(line, [], ["Fuente: Ministerio"], change=title)
    assert [cell.value for cell in got.table] == [5]
    assert place(only(got)) == ("structure", "warning", 5, 1)


@pytest.mark.parametrize(
    "raw", [b"<html><table><tr><td>1</table>", b"\xef\xbb\xbf <!DOCTYPE HTML>"]
)
def test_a_web_page_by_the_name_of_a_workbook_says_what_to_do(raw):
    assert "guárdela como .xlsx" in only(read(raw, flows.crimes(), Sender("MEX"))).said


def test_a_hundred_thousand_rows_are_read_in_good_time():
    """In part twenty thousand, in a fifth of the time."""
    share = 1 if WHOLE else 5
    times = [f"{1500 + n // 12}-{n % 12 + 1:02}" for n in range(8335 // share)]
    ages = ("_T", "Y0T9", "Y10T14", "Y15T29")
    lines = [f"M,MEX,{sex},{age},NUMBER,{one},7"
             for sex in ("_T", "F", "M") for age in ages for one in times]  # fmt: skip
    started = process_time()
    got = crimes(*lines)
    assert process_time() - started < 30 / share
    assert (len(got.table), got.findings) == (100_020 // share, ())


@pytest.mark.parametrize(
    ("period", "frequency"),
    [("2020-W53", "W"), ("2021-W53", ""), ("2021-W00", ""), ("2020-02-29", "D"), ("2021-02-29", ""),
     ("2021-S2", "S"), ("2021-S3", ""), ("2021-Q4", "Q"), ("2021-13", "")],
)  # fmt: skip
def test_a_week_or_a_day_that_the_calendar_has_not_is_no_period(period, frequency):
    assert periods.frequency(period) == frequency
