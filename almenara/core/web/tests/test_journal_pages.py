"""The journal as people read it: sentences, filters, proofs, signed heads."""

import re
import subprocess
import sys
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from almenara.core.access.context import acting
from almenara.core.journal import acts, queries, services
from almenara.core.journal.tests import make
from almenara.core.parties.actor import SYSTEM
from almenara.core.parties.refusals import Denied
from almenara.core.web import sentences, views
from tests.shared import built_once

VERIFIER = Path(__file__).parents[4] / "tools" / "verify_journal.py"


_world = built_once(make.world)


@pytest.fixture
def world(_world, db, settings, tmp_path):
    settings.HOME = tmp_path
    return deepcopy(_world)


def signed_in(client, actor):
    client.force_login(User.objects.get(username=actor.name))
    return client


def text(response):
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_an_act_is_a_sentence(world, client):
    make.grant(world.ana, make.token_of(world.ana))
    page = text(signed_in(client, world.ana).get("/journal/?lang=es"))
    assert "<strong>Guardia</strong> (usted) otorgó una clave de acceso" in page
    assert page.count("<h1>") == 1


def test_others_read_nothing_of_it_and_are_told_so(world, client):
    make.grant(world.ana, make.token_of(world.ana))
    page = text(signed_in(client, world.luis).get("/journal/?lang=es"))
    assert "otorgó" not in page
    assert "Ningún acto" in page


def test_filter_by_verb_and_day(world, client):
    make.grant(world.ana, make.token_of(world.ana))
    client = signed_in(client, world.ana)
    tomorrow = (datetime.now(UTC) + timedelta(days=2)).date()
    assert "otorgó" in text(client.get("/journal/?verb=grant&since=2020-01-01&lang=es"))
    assert "otorgó" not in text(client.get("/journal/?verb=read&lang=es"))
    assert "otorgó" not in text(client.get(f"/journal/?since={tomorrow}&lang=es"))
    assert client.get("/journal/?since=ayer").status_code == 422


def test_pages_hold_fifty(world, client):
    make.grant_many(world.ana, 51)
    client = signed_in(client, world.ana)
    assert text(client.get("/journal/?lang=es")).count("otorgó") == 50
    assert text(client.get("/journal/?lang=es&page=2")).count("otorgó") == 1


def test_the_pages_cost_the_same_for_one_entry_and_for_twenty(world, client):
    client = signed_in(client, world.ana)
    counts = []
    for rows in (1, 20):
        make.grant_many(world.ana, rows)
        with CaptureQueriesContext(connection) as asked:
            text(client.get("/journal/"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_denied_attempt_is_told_as_one(world, client):
    client = signed_in(client, world.ana)
    token = make.grant(world.ana, make.token_of(world.ana))
    assert "Denegado" not in text(client.get("/journal/?lang=es"))
    acts.record_denied(world.luis, Denied("no", "revoke", token))
    page = text(client.get("/journal/?lang=es"))
    assert "Denegado" in page
    assert "Alguien de CSIRT CRI</strong> quiso revocar: una clave de acceso" in page


def test_the_proof_of_an_entry_is_good_for_a_stranger(world, client, tmp_path):
    make.grant(world.ana, make.token_of(world.ana))
    head = services.sign(SYSTEM)
    client, seq = signed_in(client, world.ana), head.size - 2
    page = text(client.get(f"/journal/{seq}/?lang=es"))
    assert f"cubre {head.size} asientos" in page
    file = tmp_path / "proof"
    file.write_bytes(client.get(f"/journal/{seq}/proof/").content)
    ended = subprocess.run([sys.executable, VERIFIER, file], capture_output=True, check=False)
    assert ended.returncode == 0, ended
    assert signed_in(client, world.luis).get(f"/journal/{seq}/").status_code == 404
    assert client.get(f"/journal/{seq}/proof/").status_code == 404


def test_before_the_first_signature_there_is_no_proof(world, client):
    make.grant(world.ana, make.token_of(world.ana))
    client = signed_in(client, world.ana)
    with acting(world.ana):
        seq = queries.entries(world.ana)[0].seq
    assert "se firma cada día" in text(client.get(f"/journal/{seq}/?lang=es"))
    assert client.get(f"/journal/{seq}/proof/").status_code == 422


def test_heads_are_public_and_one_is_a_line_as_exported(world, client):
    empty = text(client.get("/journal/heads/?lang=es"))
    assert "Todavía no hay ninguna firma" in empty
    head = services.sign(SYSTEM)
    assert head.root in text(client.get("/journal/heads/?lang=es"))
    line = client.get(f"/journal/heads/{head.pk}/")
    assert line.json() == {
        "size": head.size, "root": head.root, "at": line.json()["at"], "note": head.note,
        "key": head.key,
    }  # fmt: skip
    assert "attachment" in line["Content-Disposition"]
    assert client.get("/journal/heads/99999/").status_code == 404
    assert client.get("/journal/").status_code == 302


def test_every_sentence_has_its_places():
    said = {verb: str(sentence.done) for verb, sentence in sentences.VERBS.items()}
    assert [verb for verb, done in said.items() if "{who}" not in done] == []
    assert all(done.format(who="A", what="B") for done in said.values())


def test_what_a_request_did_is_journalled_when_it_ends(world, client):
    """Signing in is an act in a request; one that is refused leaves no row but its denial."""
    user = User.objects.get(username=world.ana.name)
    user.set_password("a long enough word")
    user.save()
    form = {"login": world.ana.name, "password": "a long enough word"}
    assert client.post("/accounts/login/", form).status_code == 302
    assert "entró en Almenara" in text(client.get("/journal/?lang=es"))


def test_every_act_that_is_recorded_is_told_in_words():
    """What no sentence knows stands in the journal as the name that it has in the code."""
    told = re.compile(r'\brecord\(\s*[\w.]+,\s*"([a-z-]+)"')
    rooms = (f for f in (VERIFIER.parents[1] / "almenara").rglob("*.py") if "tests" not in f.parts)
    acts = {verb for room in rooms for verb in told.findall(room.read_text("utf-8"))}
    assert acts - set(sentences.VERBS) == set()


def test_a_stretch_of_the_journal_with_nothing_to_read_does_not_end_it(world, monkeypatch):
    make.grant(world.ana, make.token_of(world.ana))
    with acting(world.ana):
        whole = queries.entries(world.ana)
        reaches = [whole.none(), whole.none(), whole]
        monkeypatch.setattr(queries, "newest", lambda *asked: iter(reaches))
        assert views._newest(world.ana, None, "", "", None).paginator.count == 1
