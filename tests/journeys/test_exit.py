"""X7: a State downloads all that it gave, in open formats, in one act; each opens elsewhere."""

import csv
import hashlib
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from almenara.core.access.context import system_work
from almenara.core.identity import recent
from almenara.core.identity import services as identity
from almenara.core.journal import services as journal
from almenara.core.journal.models import Entry
from almenara.core.parties.actor import SYSTEM
from almenara.exchange.tests import make
from almenara.formats import stix
from tests.acceptance.exchange import browser

pytestmark = pytest.mark.django_db
URL = "/account/export/state/"
VERIFIER = Path(__file__).parents[2] / "tools" / "verify_journal.py"


@pytest.fixture
def contact(monkeypatch):
    monkeypatch.setattr(recent, "is_recent", lambda request: True)
    found = make.officer("pan-csirt", "PAN")
    with system_work():
        identity.grant_role(SYSTEM, found, "ncp")
    return found


def taken(client):
    answer = client.post(URL)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def test_each_part_opens_with_a_tool_that_is_not_ours(contact):
    other = make.officer("cri-csirt", "CRI")
    mine = make.alert(contact, title="=1+1", marking="TLP:GREEN", audience={"states": ["CRI"]})
    foreign = make.alert(other, marking="TLP:GREEN", audience={"states": ["PAN"]})
    journal.sign(SYSTEM)
    packed = taken(browser(contact))
    assert packed.testzip() is None
    manifest = json.loads(packed.read("manifest.json"))
    assert manifest["state"] == "PAN"
    names = {one["file"] for one in manifest["files"]}
    assert names == set(packed.namelist()) - {"manifest.json"}
    for one in manifest["files"]:
        assert hashlib.sha256(packed.read(one["file"])).hexdigest() == one["sha256"]
        if one["file"].endswith(".json"):
            json.loads(packed.read(one["file"]))
    alerts = json.loads(packed.read("alerts.json"))
    assert [one["reference"] for one in alerts] == [mine.reference]
    assert foreign.reference not in str(alerts)
    bundle = json.loads(packed.read(f"alerts/{mine.reference}.stix.json"))
    assert stix.read(bundle), "the schemas of OASIS let it pass"
    posts = list(csv.DictReader(io.StringIO(packed.read("directory/posts.csv").decode())))
    assert [row["institution"] for row in posts] == ["pan-csirt"]


def test_the_part_of_the_journal_is_proved_by_the_independent_verifier(contact, tmp_path):
    make.officer("cri-csirt", "CRI")
    make.alert(contact, marking="TLP:GREEN", audience={"states": ["CRI"]})
    journal.sign(SYSTEM)
    file = tmp_path / "proof.jsonl"
    file.write_bytes(taken(browser(contact)).read("journal-proof.jsonl"))
    assert file.read_text().count("\n") > 1
    done = subprocess.run([sys.executable, VERIFIER, file], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_it_is_for_the_contact_point_or_the_mission_asks_who_one_is_and_is_journalled(
    contact, monkeypatch
):
    duty = make.officer("pan-team", "PAN", lead=False)
    assert browser(duty).post(URL).status_code == 403
    assert browser(make.person("secretaria-x")).post(URL).status_code in (403, 404)
    client = browser(contact)
    assert "Descargar lo que dio su Estado" in client.get("/account/").content.decode()
    taken(client)
    with system_work():
        kept = Entry.objects.unguarded("a test looks").filter(verb="export", thing="state:PAN")
        assert {"done"} <= set(kept.values_list("outcome", flat=True))
    monkeypatch.setattr(recent, "is_recent", lambda request: False)
    assert client.post(URL).status_code == 302


def test_a_state_that_gave_nothing_gets_an_archive_that_says_so(contact):
    packed = taken(browser(contact))
    assert json.loads(packed.read("alerts.json")) == []
