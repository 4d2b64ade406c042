"""S16: a network is made by filling one form, without code, and lives."""

import pytest

from almenara.core.access.context import system_work
from almenara.core.parties.actor import SYSTEM
from almenara.directory import queries
from almenara.directory.tests import make
from tests.acceptance.directory import Program, browser, nominate, verify

pytestmark = pytest.mark.django_db

FORM = {
    "slug": "biological-safety",
    "name_es": "Puntos de contacto de bioseguridad",
    "name_en": "Biosafety points of contact",
    "name_pt": "Pontos de contato de biossegurança",
    "name_fr": "Points de contact de biosécurité",
    "purpose": "Cooperar en la aplicación de la resolución 1540.",
    "legal_basis": "Resolución 1540 (2004)",
    "audience": "Las personas con un puesto en la red",
    "responsible": "S-CICTE",
    "owner": make.OWNER,
    "per_state": "2",
    "nominates": ["ncp", "mission"],
    "who_checks": ["secretariat"],
    "check_days": "180",
    "reattest_months": "4",
    "duty_hours": "office",
}


def test_an_administrator_makes_a_network_by_form_and_a_state_lives_in_it():
    home = make.institution(make.OWNER, kind="secretariat")
    admin = browser(make.person(home, "administrator"))
    panama = make.country("PAN")
    assert "check_days" in admin.get("/directory/new/").content.decode()
    refused = browser(panama.duty).post("/directory/new/", FORM)
    assert refused.status_code == 403
    unfinished = admin.post("/directory/new/", {**FORM, "name_fr": ""})
    assert unfinished.status_code == 422
    made = admin.post("/directory/new/", FORM)
    assert made.status_code == 302
    page = admin.get(made["Location"]).content.decode()
    assert "cada 180 días" in page

    with system_work():
        network = queries.network(SYSTEM, "biological-safety")
    assert (
        nominate(browser(panama.ncp), network, "pan-guard", "duty", panama.duty).status_code == 302
    )
    verify(network)
    officer = Program(make.officer())
    check = officer.post("/networks/biological-safety/checks", {"answer_within": "PT1H"})
    assert check.status_code == 201
    answered = Program(panama.duty).post(f"/checks/{check.json()['id']}/answer", {})
    assert answered.json()["stage"] == "reached"
    item = next(
        row
        for row in Program(panama.duty).get("/networks").json()["items"]
        if row["slug"] == "biological-safety"
    )
    assert item["states_taking_part"] == 1
    assert item["states_all"] > 1


def test_the_network_of_the_resolution_is_checked_every_180_days():
    network = make.network("unscr-1540")
    page = browser(make.country("PAN").duty).get(f"/directory/{network.slug}/").content.decode()
    assert "cada 180 días" in page
