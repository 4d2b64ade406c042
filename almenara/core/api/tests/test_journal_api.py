"""GET /api/v1/journal (docs/api.md)."""

import pytest

from almenara.core.identity import services as accounts
from almenara.core.journal import acts
from almenara.core.journal.tests import make
from almenara.core.parties.refusals import Denied

MEMBERS = {"seq", "at", "actor", "state", "institution", "verb", "thing", "outcome", "detail"}


@pytest.fixture
def world(db):
    return make.world()


@pytest.fixture
def ask(world, client):
    """GET as Ana, whose key to the API is her first act."""
    _token, key = accounts.grant_token(world.ana, "test")

    def get(query=""):
        headers = {"Authorization": f"Bearer {key}"}
        return client.get(f"/api/v1/journal{query}", headers=headers)

    return get


def test_a_stranger_is_asked_who_they_are(db, client):
    assert client.get("/api/v1/journal").status_code == 401


def test_an_entry_has_the_members_of_the_contract(world, ask):
    make.grant(world.luis, make.token_of(world.luis))
    found = ask().json()
    assert (found["count"], found["next"]) == (1, None)
    (item,) = found["items"]
    assert set(item) == MEMBERS
    assert (item["actor"], item["verb"], item["outcome"]) == ("ana-journal", "grant", "done")
    assert (item["state"], item["institution"]) == ("PAN", "csirt-j-pan")
    assert item["at"].endswith("Z")


def test_newest_first_in_pages_whose_count_agrees(world, ask):
    make.grant_many(world.ana, 4)
    first = ask("?limit=3").json()
    assert (first["count"], len(first["items"])) == (5, 3)
    second = ask("?" + first["next"].split("?")[1]).json()
    seqs = [item["seq"] for item in first["items"] + second["items"]]
    assert seqs == sorted(seqs, reverse=True)
    assert len(seqs) == 5


def test_filters(world, ask):
    token = make.grant(world.ana, make.token_of(world.ana))
    assert ask(f"?thing=token:{token.pk}").json()["count"] == 1
    assert ask("?verb=publish").json()["count"] == 0
    at = ask().json()["items"][0]["at"]
    assert ask(f"?since={at}&verb=grant").json()["count"] == 1


@pytest.mark.parametrize("query", ["?since=ayer", "?since=2026-01-01T00:00:00", "?who=ana"])
def test_what_cannot_be_read_is_422_with_its_place(ask, query):
    answer = ask(query)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["loc"][0] == "query"


def test_a_denied_attempt_of_ones_own_on_ones_thing_is_there(world, ask):
    token = make.grant(world.ana, make.token_of(world.ana))
    acts.record_denied(world.ana, Denied("no", "revoke", token))
    assert ask().json()["items"][0]["outcome"] == "denied"
