"""S46: an observer sees what is public, what it was invited to, and what it gives; no more."""

from copy import deepcopy
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from almenara.core.access.context import system_work
from almenara.core.parties.models import Observer
from almenara.directory.tests import make
from tests.acceptance.directory import Program, browser, nominate, verify
from tests.acceptance.exchange import words, written
from tests.acceptance.funds import enrol, moved, open_fund, pledge
from tests.shared import built_once

pytestmark = pytest.mark.django_db
NETWORK, KIND = "cyber-policy", "notice-cyber-policy"


@pytest.fixture
def observer():
    """Somebody of a permanent observer, which belongs to no State and to no institution of one."""
    made = make.person(make.institution("esp-mision", kind="observer"), "observer")
    with system_work():
        made.observer = Observer.objects.get_or_create(
            code="ESP", defaults={"names": {"es": "España"}, "sort_key": "espana"}
        )[0]
        made.save(update_fields=["observer"])
    return made


def two_states():
    network = make.network(NETWORK)
    countries = [make.country(code) for code in ("PAN", "CRI")]
    for country in countries:
        home = country.institution.pk
        made = nominate(browser(country.ncp), network, home, "duty", country.duty)
        assert made.status_code == 302
    verify(network)
    return countries


_states = built_once(two_states)


@pytest.fixture
def states(_states, db):
    return deepcopy(_states)


def sent(by, title, kind=KIND, **said):
    file = SimpleUploadedFile(f"{title}.pdf", make.PDF, "application/pdf")
    return written(browser(by), kind, title=title, documents=[file], **said)


def document_of(reader, url):
    """Where the document of an alert is, as one of its readers has it."""
    [pk] = Program(reader).get(f"/alerts/{url.split('/')[2]}").json()["documents"]
    return f"/documents/{pk}/"


def test_a_public_documents_are_there_and_nothing_of_the_networks_of_states(observer, states):
    panama, costa_rica = states
    public = sent(panama.duty, "Abierto", marking="TLP:CLEAR", states=["CRI"], public="on")
    closed = sent(panama.duty, "Cerrado", marking="TLP:GREEN", states=["CRI"])
    page, program = browser(observer), Program(observer)
    assert "Abierto" in words(page.get(public))
    assert page.get(document_of(costa_rica.duty, public)).status_code == 200
    assert page.get(closed).status_code == 404
    assert page.get(document_of(costa_rica.duty, closed)).status_code == 404
    assert [item["title"] for item in program.get("/alerts").json()["items"]] == ["Abierto"]
    assert program.get("/search", q="Cerrado").json()["count"] == 0
    assert program.get("/me").json()["networks"] == []
    for path in ("posts", "posts?state=PAN", "on-duty?state=PAN", "checks"):
        assert program.get(f"/networks/{NETWORK}/{path}").status_code == 404
    assert page.get(f"/directory/{NETWORK}/?state=PAN").status_code in (200, 404)
    assert panama.duty.user.username not in words(page.get(f"/directory/{NETWORK}/?state=PAN"))


def test_a_what_it_is_invited_to_and_only_that(observer, states):
    """Invited is whom the secretariat gives a place in a network whose type has one for it."""
    holders = ["state", "secretariat", "observer"]
    network = make.network("unscr-1540", seats={"per_state": None, "holders": holders})
    panama, costa_rica = states
    for country in states:
        home = country.institution.pk
        made = nominate(browser(country.ncp), network, home, "duty", country.duty)
        assert made.status_code == 302
    officer = browser(make.officer(network.owner))
    assert nominate(officer, network, "esp-mision", "duty", observer).status_code == 302
    verify(network)
    assert Program(observer).get("/me").json()["networks"] == [network.slug]
    said = {"kind": "notice-unscr-1540", "marking": "TLP:GREEN"}
    invited = sent(panama.duty, "Taller", **said, institutions=["esp-mision"])
    among = sent(panama.duty, "Entre Estados", **said, states=["CRI"])
    page = browser(observer)
    assert "Taller" in words(page.get(invited))
    assert page.get(document_of(panama.duty, invited)).status_code == 200
    assert page.get(among).status_code == 404
    assert page.get(document_of(costa_rica.duty, among)).status_code == 404


def test_b_its_page_shows_status_by_dates_interests_and_pledges_and_what_it_pays_into(
    observer, client
):
    with system_work():
        Observer.objects.filter(code="ESP").update(since=date(1972, 2, 2))
    desk = browser(make.officer())
    open_fund(desk, "F-1")
    said = {"kind": "observer", "party": "ESP", "interests": "Ciberseguridad\nPuertos"}
    enrol(desk, "espana", titles_es="España", **said)
    pk = pledge(desk, "espana", "250.00", "F-1")
    page = words(client.get("/observers/ESP/"))
    for seen in ("Observador Permanente", "1972", "Ciberseguridad", "Puertos"):
        assert seen in page
    assert "250" not in page  # what is promised is between the two
    own = browser(observer)
    assert "250,00 USD" in words(own.get("/observers/ESP/"))
    assert "Promesa" in words(own.get("/observers/ESP/"))
    moved(desk, f"/contributions/{pk}/stage/", "stage", "agreement")
    arrived = {"fund": "F-1", "received": "250.00", "received_on": "2021-02-01"}
    assert desk.post(f"/contributions/{pk}/receive/", arrived).status_code == 302
    for reader in (desk, own):
        fund = words(reader.get("/funds/F-1/"))
        assert "España" in fund
        assert "250,00 USD" in fund
    with system_work():
        Observer.objects.filter(code="ESP").update(until=date(2020, 1, 1))
    assert "Hoy no es Observador Permanente" in words(client.get("/observers/ESP/"))
