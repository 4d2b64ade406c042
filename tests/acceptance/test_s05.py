"""S5: a State asks for assistance; nobody else sees it; after ten days the head is told."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from almenara.directory.tests import make
from almenara.exchange.tests import make as posts
from tests.acceptance.assistance import asked, does, officer
from tests.acceptance.directory import Program, browser

pytestmark = pytest.mark.django_db


def remind(days):
    """`almenara cases --at T --json`."""
    out = StringIO()
    at = timezone.now() + timedelta(days=days)
    call_command("cases", "--at", at.isoformat(), "--json", stdout=out)
    return [(row["case"], row["to"]) for row in json.loads(out.getvalue())["told"]]


def test_a_state_asks_on_the_page_and_another_state_sees_nothing():
    panama, costa_rica = make.country("PAN"), make.country("CRI")
    page = browser(panama.ncp)
    assert "unscr-1540" in page.get("/cases/new/").content.decode()
    said = {"title": "Revisar una ley", "request": "Antes de junio.", "field_kind": "legislative"}
    case = does(page, "/cases/new/?topic=unscr-1540", **said)["Location"]
    assert "Revisar una ley" in page.get(case).content.decode()
    assert "Revisar una ley" in page.get("/cases/").content.decode()
    other = browser(costa_rica.ncp)
    assert other.get(case).status_code == 404
    assert "Revisar una ley" not in other.get("/cases/").content.decode()
    program = Program(costa_rica.ncp)
    assert program.get("/cases").json()["count"] == 0
    assert program.get("/search", q="revisar ley", thing="case").json()["count"] == 0
    assert Program(panama.ncp).get("/search", q="revisar", thing="case").json()["count"] == 1
    desk = browser(officer()).get("/cases/").content.decode()
    assert "Revisar una ley" in desk
    assert "Sin responsable" in desk


def test_after_ten_days_without_owner_the_head_is_told_once():
    net = make.network("cicte-ncp")
    head = make.person(make.institution("s-cicte", kind="secretariat"), "secretariat")
    posts.post(head, "head", net.slug)
    case = asked(make.country("PAN").ncp).removeprefix("/cases/")
    assert remind(9) == []
    assert remind(11) == [(case, [head.user.username])]
    assert remind(11) == remind(12) == []
    inbox = browser(head).get("/inbox/").content.decode()
    assert "Nadie lleva todavía" in inbox


def test_with_an_owner_nobody_is_told_and_the_state_sees_who():
    panama, desk = make.country("PAN"), officer()
    case = asked(panama.ncp)
    does(browser(desk), f"{case}/assign/", owner=desk.name, seen="")
    assert Program(panama.ncp).get(case).json()["owner"] == desk.name
    assert remind(11) == []


def test_bad_input_and_the_wrong_person():
    panama = make.country("PAN")
    page = browser(panama.ncp)
    got = page.post("/cases/new/?topic=unscr-1540", {"title": "", "request": ""})
    assert got.status_code == 422
    program = Program(panama.ncp)
    body = {"topic": "nada", "title": "a", "request": "b"}
    assert program.post("/cases", body | {"topic": " "}).json()["errors"][0]["loc"] == ["topic"]
    nul = program.post("/cases", body | {"topic": "unscr-1540", "title": "a\x00"})
    assert nul.status_code == 422
    wrong = program.post("/cases", body | {"topic": "unscr-1540", "fields": {"kind": "otra"}})
    assert wrong.json()["errors"][0]["loc"] == ["fields", "kind"]
    assert Program(officer()).post("/cases", body).status_code == 403
    assert Program(panama.mission).post("/cases", body).status_code == 403  # no post, no contact


def test_an_officer_is_replaced_and_a_nul_is_no_filter():
    panama, first, second = make.country("PAN"), officer(), officer()
    case, desk = asked(panama.ncp), browser(second)
    does(browser(first), f"{case}/assign/", owner=first.name, seen="")
    late = desk.post(f"{case}/assign/", {"owner": second.name, "seen": ""})
    assert late.status_code == 409
    assert first.name in late.content.decode()
    does(desk, f"{case}/assign/", owner=second.name, seen=first.name)
    assert Program(first).get(case).json()["owner"] == second.name
    outsider = desk.post(f"{case}/assign/", {"owner": panama.ncp.name, "seen": second.name})
    assert outsider.status_code == 422
    assert Program(first).get("/cases", stage="\x00").status_code == 422
    assert desk.get("/cases/", {"stage": "\x00", "topic": "\x00"}).status_code == 400
    assert desk.get("/cases/new/", {"topic": "\x00"}).status_code == 400
