"""My account: sessions, keys, preferences, substitutions, my own data, corrections."""

import json
import time
from copy import deepcopy
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from almenara.core.access.context import system_work
from almenara.core.identity import devices, services
from almenara.core.identity.models import Session
from almenara.core.identity.tests import make
from almenara.core.notices.models import Notice
from almenara.core.parties.models import Person, Substitution, Token
from tests.shared import built_once

AGENTS = [
    (
        "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0",
        ("Firefox", "Windows"),
    ),
    ("Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0 Safari/537.36", ("Chrome", "Linux")),
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) Version/19.0 Safari/604.1", ("Safari", "iPhone")),
    ("Mozilla/5.0 (Windows NT 10.0) Chrome/156 Safari/537 Edg/156", ("Edge", "Windows")),
    ("curl/8", ("", "")),
]


@pytest.mark.parametrize(("agent", "named"), AGENTS)
def test_a_device_is_called_by_its_name(agent, named):
    assert devices.device(agent) == named


NEW = "otra frase que solo yo diría"
_world = built_once(lambda: make.with_browser("ana"))


@pytest.fixture
def world(_world, db):
    cache.clear()
    return deepcopy(_world[0])


@pytest.fixture
def ana(client, world, _world):
    client.cookies = deepcopy(_world[1])
    return client


def test_sessions_are_listed_and_one_is_ended(ana, world):
    elsewhere = Client(headers={"User-Agent": AGENTS[0][0]})
    make.sign_in(elsewhere, world.ana)
    page = ana.get("/account/?lang=es").content.decode()
    assert "Firefox en Windows" in page
    assert "este aparato" in page
    with system_work():
        there = Session.objects.unguarded("a test").get(agent=AGENTS[0][0])
    assert there.pk not in page
    assert ana.post(f"/account/sessions/{there.name}/end/").status_code == 302
    assert elsewhere.get("/inbox/").status_code == 302
    assert ana.get("/inbox/").status_code == 200
    assert "revoke stay done" in make.journal(world.ana)


def test_all_others_are_ended_at_once(ana, world):
    others = [Client(), Client()]
    for other in others:
        make.sign_in(other, world.ana)
    for _pressed in ("once", "again"):
        assert ana.post("/account/sessions/end/").status_code == 302
        assert make.journal(world.ana)[-1] == "revoke stay done"
    assert [other.get("/inbox/").status_code for other in others] == [302, 302]
    assert ana.get("/inbox/").status_code == 200


@pytest.fixture
def asked_again(monkeypatch):
    """Of whom the hub of hints asks again whether their sessions are there still."""
    found = []
    monkeypatch.setattr(services, "hint", lambda topic, keys: found.append((topic, keys)))
    return found


def test_open_streams_of_hints_end_with_the_session(ana, world, asked_again):
    make.sign_in(Client(), world.ana)
    with system_work():
        there = Session.objects.unguarded("a test").latest("begun_at")
    ana.post(f"/account/sessions/{there.name}/end/")
    ana.post("/account/sessions/end/")
    said = {"oldpassword": make.PASSWORD, "password1": NEW, "password2": NEW}
    assert ana.post("/accounts/password/change/", said).status_code == 302
    ana.post("/accounts/logout/")
    services.end(make.actor(world.admin), world.ana)
    assert asked_again == [("stays", {str(world.ana.pk)})] * 5


def test_the_session_of_somebody_else_is_not_there(ana, world):
    eva = Client()
    make.sign_in(eva, world.eva)
    with system_work():
        hers = Session.objects.unguarded("a test").get(user=world.eva.user)
    assert str(hers.name) not in ana.get("/account/").content.decode()
    assert ana.post(f"/account/sessions/{hers.name}/end/").status_code == 404
    assert eva.get("/inbox/").status_code == 200


def test_a_key_is_shown_once_works_and_ends_at_once(ana, world):
    page = ana.post("/account/tokens/", {"label": "sondeo", "days": "30"})
    key = page.context["key"]
    assert key in page.content.decode()
    listed = ana.get("/account/tokens/").content.decode()
    assert key not in listed
    assert "sondeo" in listed
    program = Client(headers={"Authorization": f"Bearer {key}"})
    assert program.get("/api/v1/search?q=nada").status_code == 200
    with system_work():
        token = Token.objects.unguarded("a test").get(person=world.ana)
    assert ana.post(f"/account/tokens/{token.pk}/revoke/").status_code == 302
    assert program.get("/api/v1/search?q=nada").status_code == 401
    assert make.journal(world.ana)[-2:] == ["grant token done", "revoke token done"]
    eva = Client()
    make.sign_in(eva, world.eva)
    assert eva.post(f"/account/tokens/{token.pk}/revoke/").status_code == 404


