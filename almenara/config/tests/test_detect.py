"""`almenara detect` answers anywhere: a file in, a file out, each fault at its row and column."""

import csv
import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from almenara.config import command
from almenara.observatory.detection import simulation

MONDAY = date(2013, 1, 7)
HEAD = "series,date,count\n"
GOOD = HEAD + "a,2026-01-05,1\na,2026-01-12,2\n"


def run(*argv: object) -> int:
    return command.run(["almenara", "detect", *map(str, argv)])


def weeks(name: str, counts) -> str:
    days = (MONDAY + timedelta(weeks=number) for number in range(len(counts)))
    return "".join(f"{name},{day},{count}\n" for day, count in zip(days, counts, strict=True))


@pytest.fixture(scope="module")
def counts():
    return simulation.simulate(3, 1).counts[12:14]


def answer(tmp_path: Path, text: str, *argv: str, method="farrington-improved") -> list[dict]:
    (tmp_path / "in.csv").write_bytes(text.encode())
    given = ["--method", method, "--input", tmp_path / "in.csv", "--output", tmp_path / "out.csv"]
    assert run(*given, *argv) == 0
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("method", ["farrington-improved", "scan", "ears-c1", "ears-c2", "ears-c3"])
def test_every_method_says_the_same_six_things(tmp_path, capsys, counts, method):
    text = HEAD + weeks("a", counts[0]) + weeks("b", counts[1])
    rows = answer(tmp_path, text, "--last", "3", method=method)
    assert list(rows[0]) == ["series", "date", "count", "expected", "upperbound", "alarm"]
    assert [row["series"] for row in rows] == ["a"] * 3 + ["b"] * 3
    assert rows[2]["date"] == str(MONDAY + timedelta(weeks=623))
    assert [int(row["count"]) for row in rows[:3]] == counts[0][-3:].tolist()
    for row in rows:
        assert row["alarm"] == str(int(float(row["count"]) > float(row["upperbound"] or "inf")))
        assert len(row["expected"].replace(".", "").strip("0")) >= 9 or method != METHOD
    said = capsys.readouterr().out
    assert "Nivel nominal 0.01" in said
    assert "falsas alarmas" in said


METHOD = "farrington-improved"


def test_too_short_a_history_is_an_empty_bound_and_no_alarm(tmp_path, counts):
    rows = answer(tmp_path, HEAD + weeks("a", counts[0][:100]))
    assert len(rows) == 100
    assert {(row["expected"], row["upperbound"], row["alarm"]) for row in rows} == {("", "", "0")}


def test_week_by_week_is_the_same_as_series_by_series(tmp_path, counts):
    one = weeks("a", counts[0]).splitlines(keepends=True)
    two = weeks("b", counts[1]).splitlines(keepends=True)
    mixed = "".join(line for pair in zip(one, two, strict=True) for line in pair)
    first = answer(tmp_path, HEAD + "".join(one + two), "--last", "4")
    assert answer(tmp_path, HEAD + mixed, "--last", "4") == first


def test_names_with_commas_quotes_accents_bom_and_windows_line_ends(tmp_path):
    name = '"Cocaína, ""polvo"""'
    body = f"{name},2026-01-05,1\n{name},2026-01-12, 2\nfentanilo,2026-01-12,3.0\n"
    text = "\ufeff" + (HEAD + body).replace("\n", "\r\n")
    rows = answer(tmp_path, text, method="ears-c1")
    assert [(row["series"], row["count"]) for row in rows] == [
        ('Cocaína, "polvo"', "1"),
        ('Cocaína, "polvo"', "2"),
        ("fentanilo", "3"),
    ]


def test_weeks_that_begin_on_sunday_are_judged_as_those_that_begin_on_monday(tmp_path):
    """Epidemiological weeks of the Americas do."""
    days = [date(2020, 1, 5) + timedelta(weeks=week) for week in range(330)]
    found = []
    for shift in (0, 1):
        lines = (f"a,{day + timedelta(shift)},{day.month}\n" for day in days)
        text = HEAD + "".join(lines)
        found.append(answer(tmp_path, text, "--last", "1"))
    sunday, monday = ([{**row, "date": ""} for row in rows] for rows in found)
    assert sunday == monday
    assert sunday[0]["upperbound"]


