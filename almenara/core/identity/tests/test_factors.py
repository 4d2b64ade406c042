"""The second factor: asked of every role, shown at the door, a key for the strongest."""

from copy import deepcopy

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from almenara.core.identity import factors, live, services
from almenara.core.identity.tests import make
from almenara.core.parties.actor import Actor
from tests.shared import built_once

OFFICER = Actor("o", person="1")
CHIEF = Actor("c", person="2", roles=frozenset({"secretariat"}))
STEPS = [
    (OFFICER, set(), set(), "set-up"),
    (OFFICER, {"totp"}, set(), "pass"),
    (OFFICER, {"totp"}, {"totp"}, ""),
    (OFFICER, {"totp", "recovery_codes"}, {"recovery_codes"}, ""),
    (OFFICER, {"webauthn"}, {"webauthn"}, ""),
    (OFFICER, {"recovery_codes"}, {"recovery_codes"}, "set-up"),
    (CHIEF, {"totp"}, {"totp"}, "set-up"),
    (CHIEF, {"totp", "webauthn"}, {"totp"}, "pass"),
    (CHIEF, {"webauthn", "recovery_codes"}, {"recovery_codes"}, "pass"),
    (CHIEF, {"webauthn"}, {"webauthn"}, ""),
]


@pytest.mark.parametrize(("actor", "held", "passed", "step"), STEPS)
def test_what_is_still_to_do(actor, held, passed, step):
    assert factors.step(actor, held, passed) == step


_world = built_once(make.world)


@pytest.fixture
def world(_world, db, settings):
    cache.clear()
    settings.SECOND_FACTOR = True
    return deepcopy(_world)


def activate(client, person):
    """Sets the application of codes up as a person does; gives its secret."""
    page = client.get("/accounts/2fa/totp/activate/")
    assert page.status_code == 200, page
    secret = page.context["form"].secret
    response = client.post("/accounts/2fa/totp/activate/", {"code": make.code(secret)})
    assert response["Location"] == "/accounts/2fa/recovery-codes/"
    return secret


def test_without_one_only_the_pages_that_set_one_up_are_open(client, world):
    make.sign_in(client, world.ana)
    for path in ("/", "/inbox/", "/directory/", "/journal/", "/journal/heads/", "/about/"):
        response = client.get(path)
        assert (response.status_code, response["Location"]) == (302, "/accounts/2fa/"), path
    page = client.get("/accounts/2fa/?lang=es").content.decode()
    assert "Falta para seguir" in page


def test_the_day_of_who_sets_up_codes(client, world):
    make.sign_in(client, world.ana)
    secret = activate(client, world.ana)
    codes = client.get("/accounts/2fa/recovery-codes/")
    (first, *_rest) = codes.context["unused_codes"]
    assert first in codes.content.decode()
    assert first not in client.get("/accounts/2fa/recovery-codes/").content.decode()
    assert client.get("/inbox/").status_code == 200
    client.post("/accounts/logout/")

    response = make.sign_in(client, world.ana)
    assert response["Location"].startswith("/accounts/2fa/authenticate/")
    assert client.get("/inbox/").status_code == 302
    refused = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert "no valen" in refused.content.decode()
    cache.clear()
    client.post("/accounts/2fa/authenticate/", {"code": make.code(secret)})
    assert client.get("/inbox/").status_code == 200
    client.post("/accounts/logout/")

    make.sign_in(client, world.ana)
    client.post("/accounts/2fa/authenticate/", {"code": first})
    assert client.get("/inbox/").status_code == 200
    client.post("/accounts/logout/")
    make.sign_in(client, world.ana)
    again = client.post("/accounts/2fa/authenticate/", {"code": first})
    assert "ya se usó" in again.content.decode()
    assert "grant factor done" in make.journal(world.ana)


def test_a_session_that_began_without_it_is_asked(client, world):
    elsewhere = Client()
    make.sign_in(elsewhere, world.ana)
    make.sign_in(client, world.ana)
    activate(client, world.ana)
    assert client.get("/inbox/").status_code == 200
    response = elsewhere.get("/inbox/")
    assert response["Location"].startswith("/accounts/2fa/reauthenticate/")


def test_codes_are_not_enough_for_the_strongest_roles(client, world):
    make.sign_in(client, world.admin)
    activate(client, world.admin)
    response = client.get("/inbox/")
    assert response["Location"] == "/accounts/2fa/"
    assert "llave de acceso" in client.get("/accounts/2fa/?lang=es").content.decode()


def test_keys_to_the_api_are_a_factor_of_their_own(client, world):
    _token, key = services.grant_token(make.actor(world.ana), "programa")
    headers = {"Authorization": f"Bearer {key}"}
    assert client.get("/api/v1/search?q=nada", headers=headers).status_code == 200


def test_seeds_are_sealed(client, world):
    make.sign_in(client, world.ana)
    secret = activate(client, world.ana)
    for row in Authenticator.objects.filter(user=world.ana.user):
        assert secret not in str(row.data)


def test_taking_it_off_is_an_act(client, world):
    make.sign_in(client, world.ana)
    activate(client, world.ana)
    assert client.post("/accounts/2fa/totp/deactivate/").status_code == 302
    assert "revoke factor done" in make.journal(world.ana)
    assert client.get("/inbox/")["Location"] == "/accounts/2fa/"


PAGES = [
    "/accounts/2fa/", "/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/", "/accounts/2fa/recovery-codes/generate/",
    "/accounts/reauthenticate/",
]  # fmt: skip


def test_pages_are_ours(client, world):
    make.sign_in(client, world.ana)
    for path in PAGES:
        page = client.get(path).content.decode()
        assert "skipnav" in page, path
        assert page.count("<h1") == 1, path
        for script in page.split("<script")[1:]:
            assert "src=" in script.split(">")[0] or "application/json" in script.split(">")[0]


def test_the_hints_of_open_pages_wait_for_it_too(client, world, settings):
    make.sign_in(client, world.ana)
    assert live.listener(client.session.session_key) is None
    activate(client, world.ana)
    assert live.listener(client.session.session_key).name == world.ana.user.username
    settings.SECOND_FACTOR = False
    make.sign_in(other := Client(), world.eva)
    assert live.listener(other.session.session_key) is not None


def test_nobody_hears_hints_by_a_session_that_another_password_ended(client, world, settings):
    settings.SECOND_FACTOR = False
    make.sign_in(client, world.ana)
    key = client.session.session_key
    assert live.listener(key) is not None
    world.ana.user.set_password("otra frase que solo yo diría")
    world.ana.user.save()
    assert live.listener(key) is None
