"""Signing in, going out, failing too often; only the pages of allauth that we want are there."""

import time
from copy import deepcopy

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from almenara.core.access.context import system_work
from almenara.core.identity.models import Session
from almenara.core.identity.tests import make
from tests.shared import built_once

pytestmark = pytest.mark.django_db
PAGES = ["logout/", "inactive/", "reauthenticate/", "password/change/", "2fa/"]
CLOSED = [
    "", "signup/", "email/", "confirm-email/", "password/reset/", "password/set/", "login/code/",
    "social/login/error/", "3rdparty/", "2fa/trust/", "2fa/webauthn/signup/", "sessions/",
]  # fmt: skip


_world = built_once(make.world)


@pytest.fixture
def world(_world, db):
    cache.clear()
    return deepcopy(_world)


def test_user_name_and_password_let_in_and_logout_lets_out(client, world):
    response = make.sign_in(client, world.ana)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.get("/accounts/password/change/").status_code == 200
    assert client.post("/accounts/logout/").status_code == 302
    assert client.get("/inbox/").status_code == 302
    assert make.journal(world.ana) == ["sign-in person done", "sign-out person done"]


def test_the_page_goes_where_one_wanted_but_never_to_another_house(client, world):
    assert make.sign_in(client, world.ana, next="/inbox/")["Location"] == "/inbox/"
    client.post("/accounts/logout/")
    assert make.sign_in(client, world.ana, next="https://evil.example/")["Location"] == "/"


def test_what_is_sent_after_the_end_of_a_session_leads_back_to_its_page(client):
    sent = client.post(
        "/inbox/", HTTP_REFERER="http://testserver/alerts/new/x/?lang=es", follow=True
    )
    assert sent.redirect_chain == [("/accounts/login/?next=/alerts/new/x/%3Flang%3Des", 302)]
    assert "no se envió nada" in sent.content.decode()
    strange = client.post("/me/channels/", HTTP_REFERER="https://evil.example/inbox/")
    assert strange["Location"] == "/accounts/login/?next=/me/channels/"


def test_a_wrong_password_stays_outside_and_says_so_beside_the_form(client, world):
    response = make.sign_in(client, world.ana, "otra frase cualquiera")
    assert response.status_code == 200
    assert "El usuario o la contraseña no son correctos" in response.content.decode()
    assert client.get("/inbox/").status_code == 302


def test_an_unknown_name_gets_the_same_answer(client, world):
    known = make.sign_in(client, world.ana, "otra frase cualquiera")
    unknown = client.post("/accounts/login/", {"login": "nadie", "password": "otra frase"})
    assert known.status_code == unknown.status_code
    assert "no son correctos" in unknown.content.decode()


def test_the_eleventh_failure_of_a_quarter_of_an_hour_is_too_often(client, world, monkeypatch):
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now)
    for _ in range(10):
        assert make.sign_in(client, world.ana, "no es esta frase").status_code == 200
    response = make.sign_in(Client(), world.ana)
    assert response.status_code == 429
    assert int(response["Retry-After"]) == 900
    assert make.sign_in(Client(), world.eva).status_code == 302


def test_failures_count_whatever_the_host_is_called_and_success_does_not(client, world):
    for _ in range(12):
        assert make.sign_in(Client(), world.ana).status_code == 302
    for number in range(10):
        host = "localhost" if number % 2 else "127.0.0.1"
        data = {"login": world.ana.user.username.upper(), "password": "no es esta frase"}
        assert client.post("/accounts/login/", data, HTTP_HOST=host).status_code == 200
    assert make.sign_in(client, world.ana).status_code == 429


def test_after_the_quarter_one_may_try_again(client, world, monkeypatch):
    for _ in range(11):
        response = make.sign_in(client, world.ana, "no es esta frase")
    assert response.status_code == 429
    later = time.time() + 901
    monkeypatch.setattr("time.time", lambda: later)
    assert make.sign_in(client, world.ana, "no es esta frase").status_code == 200


def test_what_we_do_not_want_is_not_there(client, world):
    make.sign_in(client, world.ana)
    there = [path for path in CLOSED if client.get(f"/accounts/{path}").status_code != 404]
    assert there == []


def test_no_script_stands_in_the_pages(client, world):
    pages = [client.get("/accounts/login/").content.decode()]
    make.sign_in(client, world.ana)
    pages += [client.get(f"/accounts/{path}").content.decode() for path in PAGES]
    for page in pages:
        assert page.count("<h1") == 1
        for script in page.split("<script")[1:]:
            assert "src=" in script.split(">")[0] or "application/json" in script.split(">")[0]
        assert " onclick" not in page
        assert "style=" not in page


def test_labels_are_ours_and_tied(client, world):
    page = client.get("/accounts/login/?lang=es").content.decode()
    assert '<label class="usa-label" for="id_login">Usuario</label>' in page
    assert "placeholder" not in page.split("<main")[1]
    assert "remember" not in page


def test_a_button_of_the_demonstration_lets_in_only_there_and_only_listed_posts(
    client, world, settings
):
    settings.DEMONSTRATION_POSTS = (world.ana.user.username,)
    one, other = ({"demonstration": p.user.username} for p in (world.ana, world.eva))
    assert client.post("/accounts/login/", other).status_code == 403
    assert client.post("/accounts/login/", one).status_code == 302
    assert client.get("/inbox/").status_code == 200
    settings.DEMONSTRATION = False
    assert Client().post("/accounts/login/", one).status_code == 403


def test_the_key_of_the_session_changes_at_sign_in(client, world):
    client.get("/accounts/2fa/authenticate/")
    session = client.session
    session["kept"] = 1
    session.save()
    before = session.session_key
    make.sign_in(client, world.ana)
    assert client.session.session_key != before
    with system_work():
        assert not Session.objects.unguarded("a test").filter(pk=before).exists()


def test_a_session_ends_after_eight_idle_hours_and_after_a_day(client, world, monkeypatch):
    make.sign_in(client, world.ana)
    start = timezone.now()
    assert client.get("/inbox/").status_code == 200
    _at(monkeypatch, start + timezone.timedelta(hours=7))
    assert client.get("/inbox/").status_code == 200
    _at(monkeypatch, start + timezone.timedelta(hours=14))
    assert client.get("/inbox/").status_code == 200
    _at(monkeypatch, start + timezone.timedelta(hours=21))
    assert client.get("/inbox/").status_code == 200
    _at(monkeypatch, start + timezone.timedelta(hours=24, minutes=1))
    assert client.get("/inbox/").status_code == 302


def test_eight_idle_hours_end_a_session(client, world, monkeypatch):
    make.sign_in(client, world.ana)
    _at(monkeypatch, timezone.now() + timezone.timedelta(hours=8, minutes=1))
    assert client.get("/inbox/").status_code == 302


def test_changing_the_password_is_an_act_and_ends_other_sessions(client, world):
    elsewhere = Client()
    make.sign_in(elsewhere, world.ana)
    make.sign_in(client, world.ana)
    new = "otra frase mía, más larga"
    data = {"oldpassword": make.PASSWORD, "password1": new, "password2": new}
    assert client.post("/accounts/password/change/", data).status_code == 302
    assert client.get("/inbox/").status_code == 200
    assert elsewhere.get("/inbox/").status_code == 302
    assert "update password done" in make.journal(world.ana)


def _at(monkeypatch, moment):
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