@pytest.mark.parametrize(
    ("text", "row", "column", "said"),
    [
        ("", 1, 1, "vacío"),
        (HEAD, 2, 1, "ninguna fila"),
        ("serie;fecha;casos\n", 1, 1, "primera fila"),
        ("series,count,date\na,1,2026-01-05\n", 1, 2, "primera fila"),
        ("series,date,count,note\na,2026-01-05,1,x\n", 1, 4, "primera fila"),
        (GOOD + "a,2026-01-19\n", 4, 1, "tres celdas"),
        (GOOD + "a,2026-01-19,1,2\n", 4, 1, "tres celdas"),
        (HEAD + "\na,2026-01-05,1\n", 2, 1, "tres celdas"),
        (GOOD + "a,19/01/2026,1\n", 4, 2, "No es una fecha: «19/01/2026»"),
        (GOOD + "a,2026-02-30,1\n", 4, 2, "No es una fecha"),
        (GOOD + "a,2026-W04,1\n", 4, 2, "No es una fecha"),
        (GOOD + "a,2026-01-20,1\n", 4, 2, "2026-01-20 no es el mismo día de la semana"),
        (GOOD + "a,2026-01-26,1\n", 4, 2, "Falta la semana 2026-01-19"),
        (GOOD + "a,2026-01-12,1\n", 4, 2, "dos veces"),
        (GOOD + "a,2026-01-19,-1\n", 4, 3, "negativo"),
        (GOOD + "a,2026-01-19,1.5\n", 4, 3, "entero"),
        (GOOD + "a,2026-01-19,\n", 4, 3, "entero"),
        (GOOD + "a,2026-01-19,NA\n", 4, 3, "entero"),
        (GOOD + "a,2026-01-19,inf\n", 4, 3, "entero"),
        (GOOD + "a,2026-01-19,1_0\n", 4, 3, "entero"),
        (GOOD + "a,2026-01-19,9999999999999\n", 4, 3, "grande"),
        (GOOD + ",2026-01-19,1\n", 4, 1, "nombre"),
        (GOOD + '"a,2026-01-19,1\n', 4, 1, "comilla"),
        (GOOD + '"a\nb",2026-01-19,1\n', 4, 1, "saltos"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_row_and_column(
    tmp_path, capsys, text, row, column, said
):
    file = tmp_path / "in.csv"
    file.write_text(text, encoding="utf-8")
    out = tmp_path / "out.csv"
    assert run("--method", "scan", "--input", file, "--output", out) == 2
    answered = capsys.readouterr().err
    assert f"fila {row}, columna {column}: " in answered
    assert said in answered
    assert not out.exists()


def test_latin_1_and_a_file_that_is_not_there(tmp_path, capsys):
    (tmp_path / "in.csv").write_bytes((GOOD + "ñ,2026-01-05,1\n").encode("latin-1"))
    assert run("--method", "scan", "--input", tmp_path / "in.csv", "--output", tmp_path / "o") == 2
    assert "fila 4, columna 1: El texto no está en UTF-8" in capsys.readouterr().err
    assert run("--method", "scan", "--input", tmp_path / "none", "--output", tmp_path / "o") == 2


@pytest.mark.parametrize(
    "option",
    ["--b 0", "--b x", "--alpha 0", "--alpha 0.7", "--alpha nan", "--threshold none", "--last 0",
     "--years lunar", "--w 40", "--w 20 --noperiods 13", "--trend-p 2", "--bound 3"],
)  # fmt: skip
def test_an_option_that_means_nothing_is_refused(tmp_path, option):
    (tmp_path / "in.csv").write_text(GOOD)
    given = ["--input", tmp_path / "in.csv", "--output", tmp_path / "o", *option.split()]
    try:
        code = run("--method", "farrington-improved", *given)
    except SystemExit as end:
        code = end.code
    assert code == 2
    assert not (tmp_path / "o").exists()


def test_an_option_that_a_method_does_not_use_is_said(tmp_path, capsys):
    answer(tmp_path, GOOD, "--b", "4", method="ears-c2")
    assert "ears-c2 no usa --b" in capsys.readouterr().err


def test_where_nothing_can_be_written_it_says_so(tmp_path, capsys):
    (tmp_path / "in.csv").write_text(GOOD)
    out = tmp_path / "none" / "out.csv"
    assert run("--method", "scan", "--input", tmp_path / "in.csv", "--output", out) == 1
    assert "No se puede escribir" in capsys.readouterr().err


def test_it_needs_no_installation_and_other_commands_no_numpy(tmp_path):
    (tmp_path / "in.csv").write_text(GOOD)
    home = tmp_path / "home"
    given = ["--method", "ears-c1", "--input", "in.csv", "--output", "out.csv"]
    program = [sys.executable, "-m", "almenara.config.command", "detect", *given]
    environment = os.environ | {"ALMENARA_HOME": str(home), "PYTHONPATH": str(Path.cwd())}
    ended = subprocess.run(program, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert not home.exists()
    assert sorted(one.name for one in tmp_path.iterdir()) == ["in.csv", "out.csv"]
    others = (
        "import almenara.config.command, almenara.config.serve, sys; print('numpy' in sys.modules)"
    )
    said = subprocess.run(
        [sys.executable, "-c", others], capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "False"
