"""The administration: accounts searched, roles given and taken, an account closed at once."""

import time
from copy import deepcopy

import pytest
from django.core.cache import cache
from django.test import Client

from almenara.core.identity import services
from almenara.core.identity.tests import make
from tests.shared import built_once

_world = built_once(lambda: make.with_browser("admin"))


@pytest.fixture
def world(_world, db):
    cache.clear()
    return deepcopy(_world[0])


@pytest.fixture
def admin(client, world, _world):
    client.cookies = deepcopy(_world[1])
    return client


def test_accounts_are_found_by_name_title_or_institution(admin, world):
    page = admin.get(f"/people/?q={world.luis.user.username}").content.decode()
    assert world.luis.user.username in page
    assert world.ana.user.username not in page
    assert world.ana.user.username in admin.get("/people/?q=id-pan Ana").content.decode()
    eva = Client()
    make.sign_in(eva, world.eva)
    assert eva.get("/people/").status_code == 403
    assert eva.get(f"/people/{world.ana.pk}/").status_code == 403


def test_a_closed_account_is_out_in_the_same_moment(admin, world):
    ana, program = Client(), Client()
    make.sign_in(ana, world.ana)
    _token, key = services.grant_token(make.actor(world.ana), "x")
    headers = {"Authorization": f"Bearer {key}"}
    assert program.get("/api/v1/search?q=a", headers=headers).status_code == 200
    assert admin.post(f"/people/{world.ana.pk}/end/").status_code == 302
    assert ana.get("/inbox/").status_code == 302
    assert program.get("/api/v1/search?q=a", headers=headers).status_code == 401
    assert make.sign_in(Client(), world.ana)["Location"] == "/accounts/inactive/"
    assert "end person done" in make.journal(world.admin)
    assert admin.post(f"/people/{world.ana.pk}/end/").status_code == 403
    assert admin.post(f"/people/{world.admin.pk}/end/").status_code == 403


def test_a_role_is_given_and_taken_by_the_administration_alone(admin, world):
    path = f"/people/{world.ana.pk}/roles/"
    assert admin.post(path, {"role": "ncp"}).status_code == 302
    assert make.actor(world.ana).roles == {"ncp"}
    assert admin.post(path, {"role": "ncp"}).status_code == 409
    assert admin.post(path, {"role": "emperor"}).status_code == 422
    page = admin.get(f"/people/{world.ana.pk}/").content.decode()
    revoke = page.split(f'action="{path}')[1].split('"')[0]
    eva = Client()
    make.sign_in(eva, world.eva)
    assert eva.post(path, {"role": "analyst"}).status_code == 403
    assert eva.post(path + revoke).status_code == 403
    assert admin.post(path + revoke).status_code == 302
    assert make.actor(world.ana).roles == frozenset()
    assert admin.post(f"/people/{world.admin.pk}/roles/", {"role": "ncp"}).status_code == 403
    assert make.journal(world.admin)[-2:] == ["revoke rolegrant done", "grant rolegrant denied"]


def test_giving_a_role_asks_who_one_is(admin, world, monkeypatch):
    later = time.time() + 301
    monkeypatch.setattr("time.time", lambda: later)
    response = admin.post(f"/people/{world.ana.pk}/roles/", {"role": "ncp"})
    assert response["Location"].startswith("/accounts/reauthenticate/")
    assert make.actor(world.ana).roles == frozenset()