def test_who_showed_who_they_are_long_ago_is_asked_and_what_was_sent_is_not_lost(
    ana, world, monkeypatch
):
    later = time.time() + 301
    monkeypatch.setattr("time.time", lambda: later)
    asked = ana.post("/account/tokens/", {"label": "sondeo", "days": "30"})
    assert asked["Location"].startswith("/accounts/reauthenticate/?next=")
    assert ana.get("/account/export/")["Location"].startswith("/accounts/reauthenticate/")
    asked = ana.post("/account/tokens/", {"label": "sondeo", "days": "30"})
    where = asked["Location"]
    next_ = {"next": "/account/tokens/"}
    wrong = ana.post(where, {"password": "no es esta frase", **next_})
    assert "No es su contraseña" in wrong.content.decode()
    made = ana.post(where, {"password": make.PASSWORD, **next_})
    assert made.status_code == 200
    assert made.context["key"]
    assert ana.get("/account/export/").status_code == 200


def test_who_came_by_a_button_confirms_by_one(client, world, settings, monkeypatch):
    settings.DEMONSTRATION_POSTS = (world.ana.user.username,)
    client.post("/accounts/login/", {"demonstration": world.ana.user.username})
    later = time.time() + 301
    monkeypatch.setattr("time.time", lambda: later)
    where = client.get("/account/tokens/")["Location"]
    assert "Sí, soy yo" in client.get(f"{where}&lang=es").content.decode()
    assert client.post(where, {"demonstration": "1"})["Location"] == "/account/tokens/"
    assert client.get("/account/tokens/").status_code == 200
    eva = Client()
    make.sign_in(eva, world.eva)
    later += 301
    refused = eva.post("/accounts/reauthenticate/", {"demonstration": "1"})
    assert refused.status_code == 200
    assert eva.get("/account/tokens/").status_code == 302


def test_preferences_are_kept_by_person_and_browser(ana, world):
    said = {"language": "pt", "zone": "America/Panama", "density": "compact", "theme": "dark"}
    response = ana.post("/account/", said)
    assert response.status_code == 302
    cookies = {name: morsel.value for name, morsel in response.cookies.items()}
    assert cookies["almenara_density"] == "compact"
    assert cookies["almenara_theme"] == "dark"
    with system_work():
        person = Person.objects.unguarded("a test").get(pk=world.ana.pk)
    assert (person.language, person.zone, person.compact) == ("pt", "America/Panama", True)
    assert ana.get("/account/")["Content-Language"] == "pt"
    assert ana.post("/account/", {**said, "zone": "Mars/Base"}).status_code == 422


def test_who_acts_for_me(ana, world):
    said = {"substitute": str(world.eva.pk), "rule": "Orden 5"}
    page = ana.post(
        "/account/substitution/", {**said, "since": "2026-06-09", "until": "2026-06-03"}
    )
    assert page.status_code == 422
    luis = {**said, "substitute": str(world.luis.pk), "since": "2026-06-03", "until": "2026-06-09"}
    assert ana.post("/account/substitution/", luis).status_code == 422
    good = {**said, "since": "2099-06-03", "until": "2099-06-09"}
    past = {**said, "since": "2020-06-03", "until": "2020-06-09"}
    for wrong, place in ((past, "until"), ({**good, "rule": "Orden \u202e5"}, "rule")):
        page = ana.post("/account/substitution/", wrong)
        assert (page.status_code, list(page.context["form"].errors)) == (422, [place])
    assert ana.post("/account/substitution/", good).status_code == 302
    with system_work():
        row = Substitution.objects.unguarded("a test").get(holder=world.ana)
    assert row.until - row.since == timedelta(days=7)
    assert "por empezar" in ana.get("/account/substitution/?lang=es").content.decode()
    eva = Client()
    make.sign_in(eva, world.eva)
    assert "usted por ana" in eva.get("/account/substitution/?lang=es").content.decode()
    assert eva.post(f"/account/substitution/{row.pk}/revoke/").status_code == 403
    assert ana.post(f"/account/substitution/{row.pk}/revoke/").status_code == 302
    assert "terminada" in ana.get("/account/substitution/?lang=es").content.decode()


