"""S32: what private companies were told is reported by country against its result."""

import pytest

from almenara.directory.tests import make
from tests.acceptance.directory import Program, browser
from tests.acceptance.programmes import hold, planned, result

pytestmark = pytest.mark.django_db


def test_reach_by_country_is_reported_against_the_result():
    desk = Program(make.officer())
    campaign = planned(
        desk, "D4.2", kind="campaign", states=["CHL"], reach={"CHL": 900, "PER": 40}
    )  # fmt: skip
    hold(desk, campaign)
    assert result(desk, "D4.2")["value"] == 1
    page = browser(make.country("CHL").duty).get(f"{campaign}/").content.decode()
    for told in ("Chile", "900", "Perú", "40", "D4.2", "estimación"):
        assert told in page, told
