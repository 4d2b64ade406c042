import csv
from io import StringIO
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from almenara.formats.refusal import Unreadable
from almenara.formats.tables import csvtext
from almenara.formats.tables.model import Limits
from almenara.formats.tables.reading import read
from tests.extent import examples

HEADER = "name,state\r\n"


def refused(raw, **limits):
    with pytest.raises(Unreadable) as refusal:
        read(raw.encode() if isinstance(raw, str) else raw, Limits(**limits))
    return refusal.value.errors


def places(raw, **limits):
    return [loc for loc, _said in refused(raw, **limits)]


@pytest.mark.parametrize("bad", ["", " \r\n", "\r\n\r\n", "\ufeff"])
def test_an_empty_file_is_refused(bad):
    assert len(refused(bad)) == 1


@pytest.mark.parametrize(
    "bad",
    [b"%PDF-1.7 ...", b"<html><table>", b"\xef\xbb\xbf<?xml?>", b"{\\rtf1 }", b"PK\x03\x04...",
     b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)],
)  # fmt: skip
def test_what_is_no_table_is_refused_whatever_its_name(bad):
    assert refused(bad)[0][0] == []


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\u202e", "\u2066", "\x07", "\ufffe"])
def test_signs_that_deceive_are_refused_at_their_row_and_column(sign):
    assert places(f"{HEADER}Ana,PAN\r\nE{sign}va,PAN\r\n") == [[3, 1]]
    assert places(f"name,st{sign}ate\r\nAna,PAN\r\n")[0] == [1, 2]


@pytest.mark.parametrize(
    ("bad", "place"),
    [
        ('Ana,"PAN\r\nEva,CRI\r\n', [2, 2]),
        ('Ana,PAN\r\n"Eva,CRI\r\nLuis,"COL"\r\n', [3, 1]),
        ('"Ana"x,PAN\r\n', [2, 1]),
        ('Ana,PAN\r\n\r\n"Eva, ""la"" otra","CRI" \r\n', [4, 2]),
        ('Ana,"' + "x" * 200_000 + '"\r\n', [2, 2]),
        ("Ana," + "x" * 200_000 + "\r\n", [2, 2]),
        ("Ana," + "x" * 40_000 + "\r\n", [2, 2]),
    ],
)
def test_a_quote_never_closed_and_a_cell_too_long_are_refused_at_their_place(bad, place):
    assert places(HEADER + bad) == [place]


def test_a_row_longer_than_its_header_is_refused_and_a_shorter_one_told():
    assert places(f"{HEADER}Ana,PAN,x\r\nEva,PAN,,\r\nLuis,PAN,,x\r\n") == [[2, 3], [4, 4]]
    table = read(f"{HEADER}Ana\r\nEva,PAN,,\r\n".encode())
    assert [row.cells for row in table.rows] == [("Ana", ""), ("Eva", "PAN")]
    assert [(n.kind, n.row) for n in table.notes] == [("encoding", None), ("short", 2)]


@pytest.mark.parametrize(
    ("bad", "place"),
    [
        ("\r\nname,state\r\n", [1, 1]),
        ("name,,state\r\n", [1, 2]),
        ("name,state,Name\r\n", [1, 3]),
        ("name,state\r\nAna,PAN\r\nNAME,State\r\n", [3, 1]),
    ],
)
def test_a_header_is_one_row_with_each_name_once(bad, place):
    assert places(bad)[0] == place


def test_a_name_that_begins_as_a_zip_does_is_a_name():
    assert read(b"PK,x\n1,2\n").header == ("PK", "x")


def test_rows_without_end_are_refused(monkeypatch):
    monkeypatch.setattr(csvtext, "LAST_ROW", 100)
    assert places("name" + "\n" * 200) == [[101, 1]]


def test_too_much_is_refused():
    assert places(HEADER + "a," * 600_000) == [[]]
    assert places(HEADER + "Ana,PAN" + "," * 900 + "x\r\n") == [[2, 902]]
    wide = ",".join(f"c{n}" for n in range(400))
    assert places(wide) == [[1, 201]]
    assert places(HEADER + "Ana,PAN\r\n" * 3, rows=2) == [[4, 1]]
    assert places(HEADER + "Ana,PAN\r\n" * 3, cells=5) == [[4, 1]]
    assert places(HEADER, octets=3) == [[]]
    assert len(refused(HEADER + "a\x00,b\x00\r\n" * 500)) == 100


