"""S15: a campaign is reported with its reach and its evidence, and its result moves."""

import pytest

from almenara.directory.tests import make
from tests.acceptance.directory import Program
from tests.acceptance.programmes import hold, pdf, planned, result, send

pytestmark = pytest.mark.django_db


def test_a_campaign_with_reach_and_evidence_moves_its_result():
    desk = Program(make.officer())
    campaign = planned(desk, "B1", kind="campaign", states=[], reach={"PAN": 1200, "BRA": 5300})
    assert desk.get(campaign).json()["reach"] == {"BRA": 5300, "PAN": 1200}
    before = result(desk, "B1")
    hold(desk, campaign)
    assert send(desk, f"{campaign}/evidence", file=pdf(), kind="publicación").status_code == 201
    after = result(desk, "B1")
    assert (after["value"], after["evidence"]) == (before["value"] + 1, before["evidence"] + 1)
    assert after["progress"] is None  # no target set: never a percentage
    page = desk.client.get(f"{campaign}/").content.decode()
    assert "según estimación" in page
    assert "5300" in page or "5.300" in page


def test_reach_of_an_unknown_state_or_below_nought_is_refused():
    desk = Program(make.officer())
    for reach in ({"XXX": 1}, {"PAN": -1}):
        refused = desk.post("/activities", {**CAMPAIGN, "reach": reach})
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["loc"][0] == "reach"


CAMPAIGN = {
    "plan": "cicte-2020-2021", "results": ["B1"], "kind": "campaign", "titles": {"es": "Campaña"},
    "starts": "2021-03-01", "ends": "2021-03-05", "modality": "virtual", "minutes": 1,
}  # fmt: skip
