"""S2: papers of the committee in four languages: what is missing is said, what is closed hidden."""

import pytest

from almenara.directory.tests import make
from tests.acceptance.bodies import convened, paper, posted
from tests.acceptance.directory import Program
from tests.acceptance.test_s46 import observer

__all__ = ["observer"]
pytestmark = pytest.mark.django_db


def test_a_paper_in_spanish_only_is_missing_in_three_languages(observer):
    desk = Program(make.officer())
    meeting = convened(desk)
    made = posted(desk, meeting)
    assert made["missing"] == ["en", "fr", "pt"]
    assert made["number"] == 1
    assert made["symbol"].startswith("CICTE/doc.1/")
    closed = posted(desk, meeting, title="Reservado", marking="TLP:AMBER")
    assert closed["number"] == 2
    watcher, state = Program(observer), Program(make.country("PAN").duty)
    assert [one["symbol"] for one in watcher.get(f"{meeting}/documents").json()["items"]] == [
        made["symbol"]
    ]
    assert state.get(f"{meeting}/documents").json()["count"] == 2
    assert watcher.get(f"{meeting}/documents/{closed['id']}").status_code == 404
    assert watcher.get("/search", q="Reservado").json()["count"] == 0


def test_numbers_have_no_holes_and_parts_keep_theirs():
    desk = Program(make.officer())
    meeting = convened(desk)
    first = posted(desk, meeting)
    for bad in ({"class": "zzz"}, {"language": "de"}, {"title": ""}, {"marking": "TLP:NONE"},
                {"marking": "TLP:AMBER", "distribution": "public"}):  # fmt: skip
        assert desk.post(f"{meeting}/documents", paper(**bad)).status_code == 422
    second = posted(desk, meeting)
    assert (first["number"], second["number"]) == (1, 2)
    there = f"{meeting}/documents/{first['id']}/revisions"
    made = [desk.post(there, {}).json() for _ in range(2)]
    assert [(one["number"], one["symbol"]) for one in made] == [
        (1, f"{first['symbol']} rev.1"), (1, f"{first['symbol']} rev.2"),
    ]  # fmt: skip
    assert desk.post(there, {"part": "add"}).json()["symbol"] == f"{first['symbol']} add.1"
    assert posted(desk, meeting)["number"] == 3
    other = f"{meeting}/documents/00000000-0000-0000-0000-000000000000/revisions"
    assert desk.post(other, {}).status_code == 404
