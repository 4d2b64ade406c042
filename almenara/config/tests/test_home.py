"""The front door for anybody, and the home of whoever is signed in."""

import json
import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from almenara.exchange.tests import make

pytestmark = pytest.mark.django_db


def signed_in(person):
    client = Client()
    client.force_login(person.user)
    return client


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_the_front_door_tells_programmes_organisation_networks_and_public_alerts():
    sender = make.officer("pan-csirt", "PAN")
    make.officer("cri-csirt", "CRI")
    make.alert(sender, title="Solo para ellos")
    make.alert(
        sender,
        marking="TLP:CLEAR",
        title="Para todos",
        audience={"public": True, "states": ["CRI"]},
    )
    page = Client().get("/")
    assert page.status_code == 200
    assert [one["code"] for one in page.context["plans"][0]["programmes"]] == list("ABCDEFG")
    [csirt] = [one for one in page.context["networks"] if one["slug"] == "csirt"]
    assert csirt["states_all"] > csirt["states_taking_part"] >= 2
    assert {"SG", "SSM", "S-CICTE"} <= {unit["code"] for unit in page.context["units"]}
    said = text_of(page)
    assert "Para todos" in said
    assert "Solo para ellos" not in said
    assert "Según el anexo E" in said


def test_home_says_what_awaits_and_who_has_the_guard():
    sender, reader = make.officer("pan-csirt", "PAN"), make.officer("cri-csirt", "CRI")
    alert = make.alert(sender, title="Urge")
    home = signed_in(reader).get("/")
    [waits] = home.context["awaiting"]
    assert waits["url"] == f"/alerts/{alert.pk}/"
    assert alert.reference in waits["text"]
    [duty] = home.context["duties"]
    assert duty["is_own"]
    said = text_of(home)
    assert "Responde usted, sin turnos" in said
    assert said.index(alert.reference) < said.index("Escribir una alerta")
    assert [one["slug"] for one in home.context["networks"]] == ["csirt"]
    assert "Urge" not in text_of(signed_in(make.officer("col-csirt", "COL")).get("/"))


def test_who_is_in_no_network_is_told_what_to_do():
    page = signed_in(make.person("visitante")).get("/")
    assert page.status_code == 200
    assert "Nada le espera." in text_of(page)
    assert "Aún no pertenece a ninguna red." in text_of(page)


def test_every_page_says_who_i_am_and_counts_what_is_unread():
    sender, reader = make.officer("pan-csirt", "PAN"), make.officer("cri-csirt", "CRI")
    make.alert(sender)
    page = signed_in(reader).get("/about/")
    assert page.context["inbox_count"] == 1
    assert page.context["person"]["institution"] == "cri-csirt"
    assert [room.url for room in page.context["menu"] if room.count] == ["/inbox/"]
    rooms = [room.url for room in Client().get("/about/").context["menu"]]
    assert {"/bodies/", "/plans/", "/observatory/", "/substances/", "/reports/"} <= set(rooms)
    assert not {"/alerts/", "/inbox/", "/journal/"} & set(rooms)


def test_about_says_what_an_operator_can_read():
    assert "quien administra la máquina puede leer" in text_of(Client().get("/about/"))


def test_a_moment_that_is_none_ends_with_two():
    with pytest.raises(SystemExit) as left:
        call_command("chase", "--at", "mañana", stderr=StringIO())
    assert left.value.code == 2


def test_a_chase_says_what_it_did_once():
    sender, reader = make.officer("pan-csirt", "PAN"), make.officer("cri-csirt", "CRI")
    second = make.officer("cri-csirt", "CRI", "alternate")
    alert = make.alert(sender)
    at = make.later(3).isoformat()
    found = []
    for _again in range(2):
        out = StringIO()
        call_command("chase", "--at", at, "--json", stdout=out)
        found.append(json.loads(out.getvalue()))
    [climbed] = found[0]["escalated"]
    assert (climbed["state"], climbed["institution"], climbed["step"]) == ("CRI", "cri-csirt", 2)
    assert climbed["to"] == [second.user.username]
    assert reader.user.username not in climbed["to"]
    assert found[0]["at"].endswith("Z")
    assert (found[1]["escalated"], found[1]["overdue"]) == ([], [])
    assert alert.stage == "sent"
