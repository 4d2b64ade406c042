"""S99: a file of good offices exists for three named persons; its cleared note alone is public."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client

from almenara.core.access.context import acting
from almenara.core.identity import recent
from almenara.core.parties.actor import SYSTEM
from almenara.directory.tests import make
from tests.acceptance.directory import API, Program, browser
from tests.extent import some_pairs
from tests.shared import built_once

pytestmark = [pytest.mark.django_db, pytest.mark.sampled]
WORD = "zqcordillera"
LISTS = ("/good-offices/", "/", "/inbox/", "/journal/", f"/search/?q={WORD}", "/people/",
         "/tasks/", "/statistics/")  # fmt: skip


def looking():
    """Three who are named, and everybody else who might look."""
    opener = make.officer("ssm-oe")
    named = [make.actor(make.person(make.institution("sg"), "secretariat")) for _ in range(2)]
    country = make.country("PAN")
    others = {
        "colleague": make.officer("ssm-oe"),
        "administrator": make.actor(make.person(make.institution("ssm-saa"), "administrator")),
        "officer": make.officer(),
        "mission": country.mission,
        "contact": country.ncp,
    }
    return [opener, *named], others


def opened():
    """A file with a mandate, an act and a document; who looks, where it is, and its document."""
    people = named, _others = looking()
    office = browser(named[0])
    said = {"title": f"Diálogo {WORD}", "mandate": f"A petición {WORD}",
            "people": "\n".join(one.name for one in named)}  # fmt: skip
    made = office.post("/good-offices/new/", said)
    assert made.status_code == 302
    url = made["Location"]
    paper = SimpleUploadedFile(f"{WORD}.pdf", make.PDF, "application/pdf")
    deed = {"text": f"Visita {WORD}", "on": "2026-03-01", "file": paper}
    assert office.post(f"{url}acts/", deed).status_code == 302
    page = office.get(url).content.decode()
    return people, (url, "/documents/" + page.split('href="/documents/')[1].split("/")[0] + "/")


_opened = built_once(opened)


@pytest.fixture
def people(_opened, db):
    return _opened[0]


@pytest.fixture
def file(_opened, db):
    return _opened[1]


def test_the_named_work_in_it_and_nobody_else_finds_it_anywhere(people, file):
    named, others = people
    url, paper = file
    for who in named:
        client = browser(who)
        assert WORD in client.get("/good-offices/").content.decode()
        assert WORD in client.get(url).content.decode()
        assert client.get(paper).status_code == 200
        assert "TLP:RED" in client.get(url).content.decode()
    pk = url.split("/")[2]
    clients = {name: browser(who) for name, who in others.items()}
    for client in clients.values():
        assert client.get(url).status_code == client.get(paper).status_code == 404
    for name, act in some_pairs(list(others), ("acts", "close"), each=2):
        assert clients[name].post(f"{url}{act}/", {"note": "x"}).status_code == 404
    for name, address in some_pairs(list(others), LISTS):
        page = clients[name].get(address).content.decode()
        assert pk not in page, (name, address)
        assert f"Diálogo {WORD}" not in page, (name, address)
    for who in others.values():
        program = Program(who)
        assert program.get("/search", q=WORD).json()["count"] == 0
        assert program.get("/journal", thing=f"peacefile:{pk}").json()["count"] == 0


def test_it_is_in_no_export_and_the_database_hides_it_from_the_system_too(
    people, file, monkeypatch
):
    named, others = people
    monkeypatch.setattr(recent, "is_recent", lambda request: True)
    archive = browser(others["mission"]).post("/account/export/state/")
    content = b"".join(archive)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert "mandates/receipts.json" in packed.namelist()
        assert not any(WORD.encode() in packed.read(name) for name in packed.namelist())
    tables = ("mandates_peacefile", "mandates_peaceact")
    for who in [*others.values(), SYSTEM]:
        assert counted(who, tables) == [0, 0]
    assert counted(named[1], tables) == [1, 1]
    assert Client().get("/good-offices/").status_code == 200


def test_closing_asks_for_a_cleared_note_and_that_alone_is_public(people, file):
    named, others = people
    url, paper = file
    office = browser(named[1])
    assert office.post(f"{url}close/", {"note": " "}).status_code == 422
    note = "Se apoyó un diálogo."
    assert office.post(f"{url}close/", {"note": note}).status_code == 302
    assert office.post(f"{url}acts/", {"text": "Más", "on": "2026-03-02"}).status_code == 409
    assert office.post(f"{url}close/", {"note": "Otra"}).status_code == 409
    for client in (Client(), browser(others["administrator"])):
        page = client.get("/good-offices/").content.decode()
        assert note in page
        assert WORD not in page
        assert url.split("/")[2] not in page
    assert browser(others["officer"]).get(url).status_code == 404
    assert Client().get(paper).status_code == 302


def test_who_opens_it_is_named_and_the_others_have_accounts(people):
    named, others = people
    said = {"title": "Uno", "mandate": "Uno", "people": named[1].name}
    office = browser(named[0])
    assert office.post("/good-offices/new/", said).status_code == 403
    unknown = {**said, "people": f"{named[0].name}\nnobody-here"}
    refused = office.post("/good-offices/new/", unknown)
    assert refused.status_code == 422
    assert "nobody-here" in refused.content.decode()
    mission = others["mission"]
    own = {**said, "people": mission.name}
    assert browser(mission).post("/good-offices/new/", own).status_code == 403
    assert Client().get(f"{API}/search?q={WORD}").status_code == 401


def counted(who, tables):
    """What plain SQL counts in the context of somebody."""
    with transaction.atomic(), acting(who), connection.cursor() as cursor:
        found = []
        for table in tables:
            cursor.execute(f"select count(*) from {table}")
            found.append(cursor.fetchone()[0])
        return found
