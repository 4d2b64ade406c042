"""What cannot be a roster is refused, each with its place."""

from datetime import UTC, date, datetime

import pytest

from almenara.directory import rosters
from almenara.directory.rosters import Override, Shift
from almenara.formats.refusal import Unreadable

PEOPLE = ("ana", "luis", "rosa", "juan")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def test_a_shift_that_ends_before_it_starts_is_refused() -> None:
    for thing in (Shift, Override):
        with pytest.raises(Unreadable):
            thing("ana", utc(2026, 1, 1, 8), utc(2026, 1, 1, 8))


GOOD = {
    "zone": "America/Panama",
    "people": ["ana", "luis"],
    "hand_overs": [{"at": "07:00"}, {"days": ["mon", "tue"], "at": "19:00"}],
    "from": "2026-01-01",
}


def test_a_document_becomes_a_rule() -> None:
    rule = rosters.read_rule(GOOD | {"until": "2026-12-31"}, PEOPLE, "rule:4")
    assert len(rule.hand_overs) == 9
    assert (rule.valid_until, rule.rotation, rule.source) == (date(2026, 12, 31), "each", "rule:4")


@pytest.mark.parametrize(
    ("change", "loc"),
    [
        ({"zone": "America/Atlantis"}, ["zone"]),
        ({"zone": "../../etc/passwd"}, ["zone"]),
        ({"zone": None}, ["zone"]),
        ({"people": []}, ["people"]),
        ({"people": "ana"}, ["people"]),
        ({"people": ["ana", "eva"]}, ["people", 1]),
        ({"people": ["ana", ["x"]]}, ["people", 1]),
        ({"hand_overs": []}, ["hand_overs"]),
        ({"hand_overs": None}, ["hand_overs"]),
        ({"hand_overs": [{"at": "07:00"}, {"days": ["sun"], "at": "07:00"}]}, ["hand_overs"]),
        ({"hand_overs": [{"at": f"{h:02}:{m}0"} for h in range(13) for m in (0, 3)]},
         ["hand_overs"]),
        ({"hand_overs": [{"at": "24:00"}]}, ["hand_overs", 0, "at"]),
        ({"hand_overs": [{"at": "07:00"}, {"at": "25:61"}]}, ["hand_overs", 1, "at"]),
        ({"hand_overs": [{"at": "\u0660\u0667:\u0660\u0660"}]}, ["hand_overs", 0, "at"]),
        ({"hand_overs": [{"at": "7:00\n"}]}, ["hand_overs", 0, "at"]),
        ({"hand_overs": [7]}, ["hand_overs", 0, "at"]),
        ({"hand_overs": [{"days": ["lun"], "at": "07:00"}]}, ["hand_overs", 0, "days"]),
        ({"hand_overs": [{"days": [], "at": "07:00"}]}, ["hand_overs", 0, "days"]),
        ({"rotation": "random"}, ["rotation"]),
        ({"from": "31/01/2026"}, ["from"]),
        ({"from": "0001-01-01"}, ["from"]),
        ({"until": "9999-12-31"}, ["until"]),
        ({"until": "2025-12-31"}, ["until"]),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_read_is_refused_with_its_place(
    change: dict[str, object], loc: list[str | int]
) -> None:
    with pytest.raises(Unreadable) as refusal:
        rosters.read_rule(GOOD | change, PEOPLE)
    assert loc in [place for place, _message in refusal.value.errors]


def test_every_place_that_cannot_be_read_is_named_at_once() -> None:
    with pytest.raises(Unreadable) as refusal:
        rosters.read_rule({"people": ["eva"], "hand_overs": [{"at": "x"}], "from": 1}, PEOPLE)
    assert [place for place, _message in refusal.value.errors] == [
        ["people", 0], ["hand_overs", 0, "at"], ["from"],
    ]  # fmt: skip
    with pytest.raises(Unreadable):
        rosters.read_rule("rule", PEOPLE)