def test_every_fault_is_said_at_once_in_the_order_of_the_file():
    assert places(f"{HEADER}A\x00,P\x01\r\nb,c,d\r\n") == [[2, 1], [2, 2], [3, 3]]


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("cp1252", "Windows-1252"),
    ],
)
def test_encodings_are_recognised_and_told(codec, name):
    table = read("nombre,señal\r\nJosé Núñez,€ 5 – «sí»\r\n".encode(codec))
    assert table.header == ("nombre", "señal")
    assert table.rows[0].cells == ("José Núñez", "€ 5 – «sí»")
    note = next(note for note in table.notes if note.kind == "encoding")
    assert name in note.said


@pytest.mark.parametrize(
    "bad",
    [
        "nombre\r\nJosé Núñez\r\n".encode() + b"Mar\xeda Garc\xc3\xada\r\n",
        b"name\r\n\x81\x8d\r\n",
        "name\r\nAna\r\n".encode("utf-16")[:-1],
        "name\r\nAna\r\n".encode("utf-32"),
    ],
)
def test_damaged_text_is_refused_and_never_guessed(bad):
    assert len(refused(bad)) == 1


def test_the_row_of_the_damage_is_said():
    damaged = "nombre\r\nJosé Núñez Ávila\r\n".encode() + b"Mar\xeda\r\n"
    assert places(damaged) == [[3, 1]]


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_delimiters_are_recognised_and_told(sign):
    table = read(f'name{sign}"one, two; three"\r\nAna{sign}x\r\n'.encode())
    assert table.rows[0].cells == ("Ana", "x")
    assert ("delimiter" in {note.kind for note in table.notes}) is (sign != ",")


def test_one_column_needs_no_delimiter():
    assert read(b"name\nAna\n").header == ("name",)


def test_what_is_mended_is_told_with_its_place():
    table = read('name,note\nAn\u200ba,\u200fx\r\nEva,"uno\ndos"\n'.encode())
    assert [row.cells for row in table.rows] == [("Ana", "x"), ("Eva", "uno\ndos")]
    told = {(note.kind, note.row, note.column) for note in table.notes}
    assert told >= {
        ("invisible", 2, 1),
        ("invisible", 2, 2),
        ("lines", 3, 2),
        ("line-ends", None, None),
    }


def test_old_line_ends_and_line_ends_inside_cells_are_not_mixed_ones():
    assert read(b"name,x\rAna,1\r").rows[0].cells == ("Ana", "1")
    for text in ('name,x\r\n"a\nb",1\r\n', "name,x\n\n\nAna,1\n"):
        assert "line-ends" not in {note.kind for note in read(text.encode()).notes}


def test_rows_keep_their_number_and_blank_ones_are_not_rows():
    table = read(b'name,x\n\n"a\nb",1\n , \nAna,2')
    assert [row.number for row in table.rows] == [3, 5]
    assert list(table.records()) == [
        (3, {"name": "a\nb", "x": "1"}),
        (5, {"name": "Ana", "x": "2"}),
    ]


def test_notes_beyond_a_hundred_are_counted():
    table = read(("name\n" + "a\u200bb\n" * 150).encode())
    assert len(table.notes) == 101
    assert table.unsaid == 50


cells = st.text(
    st.characters(categories=["L", "N", "P", "S", "Zs"], max_codepoint=0x2FF), max_size=8
)


@settings(max_examples=examples(50))
@given(st.lists(st.tuples(cells, cells, cells), max_size=6), st.sampled_from(",;\t"))
def test_what_python_writes_is_read(rows, sign):
    out = StringIO()
    writer = csv.writer(out, delimiter=sign)
    writer.writerows([["name 1", "name 2", "name 3"], *rows])
    table = read(out.getvalue().encode())
    stripped = [tuple(normalize("NFC", cell).strip() for cell in row) for row in rows]
    assert [row.cells for row in table.rows] == [row for row in stripped if any(row)]
    assert all(row.cells == stripped[row.number - 2] for row in table.rows)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(raw):
    try:
        read(raw)
    except Unreadable as refusal:
        assert refusal.errors  # noqa: PT017
