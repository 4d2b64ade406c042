"""S103: a subregional organisation by dates, and with a seat where the type allows one."""

from datetime import date

import pytest

from almenara.core.access.context import system_work
from almenara.core.parties.models import Belonging
from almenara.directory.tests import make
from tests.acceptance.directory import Program, browser, nominate, verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    home = make.institution("prueba-subregional", kind="subregional")
    with system_work():
        Belonging.objects.create(organisation=home, state=make.state("PAN"), since=date(1991, 1, 1))
        Belonging.objects.create(
            organisation=home,
            state=make.state("CRI"),
            since=date(1991, 1, 1),
            until=date(2020, 1, 1),
        )
    return home, make.person(home)


def test_b_it_holds_a_seat_on_behalf_of_its_states_and_reads_nothing_of_theirs(world):
    home, officer = world
    network, other = make.network("inter-american"), make.network("cyber-policy")
    panama = make.manned(network, "PAN")
    make.verified(other, panama, "head", make.person(panama.institution))
    secretariat = browser(make.officer())
    assert nominate(secretariat, network, "prueba-subregional", "duty", officer).status_code == 302
    verify(network)
    found = Program(panama.duty).get(f"/networks/{network.slug}/posts").json()["items"]
    own = next(row for row in found if row["institution"] == home.pk)
    assert own["state"] is None
    assert own["on_behalf"] == ["PAN"]
    sums = {row["slug"]: row for row in Program(officer).get("/networks").json()["items"]}
    assert sums[network.slug]["states_taking_part"] == 1
    assert Program(officer).get(f"/networks/{network.slug}/posts").status_code == 200
    assert Program(officer).get(f"/networks/{other.slug}/posts").status_code == 404
    compatriot = make.person(make.institution("pan-other", "PAN"))
    assert Program(compatriot).get(f"/networks/{network.slug}/posts").status_code == 404


def test_b_a_network_whose_type_has_no_place_for_it_refuses(world):
    _home, officer = world
    network = make.network("major-events")
    refused = nominate(browser(make.officer()), network, "prueba-subregional", "duty", officer)
    assert refused.status_code == 422


def members_shown(browser_, slug, at):
    page = browser_.get("/organisation/subregional/", {"at": at})
    assert page.status_code == 200
    return page.content.decode().partition(f'id="{slug}"')[2].partition("</section>")[0]


def test_a_its_list_on_two_dates_differs(client):
    reader = browser(make.person(make.institution("pan-other", "PAN")))
    before = members_shown(reader, "mercosur", "1990-01-01")
    founded = members_shown(reader, "mercosur", "2000-01-01")
    now = members_shown(reader, "mercosur", "2026-01-01")
    assert "Brasil" not in before
    assert "Brasil" in founded
    assert "Bolivia" not in founded
    assert "Bolivia" in now
    assert client.get("/organisation/subregional/").status_code == 302
