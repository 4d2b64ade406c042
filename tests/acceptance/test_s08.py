"""S8: a sectoral team enters the network of CSIRTs with two approvals, on a clock."""

from copy import deepcopy

import pytest

from almenara.core.access.context import system_work
from almenara.directory.models import Application, Post
from almenara.directory.tests import make
from tests.acceptance.directory import browser, nominate, note, verify
from tests.shared import built_once

pytestmark = pytest.mark.django_db


def a_network_and_a_sectoral_team():
    network = make.network("csirt", voluntary=True)
    panama = make.country("PAN")
    contact = browser(panama.ncp)
    said = {"note": note(), "accepts": "on"}
    assert contact.post(f"/directory/{network.slug}/accede/", said).status_code == 302
    assert nominate(contact, network, "pan-guard", "duty", panama.duty).status_code == 302
    verify(network)
    sector = make.institution("pan-bank-csirt", "PAN", "csirt")
    return network, panama, make.person(sector)


_world = built_once(a_network_and_a_sectoral_team)


@pytest.fixture
def world(_world, db):
    network, panama, head = deepcopy(_world)
    return network, panama, browser(panama.ncp), head


def test_it_stays_blocked_until_both_say_yes(world):
    network, panama, contact, head = world
    path = f"/directory/{network.slug}/members/"
    refused = nominate(contact, network, "pan-bank-csirt", "head", head)
    assert refused.status_code == 422
    assert "entra con el sí" in refused.context["form"].errors["institution"][0]
    for kept in (f'value="{head.user.username}"', '<option value="pan-bank-csirt" selected>'):
        assert kept in refused.text
    with system_work():
        assert not Post.objects.filter(institution="pan-bank-csirt").exists()

    applied = browser(head).post(f"/directory/{network.slug}/apply/", {"note": note()})
    assert applied.status_code == 302
    page = browser(head).get(path).content.decode()
    assert "Quedan 20 días hábiles de 20" in page
    assert page.count("aún no responde") == 2

    with system_work():
        pk = Application.objects.get().pk
    approve = f"/directory/applications/{pk}/approve/"
    assert browser(head).post(approve, {"answer": "yes"}).status_code == 403
    assert browser(panama.mission).post(approve, {"answer": "yes"}).status_code == 403
    assert contact.post(approve, {"answer": "yes"}).status_code == 302
    assert contact.post(approve, {"answer": "yes"}).status_code == 409
    assert nominate(contact, network, "pan-bank-csirt", "head", head).status_code == 422

    national = browser(panama.duty)
    assert "Falta una respuesta" in national.get(path).content.decode()
    assert national.post(approve, {"answer": "yes"}).status_code == 302
    assert "Admitido" in national.get(path).content.decode()
    assert "Su equipo fue admitido" in browser(head).get("/inbox/").text
    assert nominate(contact, network, "pan-bank-csirt", "head", head).status_code == 302


def test_one_no_refuses(world):
    network, panama, contact, head = world
    browser(head).post(f"/directory/{network.slug}/apply/", {"note": note()})
    with system_work():
        pk = Application.objects.get().pk
    approve = f"/directory/applications/{pk}/approve/"
    for unsaid in ({}, {"answer": "perhaps"}):
        assert browser(panama.duty).post(approve, unsaid).status_code == 422, "no answer is no no"
    assert browser(panama.duty).post(approve, {"answer": "no"}).status_code == 302
    assert "Su equipo no fue admitido" in browser(head).get("/inbox/").text
    assert contact.post(approve, {"answer": "yes"}).status_code == 409
    assert nominate(contact, network, "pan-bank-csirt", "head", head).status_code == 422
