"""S74 (in part): a national observatory joins by note and finds the calendar of its network."""

from datetime import timedelta

import pytest
from django.utils import timezone

from almenara.directory.tests import make
from tests.acceptance.directory import Program, browser, nominate, verify
from tests.acceptance.exchange import chase, words, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def joined():
    """Two States whose Missions named their observatories."""
    network = make.network("drug-observatories")
    countries = [make.country(code) for code in ("PAN", "CRI")]
    for country in countries:
        home = country.institution.pk
        refused = nominate(browser(country.ncp), network, home, "head", country.head)
        assert refused.status_code == 403
        made = nominate(browser(country.mission), network, home, "head", country.head)
        assert made.status_code == 302
    return network, *countries


def test_b_a_new_observatory_joins_the_network_and_is_written_to(joined):
    network, panama, costa_rica = joined
    newcomer = Program(panama.head)
    verify(network)
    assert newcomer.get("/me").json()["networks"] == [network.slug]
    [card] = newcomer.get(f"/networks/{network.slug}/posts", state="CRI").json()["items"]
    assert card["holder"] == costa_rica.head.user.username
    said = {"title": "Calendario de entregas", "marking": "TLP:GREEN", "states": ["PAN"]}
    url = written(browser(costa_rica.head), "notice-drug-observatories", **said)
    assert "Calendario de entregas" in words(browser(panama.head).get(url))
    late = chase(timezone.now() + timedelta(days=30))
    assert late["overdue"] or late["escalated"]
