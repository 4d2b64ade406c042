"""Signals over what is stored: who may look, who reads them, and that they can be replayed."""

import pytest

from almenara.core.access.context import acting
from almenara.core.parties.actor import NOBODY
from almenara.core.parties.refusals import Denied
from almenara.observatory import watched
from almenara.observatory.services import watching
from almenara.observatory.tests import make

pytestmark = pytest.mark.django_db
STEADY = [("0101", str(year), "100" if year % 2 else "104") for year in range(2010, 2022)]
RISEN = [("0101", str(year), "220") for year in (2022, 2023)]


def seen(viewer):
    with acting(viewer):
        return [(one.state_id, one.period, one.method) for one in watched.signals(viewer)]


def test_a_break_of_trend_is_a_signal_for_the_desk_and_for_its_state():
    desk, panama, costa = make.analyst(), make.office("PAN"), make.office("CRI")
    make.checked(panama, STEADY + RISEN)
    make.checked(costa, STEADY)
    with pytest.raises(Denied):
        watching.watch(panama.clerk, make.FLOW)
    made = watching.watch(desk, make.FLOW)
    assert (made.judged, made.silent) == ({"CRI": 1, "PAN": 1}, {})
    said = [("PAN", "2022", "breaks")]
    assert seen(desk) == seen(panama.clerk) == seen(panama.mission) == said
    assert seen(costa.clerk) == seen(NOBODY) == []
    with acting(panama.clerk):
        assert watched.watches(panama.clerk).count() == 1
    with acting(costa.clerk):
        assert watched.watches(costa.clerk).count() == 0
    with acting(desk):
        found = watched.signals(desk).get()
        outcome, is_same = watched.replayed(found)
    assert is_same
    assert outcome.observed == pytest.approx(220)


def test_where_history_is_short_nothing_is_alarmed():
    desk, panama = make.analyst(), make.office("PAN")
    make.checked(panama, STEADY[:3])
    made = watching.watch(desk, make.FLOW)
    assert (made.judged, made.silent) == ({}, {"short": 1})
    assert seen(desk) == []
