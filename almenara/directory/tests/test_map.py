"""The map of a network says no more than the table below it."""

import re

import pytest

from almenara.core.access.context import acting
from almenara.directory import pages, services
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


@pytest.mark.django_db
def test_whoever_left_reads_since_when_it_is_out():
    network = make.network("inter-american", voluntary=True)
    contact = make.country("PAN").ncp
    terms = network.document["terms"]["version"]
    joined = services.accede(contact, network, make.state("PAN"), make.note(contact), terms)
    left = services.leave(contact, joined, make.note(contact))
    with acting(contact):
        [row] = [row for row in pages.members_table(contact, network) if row["code"] == "PAN"]
    assert row["since"] == left.until


@pytest.mark.django_db
def test_a_contact_point_is_not_told_that_only_a_contact_point_nominates():
    contact = make.country("PAN").ncp
    with acting(contact):
        why = pages.may_nominate(contact, make.network("practitioners"))
    assert "o la Secretaría responsable" in why
    assert "punto de contacto" not in why
