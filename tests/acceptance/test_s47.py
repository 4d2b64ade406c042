"""S47: a civil society organisation asks to be accredited to a session and gets a dated answer."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from almenara.bodies import jobs
from almenara.bodies.models import Registration
from almenara.core.access.context import system_work
from almenara.directory.tests import make
from tests.acceptance.bodies import convened
from tests.acceptance.directory import Program, browser
from tests.acceptance.exchange import words
from tests.acceptance.funds import enrol, moved

pytestmark = pytest.mark.django_db
SAID = {
    "name": "Contacto",
    "mail": "contacto@example.org",
    "organisation": "Red de la sociedad civil",
    "purpose": "Seguimos la protección de datos.",
}
NEXT_YEAR = {"starts": "2027-03-05T09:00:00", "ends": "2027-03-06T18:00:00"}


@pytest.fixture
def letters(tmp_path, settings):
    settings.MAIL_URL, settings.MAIL_FOLDER = "", tmp_path
    return lambda: [file.read_text() for file in sorted(tmp_path.glob("*.eml"))]


def test_an_organisation_without_an_account_applies_and_gets_a_dated_answer(letters):
    desk, office, stranger = Program(make.officer()), browser(make.officer()), Client()
    meeting = convened(desk, **NEXT_YEAR)
    assert meeting in stranger.get("/calendar/").content.decode()
    assert stranger.post(f"{meeting}/register/", SAID).status_code == 302
    assert SAID["organisation"] not in office.get(f"{meeting}/delegations/").content.decode()
    jobs.write_letters.func()
    [letter] = letters()
    link = re.search(r"/calendar/registrations/\w+/", letter.replace("=\n", ""))[0]
    assert stranger.get(link).status_code == 200
    assert stranger.post(link).status_code == 302
    page = office.get(f"{meeting}/delegations/").content.decode()
    there = re.search(r'action="../(registrations/[\w-]+/answer/)"', page)[1]
    assert (
        stranger.post(f"{meeting}/{there}", {"accredit": "1"}).status_code == 302
    )  # sign in first
    assert browser(make.country("PAN").duty).post(f"{meeting}/{there}").status_code in (403, 404)
    assert (
        office.post(f"{meeting}/{there}", {"accredit": "1", "answer": "Bienvenida."}).status_code
        == 302
    )
    said = stranger.get(link).content.decode()
    assert re.search(r'Acreditada · <time datetime="\d{4}-\d\d-\d\d', said)
    assert SAID["organisation"] in stranger.get(f"{meeting}/").content.decode()
    jobs.write_letters.func()
    jobs.write_letters.func()
    assert len(letters()) == 2
    assert office.post(f"{meeting}/{there}", {"refuse": "1", "answer": "No."}).status_code == 409
    assert SAID["mail"] not in stranger.get(f"{meeting}/").content.decode()


def test_bad_input_is_told_at_its_field_and_the_same_again_is_once():
    desk, stranger = Program(make.officer()), Client()
    meeting = convened(desk, **NEXT_YEAR)
    for bad in ({"mail": "nadie"}, {"name": ""}, {"purpose": ""}, {"organisation": ""}):
        assert stranger.post(f"{meeting}/register/", {**SAID, **bad}).status_code == 422, bad
    for _twice in range(2):
        assert stranger.post(f"{meeting}/register/", SAID).status_code == 302
    with system_work():
        assert Registration.objects.count() == 1
    assert stranger.get("/calendar/registrations/nada/").status_code == 404
    for stage in ("open", "closed"):
        desk.post(f"{meeting}/stage", {"stage": stage})
    late = stranger.post(f"{meeting}/register/", {**SAID, "mail": "otra@example.org"})
    assert late.status_code == 409


def test_where_a_meeting_is_open_to_all_a_person_registers_and_nobody_gets_an_account(letters):
    desk, stranger = Program(make.officer()), Client()
    meeting = convened(desk, **NEXT_YEAR, is_open_to_all=True)
    accounts = get_user_model().objects.count()
    alone = {"name": "Alguien", "mail": "a@example.org"}
    assert stranger.post(f"{meeting}/register/", alone).status_code == 302
    jobs.write_letters.func()
    link = re.search(r"/calendar/registrations/\w+/", letters()[0].replace("=\n", ""))[0]
    assert stranger.post(link).status_code == 302
    assert "Inscripción confirmada" in stranger.get(link).content.decode()
    assert accounts == get_user_model().objects.count()


def test_the_register_shows_anybody_what_is_signed_and_whether_it_is_in_force(client):
    desk = browser(make.officer())
    enrol(desk, "liga-civil", kind="civil-society", titles_es="Liga civil")
    enrol(desk, "puertos-sa", titles_es="Puertos S. A.")
    signed = {"reference": "M-1", "titles_es": "Memorando", "starts": "2020-01-01"}
    proposed = {"reference": "M-2", "titles_es": "Convenio reservado", "starts": "2020-01-01"}
    past = {"reference": "M-3", "titles_es": "Carta", "starts": "2019-01-01", "ends": "2019-12-31"}
    for said in (proposed, signed, past):
        assert desk.post("/partners/liga-civil/agreements/", said).status_code == 302
    again = desk.post("/partners/liga-civil/agreements/", signed)
    assert "ya tiene un acuerdo con esa referencia" in words(again)
    keys = agreements(desk)
    for reference in ("M-1", "M-3"):
        moved(desk, f"/agreements/{keys[reference]}/stage/", "stage", "sign")
    assert desk.post(f"/agreements/{keys['M-1']}/stage/", {"stage": "sign"}).status_code == 409
    page = words(client.get("/partners/liga-civil/"))
    for seen in ("Memorando", "En vigor", "Vencido"):
        assert seen in page
    assert "Convenio reservado" not in page
    listed = words(client.get("/partners/?kind=civil-society"))
    assert "Liga civil" in listed
    assert "Puertos S. A." not in listed
    items = client.get("/api/v1/partners").json()["items"]
    standings = {row["slug"]: row["standing"] for row in items}
    assert standings == {"liga-civil": "in-force", "puertos-sa": None}


def test_only_the_secretariat_writes_the_register_and_a_wrong_entry_comes_back():
    desk, panama = browser(make.officer()), browser(make.country("PAN").mission)
    said = {"slug": "liga", "titles_es": "Liga", "kind": "private", "since": "2020-01-01"}
    assert panama.post("/partners/new/", said).status_code == 403
    for wrong in ({"party": "nadie"}, {"titles_es": ""}, {"kind": "club"}):
        assert desk.post("/partners/new/", {**said, **wrong}).status_code == 422
    assert desk.post("/partners/new/", said).status_code == 302
    assert desk.post("/partners/new/", said).status_code == 422
    late = {"reference": "M-1", "titles_es": "M", "starts": "2020-01-01", "ends": "2019-01-01"}
    assert "Termina antes" in words(desk.post("/partners/liga/agreements/", late))


def agreements(desk):
    """Those that can be signed, by reference."""
    page = desk.get("/partners/liga-civil/").content.decode()
    found = page.split('class="reference">')[1:]
    return {
        one.split("<")[0]: one.split("/agreements/")[1].split("/")[0]
        for one in found
        if "/agreements/" in one
    }
