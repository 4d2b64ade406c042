"""S93 (in part): a member hides phone and mail; messages still arrive through the platform."""

import pytest

from almenara.directory.tests import make
from tests.acceptance.directory import Program, browser, nominate, verify

pytestmark = pytest.mark.django_db


def test_no_number_is_shown_and_the_message_arrives():
    network = make.network("practitioners")
    countries = [make.country(code) for code in ("PAN", "CRI")]
    for country in countries:
        mission, home = browser(country.mission), country.institution.pk
        assert nominate(mission, network, home, "head", country.head).status_code == 302
    verify(network)
    panama, costa_rica = countries
    path = f"/networks/{network.slug}/posts"
    [row] = Program(costa_rica.head).get(path, state="PAN").json()["items"]
    assert (row["phone"], row["mail"]) == (None, None)
    assert row["holder"] == panama.head.user.username
    [own] = Program(panama.head).get(path, state="PAN").json()["items"]
    assert own["phone"] == "+507 500 0000"
    said = {"institution": "pan-guard", "reason": "Prevención en escuelas", "urgency": "normal"}
    asked = browser(costa_rica.head).post(f"/directory/{network.slug}/contact/", said)
    assert asked.status_code == 302
    assert "Le piden que llame" in browser(panama.head).get("/inbox/").text
    assert "Prevención en escuelas" in browser(panama.head).get(asked["Location"]).text