def test_my_own_data_is_mine_alone(ana, world):
    ana.post("/account/correction/", {"about": "mi cargo", "words": "Soy titular"})
    response = ana.get("/account/export/")
    assert "attachment" in response["Content-Disposition"]
    told = json.loads(response.content)
    assert told["account"]["username"] == world.ana.user.username
    assert told["corrections"][0]["words"] == "Soy titular"
    assert {"sign-in", "ask"} <= {act["verb"] for act in told["acts"]}
    assert world.eva.user.username not in response.content.decode()
    assert "export person done" in make.journal(world.ana)


def test_a_correction_reaches_the_administration_and_its_answer_who_asked(ana, world):
    assert ana.post("/account/correction/", {"words": ""}).status_code == 422
    turned = ana.post("/account/correction/", {"about": "x", "words": "El tel\u202e 5"})
    assert (turned.status_code, list(turned.context["form"].errors)) == (422, ["words"])
    ana.post("/account/correction/", {"about": "directorio", "words": "El teléfono es otro"})
    with system_work():
        told = set(
            Notice.objects.unguarded("a test")
            .filter(word="correction-asked", channel="inbox")
            .values_list("person_id", flat=True)
        )
    assert {world.admin.pk, world.other.pk} <= told
    admin, eva = Client(), Client()
    make.sign_in(admin, world.admin)
    make.sign_in(eva, world.eva)
    assert eva.get("/people/corrections/").status_code == 403
    page = admin.get("/people/corrections/").content.decode()
    assert "El teléfono es otro" in page
    assert "Piden corregir algo" in admin.get("/inbox/?lang=es").content.decode()
    path = page.split('action="/people/corrections/')[1].split('"')[0]
    assert eva.post(f"/people/corrections/{path}", {"answer": "x"}).status_code == 404
    assert admin.post(f"/people/corrections/{path}", {"answer": "Corregido"}).status_code == 302
    assert admin.post(f"/people/corrections/{path}", {"answer": "Otra vez"}).status_code == 403
    assert "Corregido" in ana.get("/account/correction/").content.decode()
    assert "Respondieron" in ana.get("/inbox/?lang=es").content.decode()


def test_a_stranger_is_asked_to_sign_in(client, world):
    for path in ("/account/", "/account/tokens/", "/account/export/", "/people/"):
        response = client.get(path)
        assert response["Location"] == f"/accounts/login/?next={path}"


def test_a_session_is_written_once_a_minute_at_most(ana, world, django_assert_num_queries):
    def writes():
        with system_work():
            return Session.objects.unguarded("a test").get(user=world.ana.user).seen_at

    first = timezone.now()
    with system_work():
        Session.objects.unguarded("a test").update(seen_at=first)
    ana.get("/account/")
    assert writes() == first
    with system_work():
        Session.objects.unguarded("a test").update(seen_at=timezone.now() - timedelta(hours=1))
    ana.get("/account/")
    assert timezone.now() - writes() < timedelta(minutes=1)


def test_acts_in_an_absence_say_for_whom_and_by_which_rule_and_are_not_passed_on(ana, world):
    day = timezone.now().date()
    said = {"since": (day - timedelta(days=1)).isoformat(), "until": (day + timedelta(days=5))}
    said |= {"substitute": str(world.eva.pk), "rule": "Orden 5 de 2026"}
    assert ana.post("/account/substitution/", said).status_code == 302
    eva = Client()
    make.sign_in(eva, world.eva)
    eva.post("/account/correction/", {"words": "Algo"})
    page = eva.get("/journal/?lang=es").content.decode()
    assert "según «Orden 5 de 2026»" in page
    assert [one.name for one in make.actor(world.eva).acting_for] == [str(world.ana)]
    third = make.person("tercera", world.eva.institution)
    eva.post("/account/substitution/", {**said, "substitute": str(third.pk)})
    assert [one.name for one in make.actor(third).acting_for] == [str(world.eva)]
    with system_work():
        Substitution.objects.unguarded("a test").filter(holder=world.ana).update(
            until=timezone.now() - timedelta(minutes=1)
        )
    assert make.actor(world.eva).acting_for == ()
