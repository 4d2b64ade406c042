"""S43: a State joins by note and leaves; its people lose access in the same moment."""

import pytest

from almenara.directory.tests import make
from tests.acceptance.directory import Program, browser, nominate, note, verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    network = make.network("inter-american", voluntary=True)
    countries = [make.country(code) for code in ("PAN", "CRI")]
    for country in countries:
        contact = browser(country.ncp)
        said = {"note": note(), "accepts": "on"}
        assert contact.post(f"/directory/{network.slug}/accede/", said).status_code == 302
        home = country.institution.pk
        assert nominate(contact, network, home, "duty", country.duty).status_code == 302
    verify(network)
    return network, *countries


def test_a_state_joins_with_its_note_and_the_terms():
    network = make.network("inter-american", voluntary=True)
    panama = make.country("PAN")
    path = f"/directory/{network.slug}/accede/"
    assert browser(panama.duty).post(path, {"note": note(), "accepts": "on"}).status_code == 403
    contact = browser(panama.ncp)
    assert contact.post(path, {"note": note()}).status_code == 422
    assert nominate(contact, network, "pan-guard", "duty", panama.duty).status_code == 422
    assert "primero debe entrar por nota" in contact.get(f"/directory/{network.slug}/").text
    assert contact.post(path, {"note": note(), "accepts": "on"}).status_code == 302
    members = f"/directory/{network.slug}/members/"
    assert "Entró; falta su primer puesto" in contact.get(members).text
    assert "términos, versión 1" in contact.get(members).text
    assert nominate(contact, network, "pan-guard", "duty", panama.duty).status_code == 302
    assert "Participa" in contact.get(members).text
    assert "Entró; falta" not in contact.get(members).text


def test_whoever_leaves_loses_access_at_once_and_the_sums_follow(world):
    network, panama, costa_rica = world
    duty = Program(costa_rica.duty)
    assert duty.get(f"/networks/{network.slug}/posts").status_code == 200
    leave = f"/directory/{network.slug}/CRI/leave/"
    assert browser(panama.ncp).post(leave, {"note": note()}).status_code == 404
    left = browser(costa_rica.mission).post(leave, {"note": note()})
    assert left.status_code == 302
    for path in (f"/networks/{network.slug}/posts", f"/networks/{network.slug}/on-duty?state=PAN"):
        assert duty.get(path).status_code == 404
    assert duty.get("/me").json()["networks"] == []
    assert "Usted no ocupa ningún puesto." in browser(costa_rica.duty).get("/directory/mine/").text
    listed = Program(panama.duty).get("/networks").json()["items"]
    [item] = [row for row in listed if row["slug"] == network.slug]
    assert item["states_taking_part"] == 1
    assert item["states_all"] > 2
    posts = Program(panama.duty).get(f"/networks/{network.slug}/posts").json()
    assert {row["state"] for row in posts["items"]} == {"PAN"}
    again = nominate(browser(costa_rica.ncp), network, "cri-guard", "duty", costa_rica.duty)
    assert again.status_code == 422
    assert "primero debe entrar por nota" in again.context["form"].errors["institution"][0]
