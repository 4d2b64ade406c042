"""S83 (in part): a forum, its body and its directory, is made on forms by an administrator."""

import pytest

from almenara.core.access.context import system_work
from almenara.core.parties.actor import SYSTEM
from almenara.directory import queries
from almenara.directory.tests import make
from tests.acceptance.bodies import attend, opened, posted, send
from tests.acceptance.directory import API, Program, browser, nominate, note, verify
from tests.acceptance.test_s16 import FORM
from tests.acceptance.test_s63 import form

pytestmark = pytest.mark.django_db
FORUM = FORM | {
    "slug": "forensic-heads",
    "names-es": "Jefaturas de ciencias forenses",
    "names-en": "Heads of forensic sciences",
    "names-pt": "Chefias de ciências forenses",
    "names-fr": "Directions de la police scientifique",
}
BODY = form("forensic-forum") | {
    "members": "states",
    "parent": "",
    **{
        f"seats-{number}-{key}": said
        for number, code in enumerate(("PAN", "CRI"))
        for key, said in (("state", code), ("capacity", "vote"), ("since", "2020-01-01"))
    },
}


def test_a_an_administrator_makes_the_directory_of_a_forum_and_states_take_their_seats():
    officer = make.institution(make.OWNER, kind="secretariat")
    admin, other = (browser(make.person(officer, *role)) for role in (["administrator"], []))
    path = "/types/network/new/"
    assert other.post(path, {**FORUM, "act": "save"}).status_code == 403
    assert admin.post(path, {**FORUM, "act": "save"}).status_code == 302
    with system_work():
        network = queries.network(SYSTEM, FORUM["slug"])
    countries = [make.country(code) for code in ("PAN", "CRI")]
    for country in countries:
        home = country.institution.pk
        made = nominate(browser(country.ncp), network, home, "head", country.head)
        assert made.status_code == 302
    verify(network)
    panama, costa_rica = countries
    posts = Program(panama.head).get(f"/networks/{network.slug}/posts", state="CRI")
    [seat] = posts.json()["items"]
    assert seat["holder"] == costa_rica.head.user.username
    assert network.slug in browser(panama.head).get("/directory/").content.decode()


def test_b_it_lives_a_session_with_papers_in_its_languages_and_its_decisions_become_tasks():
    home, officer = make.institution(make.OWNER, kind="secretariat"), make.officer()
    admin, office = browser(make.person(home, "administrator")), browser(officer)
    refused = admin.post("/types/body/new/", {**BODY, "seats-0-state": "XXX"})
    assert (refused.status_code, "Estado desconocido" in refused.content.decode()) == (422, True)
    assert admin.post("/types/body/new/", BODY).status_code == 302
    desk = Program(officer)
    session = opened(desk, "forensic-forum")
    paper = posted(desk, session)
    assert paper["symbol"].startswith("GE/forensic-forum/1/")
    there = f"{API}{session}/documents/{paper['id']}/texts"
    for language in ("es", "en", "pt", "fr"):
        parts = {"file": note(), "language": language, "title": f"Uno {language}"}
        kept = desk.client.post(there, parts, headers=desk.headers).json()
    assert kept["missing"] == []
    for code in ("PAN", "CRI"):
        assert send(office, session, f"state:{code}").status_code == 302
    present = ["state:PAN", "state:CRI"]
    assert attend(office, session, "2026-03-05", present).status_code == 302
    said = {"kind": "creates-mandate", "titles": {"es": "Guía"}, "adopted_on": "2026-03-05"}
    decision = desk.post(f"{session}/decisions", said).json()["id"]
    task = {"title": "Escribir la guía", "owner": officer.name, "due": "2026-07-15",
            "decision": decision}  # fmt: skip
    assert office.post("/tasks/new/", task).status_code == 302
    assert "Escribir la guía" in office.get(f"{session}/").content.decode()
