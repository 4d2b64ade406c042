"""`almenara iati check` answers anywhere, with one document and three codes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from almenara.config import env, iati
from almenara.config.refusal import Refusal
from almenara.formats.iati import writing
from almenara.formats.tests import iati as sample

BAD = b'<iati-activities version="2.03"/>'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    good = writing.write(sample.file(1, transactions=1, results=1), sample.NOW)
    (tmp_path / "good.xml").write_bytes(good)
    (tmp_path / "under").mkdir()
    (tmp_path / "under" / "bad.XML").write_bytes(BAD)
    (tmp_path / "note.txt").write_text("not ours")
    return tmp_path


def answer(capsys, *argv: object, **settings: str) -> tuple[int, dict]:
    code = iati.main(env.read(settings), ["check", *map(str, argv), "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_a_file_is_valid_not_valid_or_unreadable(folder, capsys):
    assert answer(capsys, folder / "good.xml") == (0, {"valid": True, "schema": [], "rules": []})
    code, found = answer(capsys, folder / "under" / "bad.XML")
    assert (code, found["valid"], set(found)) == (1, False, {"valid", "schema", "rules"})
    assert found["schema"][0]["line"] == 1
    code, found = answer(capsys, folder / "absent.xml")
    assert (code, found["valid"], found["rules"]) == (2, False, [])


def test_a_folder_is_judged_file_by_file_and_the_worst_is_the_code(folder, capsys):
    code, found = answer(capsys, folder)
    assert code == 1
    assert [(one["file"], one["valid"]) for one in found["files"]] == [
        ("good.xml", True),
        ("under/bad.XML", False),
    ]
    (folder / "under" / "none.xml").write_bytes(b"")
    assert answer(capsys, folder)[0] == 2


def test_a_folder_without_files_is_no_good_news(tmp_path, capsys):
    assert answer(capsys, tmp_path) == (2, {"files": []})


def test_for_people_it_says_what_and_where(folder, capsys):
    assert iati.main(env.read({}), ["check", str(folder)]) == 1
    said = capsys.readouterr().out
    assert "✓ good.xml" in said
    assert "✗ under/bad.XML\n  línea 1: " in said


def test_schemas_are_looked_for_where_the_setting_says(folder, capsys):
    with pytest.raises(Refusal, match="ALMENARA_IATI_SCHEMAS"):
        answer(capsys, folder, ALMENARA_IATI_SCHEMAS=str(folder / "absent"))


def test_it_needs_neither_database_nor_installation(folder):
    """In a process of its own, with a home that cannot be."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("ALMENARA_")}
    ran = subprocess.run(
        [sys.executable, "-m", "almenara.config.command", "iati", "check", "good.xml", "--json"],
        cwd=folder,
        env=clean | {"ALMENARA_HOME": "/dev/null/none", "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert json.loads(ran.stdout)["valid"]
