"""S104: Missions nominate by note, decisions reach their posts, seats follow the membership."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from almenara.core.access.context import system_work
from almenara.core.identity import recent
from almenara.core.parties.models import Membership
from almenara.directory.tests import make
from tests.acceptance.directory import Program, browser, nominate, note, post_of, verify
from tests.acceptance.exchange import words, written

pytestmark = pytest.mark.django_db


def test_a_the_mission_nominates_where_the_network_asks_it():
    network = make.network("cifta")
    panama = make.country("PAN")
    refused = nominate(browser(panama.ncp), network, "pan-guard", "head", panama.head)
    assert refused.status_code == 403
    made = nominate(browser(panama.mission), network, "pan-guard", "head", panama.head)
    assert made.status_code == 302
    verify(network)
    assert Program(panama.head).get("/me").json()["networks"] == ["cifta"]


def test_b_a_decision_reaches_the_post_and_waits_there_for_who_comes_next(monkeypatch):
    monkeypatch.setattr(recent, "is_recent", lambda request: True)
    network = make.network("missions")
    home = make.institution("pan-mission", "PAN", "mission")
    chief = make.person(home, "mission")
    former, follower = make.person(home), make.person(home)
    assert nominate(browser(chief), network, home.pk, "head", former).status_code == 302
    officer = make.officer(network.owner)
    desk = make.person(make.institution(network.owner, kind="secretariat"), "secretariat")
    made = nominate(browser(officer), network, network.owner, "duty", desk)
    assert made.status_code == 302
    verify(network)
    file = SimpleUploadedFile("decision.pdf", make.PDF, "application/pdf")
    said = {"title": "Decisión comunicada", "marking": "TLP:AMBER", "states": ["PAN"]}
    url = written(browser(desk), "circular-missions", **said, documents=[file])
    assert "Decisión comunicada" in words(browser(former).get("/inbox/"))
    assert "Decisión comunicada" not in words(browser(follower).get("/inbox/"))

    post = post_of(network, home.pk, "head")
    change = {"holder": follower.user.username, "note": note()}
    path = f"/directory/posts/{post.pk}/hand-over/"
    assert browser(chief).post(path, change).status_code == 302
    verify(network)
    reader = browser(former)
    admin = browser(make.person(make.institution(network.owner), "administrator"))
    assert admin.post(f"/people/{former.pk}/end/").status_code == 302

    assert "Decisión comunicada" in words(browser(follower).get("/inbox/"))
    listed = Program(follower).get("/alerts").json()["items"]
    assert [item["title"] for item in listed] == ["Decisión comunicada"]
    own = Program(follower).get(f"/deliveries/{listed[0]['delivery']}").json()
    assert own["received_at"] is None
    assert reader.get(url).status_code == 302
    assert "Decisión comunicada" in words(browser(follower).get(url))
    done = Program(follower).post(f"/deliveries/{own['id']}/acknowledge", {})
    assert done.json()["acknowledged_by"] == follower.user.username


def test_c_the_seats_are_those_of_the_membership_on_the_date():
    network = make.network("missions")
    panama, gone = make.country("PAN"), make.state("JAM")
    member, program = browser(panama.mission), Program(panama.duty)
    path = f"/directory/{network.slug}/members/"
    assert "JAM" not in member.get(path).text
    holder = make.person(make.institution("pan-mission", "PAN"))
    assert nominate(member, network, "pan-mission", "head", holder).status_code == 302
    verify(network)
    assert "JAM" in member.get(path).text
    with system_work():
        Membership.objects.filter(state=gone).update(until=date(2020, 1, 1))
        Membership.objects.create(state=gone, status="withdrawn", since=date(2020, 1, 1))
    assert "JAM" not in member.get(path).text

    def members(**at: str) -> dict[str, bool]:
        rows = program.get("/states", limit="200", **at).json()["items"]
        return {row["code"]: row["member"] for row in rows}

    assert members(at="2019-12-31")["JAM"] is True
    assert members()["JAM"] is False
