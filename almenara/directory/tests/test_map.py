"""The map of a network says no more than the table below it."""

import re

import pytest

from almenara.directory.tests import make


@pytest.mark.django_db
def test_members_see_the_map_with_both_denominators_and_others_only_the_sums(client):
    network = make.network()
    panama = make.country("PAN")
    make.verified(network, panama)
    make.state("ARG")
    client.force_login(panama.duty.user)
    page = client.get(f"/directory/{network.slug}/members/").content.decode()
    assert re.search(r'aria-label="Mapa: 1 de \d+ Estados participan"', page)
    assert page.count(f'href="/directory/{network.slug}/?state=PAN"') == 2
    assert "?state=ARG" not in page
    client.force_login(make.person(make.institution("jam-x", "JAM")).user)
    page = client.get(f"/directory/{network.slug}/members/").content.decode()
    assert "<svg viewBox" not in page
    assert "?state=PAN" not in page
