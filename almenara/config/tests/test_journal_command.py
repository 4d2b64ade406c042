"""`almenara journal …`: what it prints and the code that it ends with."""

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from almenara.core.journal.tests import make

VERIFIER = Path(__file__).parents[3] / "tools" / "verify_journal.py"


@pytest.fixture
def journal(committed_db, settings, tmp_path):
    settings.HOME = tmp_path
    make.empty(committed_db)
    world = make.world()
    make.grant_many(world.ana, 3)
    make.grant_many(world.luis, 2)
    return committed_db


def said(*words):
    out = StringIO()
    call_command("journal", *map(str, words), stdout=out)
    return out.getvalue()


def code(*words):
    """What the command ends with."""
    try:
        said(*words)
    except CommandError as refusal:
        return refusal.returncode
    except SystemExit as end:
        return end.code
    return 0


def stranger(file):
    command = [sys.executable, VERIFIER, file]
    return subprocess.run(command, capture_output=True, check=False).returncode


def test_export_to_standard_output_is_rows_then_heads(journal):
    head = json.loads(said("sign", "--json"))
    lines = [json.loads(line) for line in said("export").splitlines()]
    assert [set(line) for line in lines[:7]] == [{"seq", "leaf", "chain"}] * 7
    assert lines[7] == head
    assert set(lines[8]) == {"size", "root", "at", "note", "key"}
    assert (lines[8]["size"], len(lines)) == (7, 9)


def test_export_to_a_file_and_verify_it(journal, tmp_path):
    file = tmp_path / "out.jsonl"
    assert json.loads(said("export", "--file", file, "--json"))["size"] == 6
    assert file.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["journal-key", "out.jsonl"]
    verdict = json.loads(said("verify", "--file", file, "--json"))
    assert {**verdict, "root": ""} == {"ok": True, "size": 6, "root": "", "heads": 1}
    assert stranger(file) == 0


def test_verify_of_the_database(journal):
    assert json.loads(said("verify", "--json"))["ok"]
    assert "5 asientos" in said("verify")


def test_verify_ends_with_1_and_the_first_fault(journal):
    journal.execute("set session_replication_role = replica")
    journal.execute("delete from journal_entry where seq = 2")
    journal.execute("set session_replication_role = origin")
    out = StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("journal", "verify", "--json", stdout=out)
    assert end.value.code == 1
    assert json.loads(out.getvalue())["fault"]["seq"] == 2


def test_verify_against_a_head_kept_elsewhere(journal, tmp_path):
    kept, other = tmp_path / "kept", tmp_path / "other"
    kept.write_text(json.dumps(json.loads(said("sign", "--json"))), encoding="utf-8")
    file = tmp_path / "out.jsonl"
    said("export", "--file", file)
    assert code("verify", "--head", kept) == 0
    assert code("verify", "--file", file, "--head", kept) == 0
    root = json.loads(kept.read_text())["root"]
    other.write_text(kept.read_text().replace(root, root[::-1]), encoding="utf-8")
    assert code("verify", "--head", other) == 1
    assert code("verify", "--file", file, "--head", other) == 1


@pytest.mark.parametrize("text", ["", "no es JSON\n", '{"seq": 0}\n', "\xff"])
def test_what_cannot_be_read_ends_with_2(journal, tmp_path, text):
    file = tmp_path / "bad"
    file.write_bytes(text.encode("latin-1"))
    assert code("verify", "--head", file) == 2
    if text:
        assert code("verify", "--file", file) == 2
    assert code("verify", "--file", tmp_path / "absent") == 2
    assert code("proof", "--state", "XYZ") == 2


def test_the_proof_of_a_state_stands_without_the_rest(journal, tmp_path):
    since = tmp_path / "since"
    since.write_text(said("sign"), encoding="utf-8")
    file = tmp_path / "proof"
    file.write_text(said("proof", "--state", "PAN", "--since", since), encoding="utf-8")
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert lines[0]["state"] == "PAN"
    assert sum("leaf" in line for line in lines) == 3
    assert stranger(file) == 0


def test_an_act_that_came_after_the_export_is_not_in_it(journal, tmp_path):
    file = tmp_path / "out.jsonl"
    said("export", "--file", file)
    said("sign")
    assert len(file.read_text().splitlines()) == 7
    assert stranger(file) == 0
