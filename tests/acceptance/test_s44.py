"""S44: one meeting held makes «at least one» whole."""

import pytest

from almenara.directory.tests import make
from tests.acceptance.directory import Program
from tests.acceptance.programmes import hold, planned, result

pytestmark = pytest.mark.django_db


def test_one_meeting_held_is_100_per_cent_of_at_least_one():
    desk = Program(make.officer())
    meeting = planned(desk, "G3", kind="meeting")
    assert result(desk, "G3")["progress"] == 0
    hold(desk, meeting)
    assert result(desk, "G3")["progress"] == 100
    hold(desk, planned(desk, "G3", kind="meeting"))
    assert result(desk, "G3")["progress"] == 200
