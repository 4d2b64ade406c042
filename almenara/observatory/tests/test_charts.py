"""Pictures say what was reported: nothing is joined across a gap, a break or two sources."""

import json
from xml.etree import ElementTree

import pytest

from almenara.core.web import atlas
from almenara.observatory.cells import Cell, table
from almenara.observatory.charts import classes, drawing, maps, pictures
from almenara.observatory.charts.drawing import Artist
from almenara.observatory.charts.lines import Line, Point, lines, used
from almenara.observatory.charts.words import Words

WORDS = Words(
    "es", "Homicidio", "", "Por 100 000 habitantes", "sin datos",
    {"b": "cambio de método", "p": "provisional", "c": "oculto"}, "Fuente: una prueba.",
)  # fmt: skip


def drawn(*cells):
    made = table(("REF_AREA",), [Cell(("PAN",), *cell) for cell in cells])
    return lines(made, lambda key: key[0])


def order(spec):
    return {"spec": spec, "numbers": WORDS.number_format(), "version": drawing.VERSION}


def pieces(line):
    return [(point.period, point.piece) for point in line.points]


def test_a_line_is_cut_where_a_period_is_missing_hidden_or_counted_otherwise():
    (line,) = drawn(
        ("2018", 1.0), ("2019", 2.0), ("2021", 3.0), ("2022", None, "A", "C"), ("2023", 4.0),
        ("2024", 5.0, "B"), ("2025", 6.0, "P"),
    )  # fmt: skip
    assert pieces(line) == [
        ("2018", 1), ("2019", 1), ("2021", 2), ("2022", 2), ("2023", 3), ("2024", 4), ("2025", 4),
    ]  # fmt: skip
    assert [point.flag for point in line.points] == ["", "", "", "c", "", "b", "p"]
    assert used([line]) == ["b", "c", "p"]


@pytest.mark.parametrize(
    ("before", "after"),
    [("2023-12", "2024-01"), ("2023-Q4", "2024-Q1"), ("2020-W53", "2021-W01"), ("2023", "2024")],
)
def test_neighbours_are_joined_over_the_turn_of_a_year(before, after):
    (line,) = drawn((before, 1.0), (after, 2.0))
    assert {point.piece for point in line.points} == {1}


def test_two_sources_of_one_state_are_two_lines():
    found = drawn(
        ("2020", 1.0, "A", "F", {"SOURCE": "Policía"}), ("2021", 2.0, "A", "F", {"SOURCE": "Salud"})
    )
    assert [line.name for line in found] == ["PAN · Policía", "PAN · Salud"]
    assert [pieces(line) for line in found] == [[("2020", 1)], [("2021", 1)]]


def test_no_data_is_a_word_and_never_a_zero():
    found = [Line("Aquí", (Point("2023", 0.0, "", 1),)), Line("Allá")]
    rows = pictures.bar_chart(found, "2023", WORDS)["vconcat"][0]["data"]["values"]
    assert [(row["v"], row["said"]) for row in rows] == [(0.0, "0"), (None, "sin datos")]
    small = pictures.panels(found, WORDS)["vconcat"][0]["data"]["values"]
    assert [row for row in small if row["s"] == "Allá"] == [{"s": "Allá", "absent": "sin datos"}]


def test_a_picture_carries_its_flags_and_its_source():
    (line,) = drawn(("2022", 1.0), ("2023", 2.0, "P"))
    said = json.dumps(pictures.line_chart([line], WORDS), ensure_ascii=False)
    assert "p\u00a0provisional" in said.replace("\\u00a0", "\u00a0")
    assert "Fuente: una prueba." in said
    assert "cambio de método" not in said


def test_a_chart_is_drawn_in_the_numbers_of_its_language_and_fetches_nothing():
    artist = Artist()
    (line,) = drawn(("2022", 11000.5), ("2023", 12000.0))
    for width in pictures.PANEL:
        spec = pictures.line_chart([line], WORDS, width)
        svg = artist.draw(**order(spec))
        assert "12\u202f000" in svg.decode()
        assert ElementTree.fromstring(svg).tag.endswith("svg")
    assert artist.draw(svg=svg.decode()).startswith(b"\x89PNG")
    spec["data"] = {"url": "http://127.0.0.1:9/x.csv"}
    spec["vconcat"][0].pop("data")
    with pytest.raises(RuntimeError):
        artist.draw(**order(spec))


def test_who_waits_too_long_for_a_picture_is_told(monkeypatch):
    monkeypatch.setattr(drawing, "QUEUE", 0.01)
    artist = drawing.Artist()
    artist._lock.acquire()
    with pytest.raises(drawing.Busy):
        artist.draw(svg="")


def test_the_classes_of_a_map_hold_about_as_many_each():
    values = [float(n) for n in range(1, 26)]
    cuts = classes.edges(values)
    held = [classes.place(value, cuts) for value in values]
    assert [held.count(n) for n in range(1, 6)] == [5, 5, 5, 5, 5]
    assert classes.labels(values, cuts, "es")[0] == "1 – 6"
    assert classes.edges([3.0, 3.0]) == []


def test_a_map_stands_alone_and_says_each_state():
    told = (("PAN", "5", "11,5"), ("CRI", "absent", "sin datos"))
    rows = [
        {"code": code, "name": code, "tone": tone, "said": said, "url": ""}
        for code, tone, said in told
    ]
    shown = atlas.picture("Mapa", [("5", "10 – 12"), ("absent", "sin datos")], rows)
    for width in pictures.PANEL:
        text = maps.standing(shown, WORDS, width)
        ElementTree.fromstring(text)
        assert "<title>CRI: sin datos</title>" in text
        assert "Fuente: una prueba." in text
