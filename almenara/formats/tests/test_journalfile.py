import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from almenara.formats import journalfile
from almenara.formats.refusal import Unreadable
from almenara.formats.tests import make
from almenara.formats.tests.verifier import TOOL, ran, ran_alone
from tests.extent import examples

SIZE = 23
ROWS = make.rows(SIZE)
SIZES = [0, 1, 8, 13, SIZE]
LINES = make.export(ROWS, SIZES)
KEPT = make.head(ROWS, 13)


def tool(folder: Path, lines: list[str], kept: str = "") -> tuple[int, str]:
    """The verdict of the independent verifier: exit code and what it printed."""
    return ran(*said(folder, lines, kept))


def said(folder: Path, lines: list[str], kept: str = "") -> list[str]:
    """What the verifier is called with."""
    (folder / "journal.jsonl").write_text("".join(lines), "utf-8")
    (folder / "head.json").write_text(kept, "utf-8")
    head = ["--head", str(folder / "head.json")] if kept else []
    return [str(folder / "journal.jsonl"), *head]


def row_line(number: int, **changed: object) -> str:
    return json.dumps(json.loads(LINES[number]) | changed, ensure_ascii=False) + "\n"


def rewritten(key=make.PRIVATE) -> list[str]:
    """Entry 5 tells another story; chain, roots and signatures are made anew."""
    leaves = [row.leaf for row in ROWS]
    leaves[5] = make.leaf(5, thing="alert:8")
    return make.export(make.chained(leaves), SIZES, key)


TAMPERED = {
    "update a leaf": [*LINES[:5], row_line(5, leaf=make.leaf(5, "alert:8")), *LINES[6:]],
    "update a chain": [*LINES[:5], row_line(5, chain="0" * 64), *LINES[6:]],
    "delete the first": LINES[1:],
    "delete one": [*LINES[:5], *LINES[6:]],
    "delete the last": [*LINES[: SIZE - 1], *LINES[SIZE:]],
    "insert": [*LINES[:5], LINES[4], *LINES[5:]],
    "append": [*LINES[:SIZE], row_line(4, seq=SIZE), *LINES[SIZE:]],
    "reorder": [*LINES[:5], LINES[6], LINES[5], *LINES[7:]],
    "rewrite and keep the heads": [*rewritten()[:SIZE], *LINES[SIZE:]],
    "no head": LINES[:SIZE],
    "no head over all": LINES[:-1],
    "cut before the head": [*LINES[:8], *LINES[SIZE:]],
    "leaf of another number": [
        row.line()
        for row in make.chained([make.leaf(seq if seq != 3 else 9) for seq in range(SIZE)])
    ]
    + LINES[SIZE:],
}


def test_a_sound_journal_is_accepted_by_both(tmp_path):
    verdict = journalfile.verify(LINES, [KEPT])
    assert verdict.document() == {
        "ok": True,
        "size": SIZE,
        "root": make.tree(ROWS).root().hex(),
        "heads": len(SIZES),
    }
    code, told = tool(tmp_path, LINES, KEPT.line())
    assert (code, told.split()[0]) == (0, "OK:")
    assert verdict.root in told


def test_an_empty_journal_holds(tmp_path):
    lines = make.export([], [0])
    assert journalfile.verify(lines).ok
    assert tool(tmp_path, lines)[0] == 0


@pytest.mark.parametrize("what", TAMPERED)
def test_tampering_is_found_by_both(what, tmp_path):
    verdict = journalfile.verify(TAMPERED[what])
    assert not verdict.ok
    assert verdict.fault is not None
    code, told = tool(tmp_path, TAMPERED[what])
    assert code == 1
    assert told.startswith("FAULT: ")


@pytest.mark.parametrize(
    ("what", "seq"),
    [
        ("update a leaf", 5),
        ("delete one", 5),
        ("insert", 5),
        ("reorder", 5),
        ("delete the first", 0),
    ],
)
def test_the_first_fault_is_told_with_its_place(what, seq, tmp_path):
    fault = journalfile.verify(TAMPERED[what]).document()["fault"]
    assert fault["seq"] == seq
    assert f"entry {seq}:" in tool(tmp_path, TAMPERED[what])[1]


@pytest.mark.parametrize("key", [make.PRIVATE, make.STRANGER])
def test_a_history_rewritten_and_signed_again_fails_only_against_a_kept_head(key, tmp_path):
    lines = rewritten(key)
    assert journalfile.verify(lines).ok
    assert tool(tmp_path, lines)[0] == 0
    assert not journalfile.verify(lines, [KEPT]).ok
    assert tool(tmp_path, lines, KEPT.line())[0] == 1


def test_a_journal_cut_below_the_kept_head_is_found(tmp_path):
    lines = make.export(ROWS[:8], [8])
    assert journalfile.verify(lines).ok
    assert not journalfile.verify(lines, [KEPT]).ok
    assert tool(tmp_path, lines, KEPT.line())[0] == 1


def test_the_same_history_signed_by_a_stranger_does_not_agree_with_the_kept_head():
    lines = make.export(ROWS, SIZES, make.STRANGER)
    assert journalfile.verify(lines).ok
    assert not journalfile.verify(lines, [KEPT]).ok


