"""A list of participants that was not written as expected is taken, and it is said as what."""

import pytest

from almenara.directory.tests import make as people
from almenara.programmes import enrolling, services
from almenara.programmes.tests import make

pytestmark = pytest.mark.django_db
ROWS = "name;state\nJosé Peña;CRI\n"


def test_what_was_assumed_is_said():
    desk = people.officer()
    activity = make.activity(desk, "A1")
    answer = services.enrol(desk, activity, ROWS.encode("cp1252")).answer
    assert answer["new"] == 1
    assert ["Windows-1252" in note["msg"] for note in answer["notes"]] == [True, False]
    assert "«;»" in answer["notes"][1]["msg"]
    plain = services.enrol(desk, activity, ROWS.replace(";", ",").encode()).answer
    assert "notes" not in plain


def test_a_refused_list_says_it_too_and_where_each_row_is():
    desk = people.officer()
    raw = ROWS.replace("CRI", "ZZZ").encode("cp1252")
    with pytest.raises(enrolling.Refused) as refused:
        services.enrol(desk, make.activity(desk, "A1"), raw)
    assert refused.value.errors[0][0] == ["file", 2]
    assert len(refused.value.answer["notes"]) == 2
