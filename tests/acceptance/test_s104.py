"""S104 (in part): Missions nominate by note; the seats are those of the membership on the date."""

from datetime import date

import pytest

from almenara.core.access.context import system_work
from almenara.core.parties.models import Membership
from almenara.directory.tests import make
from tests.acceptance.directory import Program, browser, nominate, verify

pytestmark = pytest.mark.django_db


def test_a_the_mission_nominates_where_the_network_asks_it():
    network = make.network("cifta")
    panama = make.country("PAN")
    refused = nominate(browser(panama.ncp), network, "pan-guard", "head", panama.head)
    assert refused.status_code == 403
    made = nominate(browser(panama.mission), network, "pan-guard", "head", panama.head)
    assert made.status_code == 302
    verify(network)
    assert Program(panama.head).get("/me").json()["networks"] == ["cifta"]


def test_c_the_seats_are_those_of_the_membership_on_the_date():
    network = make.network("missions")
    panama, gone = make.country("PAN"), make.state("JAM")
    member, program = browser(panama.mission), Program(panama.duty)
    path = f"/directory/{network.slug}/members/"
    assert "JAM" not in member.get(path).text
    holder = make.person(make.institution("pan-mission", "PAN"))
    assert nominate(member, network, "pan-mission", "head", holder).status_code == 302
    verify(network)
    assert "JAM" in member.get(path).text
    with system_work():
        Membership.objects.filter(state=gone).update(until=date(2020, 1, 1))
        Membership.objects.create(state=gone, status="withdrawn", since=date(2020, 1, 1))
    assert "JAM" not in member.get(path).text

    def members(**at: str) -> dict[str, bool]:
        rows = program.get("/states", limit="200", **at).json()["items"]
        return {row["code"]: row["member"] for row in rows}

    assert members(at="2019-12-31")["JAM"] is True
    assert members()["JAM"] is False