@pytest.mark.parametrize("member", ["size", "root", "note", "key"])
def test_a_head_changed_in_any_member_is_found(member, tmp_path):
    head = json.loads(LINES[-1])
    other = json.loads(make.head(ROWS, 13, make.STRANGER).line())
    head[member] = other[member]
    lines = [*LINES[:-1], json.dumps(head) + "\n"]
    assert not journalfile.verify(lines).ok
    assert tool(tmp_path, lines)[0] == 1


@settings(max_examples=examples(150))
@given(st.data())
def test_any_changed_byte_of_a_row_is_found(data):
    number = data.draw(st.integers(0, SIZE - 1))
    line = LINES[number]
    place = data.draw(st.integers(0, len(line) - 2))
    other = data.draw(st.characters(min_codepoint=33, max_codepoint=126))
    changed = line[:place] + other + line[place + 1 :]
    try:
        same = json.loads(changed) == json.loads(line)
    except ValueError:
        same = False
    try:
        verdict = journalfile.verify([*LINES[:number], changed, *LINES[number + 1 :]])
    except Unreadable:
        return
    assert verdict.ok == same


@pytest.mark.parametrize(
    "lines",
    [
        [*LINES[:3], "not json\n"],
        ["[]\n"],
        [LINES[-1], LINES[0]],
        [row_line(0, more=1)],
        ['{"seq": true}\n'],
        ["1\n"],
        ["[" * 5000 + "\n"],
    ],
)
def test_what_is_no_export_is_unreadable(lines):
    with pytest.raises(Unreadable):
        journalfile.verify(lines)


def test_the_tool_says_2_when_it_cannot_read(tmp_path):
    for lines in ([], ["not json\n"], ["1\n"], ['{"leaf": 3}\n'], [*LINES[:3], "{}"]):
        assert tool(tmp_path, lines)[0] in {1, 2}
    assert tool(tmp_path, ["not json\n"])[0] == 2
    assert ran_alone(str(tmp_path / "absent"))[0] == 2


def test_the_tool_is_short_and_stands_alone(tmp_path):
    whole, changed = said(tmp_path, LINES, KEPT.line()), TAMPERED["update a leaf"]
    assert ran_alone(*whole) == ran(*whole)
    code, told = ran_alone(*said(tmp_path, changed))
    assert (code, told.strip()) == tool(tmp_path, changed)
    text = TOOL.read_text("utf-8")
    assert len(text.splitlines()) <= 100
    assert "import almenara" not in text
    assert "from almenara" not in text


def proof(since: int | None, own: list[int], size: int = SIZE) -> list[str]:
    old = None if since is None else make.head(ROWS, since)
    chosen = [ROWS[seq] for seq in own]
    tree = make.tree(ROWS)
    return list(journalfile.prove("PAN", chosen, tree, make.head(ROWS, size), old))


@pytest.mark.parametrize("since", [None, 0, 1, 7, 8, 13, 16, 22, 23])
def test_a_state_proves_its_own_entries_without_the_rest(since, tmp_path):
    lines = proof(since, [1, 4, 19, 22])
    verdict = journalfile.verify_proof(lines)
    assert verdict.ok, verdict.fault
    assert verdict.size == SIZE
    assert tool(tmp_path, lines)[0] == 0
    heads = [line for line in lines if '"note"' in line]
    for head in heads:
        assert journalfile.verify_proof(lines, [journalfile.head_of(head)]).ok
        assert tool(tmp_path, lines, head)[0] == 0


def test_a_proof_without_entries_still_joins_the_heads(tmp_path):
    lines = proof(13, [])
    assert journalfile.verify_proof(lines).ok
    assert tool(tmp_path, lines)[0] == 0


def forged() -> dict[str, tuple[list[str], str]]:
    good = proof(13, [1, 4, 19])
    row = json.loads(good[1])
    other = json.loads(make.head(ROWS, 8).line())
    shorter = row | {"inclusion": row["inclusion"][:-1]}
    lying = make.export(make.chained([make.leaf(n, "alert:8") for n in range(SIZE)]), [13])
    return {
        "another leaf": (
            [good[0], json.dumps(row | {"leaf": make.leaf(1, "alert:8")}) + "\n", *good[2:]],
            "",
        ),
        "another State": ([good[0].replace("PAN", "CRI"), *good[1:]], ""),
        "another place": ([good[0], json.dumps(row | {"seq": 2}) + "\n", *good[2:]], ""),
        "a shorter path": ([good[0], json.dumps(shorter) + "\n", *good[2:]], ""),
        "no consistency": (
            [*good[:-1], json.dumps(json.loads(good[-1]) | {"consistency": []}) + "\n"],
            "",
        ),
        "another older head": ([*good[:4], json.dumps(other) + "\n", *good[5:]], ""),
        "an older head of a rewritten history": ([*good[:4], lying[-1], *good[5:]], ""),
        "not joined to the kept head": (good, make.head(ROWS, 8).line()),
        "a kept head of another history": (good, lying[-1]),
    }


@pytest.mark.parametrize("what", forged())
def test_a_forged_proof_is_found_by_both(what, tmp_path):
    lines, kept = forged()[what]
    heads = [journalfile.head_of(kept)] if kept else []
    assert not journalfile.verify_proof(lines, heads).ok
    code, told = tool(tmp_path, lines, kept)
    assert code == 1, told


def test_a_head_kept_elsewhere_is_one_line():
    assert journalfile.head_of(KEPT.line()) == KEPT
    for line in (LINES[0], "{}", "x"):
        with pytest.raises(Unreadable):
            journalfile.head_of(line)
