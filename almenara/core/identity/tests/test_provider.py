"""Our own OpenID Connect: a State's tool lets somebody in with their account here."""

import base64
import hashlib
import json
import secrets
from copy import deepcopy
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.idp.oidc.models import Client as Tool
from django.core.cache import cache
from django.test import Client

from almenara.core.identity.tests import make
from tests.shared import built_once

BACK = "https://herramienta.example/cb"


_world = built_once(lambda: make.with_browser("ana"))


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """The key that signs is made here, once: that takes a second."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def world(_world, db, settings, home):
    cache.clear()
    settings.HOME = home
    return deepcopy(_world[0])


@pytest.fixture
def ana(client, world, _world):
    client.cookies = deepcopy(_world[1])
    return client


@pytest.fixture
def tool(world):
    made = Tool(id="visor", name="Visor de Panamá", scopes="openid\nprofile")
    made.redirect_uris = BACK
    made.set_secret("un secreto de la herramienta")
    made.save()
    return made


def asking(**changes):
    """What the tool sends, and what it keeps to prove that the code is its own."""
    verifier = secrets.token_urlsafe(48)
    digest = hashlib.sha256(verifier.encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    query = {
        "client_id": "visor", "redirect_uri": BACK, "response_type": "code",
        "scope": "openid profile", "state": "s1", "nonce": "n1",
        "code_challenge": challenge, "code_challenge_method": "S256",
    }  # fmt: skip
    return {**query, **changes}, verifier


def allowed(client, query):
    page = client.get("/identity/o/authorize", query)
    assert page.status_code == 200, page
    said = {
        "request": page.context["form"]["request"].value(),
        "scopes": ["openid", "profile"],
        "action": "grant",
    }
    return page, client.post("/identity/o/authorize", said)


def exchanged(code, verifier, secret="un secreto de la herramienta"):
    said = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": BACK,
        "client_id": "visor", "client_secret": secret, "code_verifier": verifier,
    }  # fmt: skip
    return Client().post("/identity/o/api/token", said)


def test_the_whole_flow(client, world, tool, settings, home):
    query, verifier = asking()
    stranger = client.get("/identity/o/authorize", query)
    assert stranger["Location"].startswith("/accounts/login/?next=/identity/o/authorize")
    make.sign_in(client, world.ana)
    page, answer = allowed(client, query)
    assert "form-action 'self' https://herramienta.example" in page["Content-Security-Policy"]
    assert "Visor de Panamá" in page.content.decode()
    back = parse_qs(urlsplit(answer["Location"]).query)
    assert back["state"] == ["s1"]
    given = exchanged(back["code"][0], verifier)
    assert given.status_code == 200, given.content
    tokens = given.json()

    about = Client().get("/.well-known/openid-configuration").json()
    assert about["issuer"] == settings.BASE_URL
    assert "device_authorization_endpoint" not in about
    keys = Client().get("/.well-known/jwks.json").json()
    key = jwt.PyJWKSet.from_dict(keys).keys[0]
    told = jwt.decode(
        tokens["id_token"], key, algorithms=["RS256"], audience="visor", issuer=settings.BASE_URL
    )
    assert told["nonce"] == "n1"
    user = Client().get(
        "/identity/o/api/userinfo", headers={"Authorization": f"Bearer {tokens['access_token']}"}
    )
    assert user.json()["preferred_username"] == world.ana.user.username
    assert user.json()["sub"] == told["sub"]
    assert "grant tool done" in make.journal(world.ana)
    assert (home / "oidc-key.pem").stat().st_mode & 0o777 == 0o600


def test_a_code_is_good_once_and_for_who_asked(ana, tool):
    query, verifier = asking()
    _page, answer = allowed(ana, query)
    code = parse_qs(urlsplit(answer["Location"]).query)["code"][0]
    assert exchanged(code, "otra").status_code == 400
    _page, answer = allowed(ana, query)
    code = parse_qs(urlsplit(answer["Location"]).query)["code"][0]
    assert exchanged(code, verifier, "otro secreto").status_code in (400, 401)
    assert exchanged(code, verifier).status_code == 200
    assert exchanged(code, verifier).status_code == 400


def test_an_unknown_way_back_is_never_taken(ana, tool):
    query, _verifier = asking(redirect_uri="https://evil.example/cb")
    refused = ana.get("/identity/o/authorize", query)
    assert "Location" not in refused
    assert "no se entiende" in refused.content.decode()
    assert "evil" not in refused["Content-Security-Policy"]


def test_a_key_of_a_tool_is_no_key_to_our_api(ana, tool):
    query, verifier = asking()
    _page, answer = allowed(ana, query)
    code = parse_qs(urlsplit(answer["Location"]).query)["code"][0]
    key = exchanged(code, verifier).json()["access_token"]
    answer = Client().get("/api/v1/search?q=a", headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 401
    assert json.loads(answer.content)["status"] == 401


def test_the_administration_registers_a_tool_sees_its_secret_once_and_revokes_it(client, world):
    make.sign_in(client, world.admin)
    path = "/people/tools/"
    assert "No hay ninguna" in client.get(path).content.decode()
    for wrong in ("http://evil.example/cb", "https://*.example/cb", "cb", "https://a.example/#x"):
        assert client.post(path, {"name": "Visor", "back": wrong}).status_code == 422
    made = client.post(path, {"name": "Visor", "back": BACK})
    tool, secret = made.context["made"], made.context["secret"]
    assert secret in made.content.decode()
    assert secret not in client.get(path).content.decode()
    assert f"grant tool:{tool.pk}" not in make.journal(world.ana)

    person = Client()
    make.sign_in(person, world.ana)
    query, verifier = asking(client_id=tool.pk)
    _page, answer = allowed(person, query)
    code = parse_qs(urlsplit(answer["Location"]).query)["code"][0]
    said = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": BACK,
        "client_id": tool.pk, "client_secret": secret, "code_verifier": verifier,
    }  # fmt: skip
    key = Client().post("/identity/o/api/token", said).json()["access_token"]
    bearer = {"Authorization": f"Bearer {key}"}
    assert Client().get("/identity/o/api/userinfo", headers=bearer).status_code == 200
    assert client.post(f"{path}{tool.pk}/revoke/").status_code == 302
    assert Client().get("/identity/o/api/userinfo", headers=bearer).status_code == 401


def test_tools_are_the_administrations_and_ask_who_one_is(client, world, tool, monkeypatch):
    make.sign_in(client, world.ana)
    for method in (client.get, client.post):
        assert method("/people/tools/").status_code == 403
    assert client.post("/people/tools/visor/revoke/").status_code == 403
    make.sign_in(client, world.admin)
    monkeypatch.setattr("almenara.core.identity.recent.is_recent", lambda request: False)
    assert client.get("/people/tools/")["Location"].startswith("/accounts/reauthenticate/")
