"""The directory on the API, as docs/api.md says."""

import json
from copy import deepcopy
from datetime import timedelta

import pytest
from django.utils import timezone

from almenara.core.access.context import acting, system_work
from almenara.core.journal.models import Entry
from almenara.core.parties.actor import SYSTEM
from almenara.core.parties.models import Person
from almenara.directory import jobs, looking, queries
from almenara.directory.models import Check, LookUp, Probe
from almenara.directory.tests import make
from tests.shared import built_once

pytestmark = pytest.mark.django_db
BASE = "/api/v1"


class Caller:
    """Somebody with a key."""

    def __init__(self, client, of):
        self.client, self.of = client, of
        self.headers = {"Authorization": make.key(of)}

    def get(self, path, **query):
        return self.client.get(BASE + path, query, headers=self.headers)

    def post(self, path, body, **more):
        return self.client.post(
            BASE + path,
            json.dumps(body),
            content_type="application/json",
            headers={**self.headers, **more},
        )


_world = built_once(make.two_states)


@pytest.fixture
def world(_world, db):
    return deepcopy(_world)


def test_states_are_public_and_dated(client, world):
    make.state("PAN")
    found = client.get(f"{BASE}/states?at=1900-01-01").json()["items"]
    assert [row["member"] for row in found if row["code"] == "PAN"] == [False]
    found = client.get(f"{BASE}/states").json()["items"]
    assert [row["member"] for row in found if row["code"] == "PAN"] == [True]
    assert {row["since_precision"] for row in found if row["member"]} <= {"year", "month", "day"}
    assert client.get(f"{BASE}/states?on=1").status_code == 422
    assert client.get(f"{BASE}/states?at=ayer").status_code == 422


def test_nothing_else_without_a_key(client, world):
    for path in ("/me", "/networks", f"/networks/{world[0].slug}/posts", "/checks/x"):
        response = client.get(BASE + path)
        assert response.status_code == 401, path


def test_me_says_what_i_hold(client, world):
    network, panama, _costa_rica = world
    me = Caller(client, panama.duty).get("/me").json()
    assert me["networks"] == [network.slug]
    assert me["roles"] == ["duty"]
    assert me["state"] == "PAN"
    assert me["mail"] == panama.duty.user.email


def test_networks_show_both_denominators(client, world):
    network, panama, _costa_rica = world
    items = Caller(client, panama.duty).get("/networks").json()["items"]
    item = next(one for one in items if one["slug"] == network.slug)
    assert item["states_taking_part"] == 2
    assert item["states_all"] == queries.states_all(SYSTEM)
    assert item["member"] is True


def test_members_read_posts_and_see_cards_of_one_state_only(client, world):
    network, panama, _costa_rica = world
    caller = Caller(client, panama.duty)
    page = caller.get(f"/networks/{network.slug}/posts").json()
    assert page["count"] == 6
    assert {item["phone"] for item in page["items"]} == {None}
    page = caller.get(f"/networks/{network.slug}/posts", state="CRI").json()
    duty = next(item for item in page["items"] if item["kind"] == "duty")
    assert duty["phone"] == "+507 500 0000"
    assert duty["lead"] is True
    assert duty["stage"] == "verified"
    assert duty["holder"]
    assert caller.get(f"/networks/{network.slug}/posts", state="XXX").status_code == 422


def test_others_get_404(client, world):
    network, *_rest = world
    stranger = Caller(client, make.person(make.institution("jam-x", "JAM")))
    for path in ("posts", "on-duty?state=PAN", "checks"):
        assert stranger.get(f"/networks/{network.slug}/{path}").status_code == 404


def test_on_duty_gives_the_steps_in_order(client, world):
    network, panama, costa_rica = world
    caller = Caller(client, panama.duty)
    found = caller.get(f"/networks/{network.slug}/on-duty", state="CRI").json()
    assert [step["kind"] for step in found["steps"]] == ["duty", "alternate", "head"]
    assert found["institution"] == "cri-guard"
    assert found["only_one"] is False
    assert found["until"]
    assert found["steps"][0]["phone"] == "+507 500 0000"
    assert found["steps"][2]["mail"] == costa_rica.head.user.email
    by_slug = caller.get(
        f"/networks/{network.slug}/on-duty",
        institution="cri-guard",
        at=(timezone.now() + timedelta(days=3)).isoformat(),
    )
    assert by_slug.status_code == 200
    assert caller.get(f"/networks/{network.slug}/on-duty", state="ZZZ").status_code == 422
    of_nobody = caller.get(f"/networks/{network.slug}/on-duty")
    assert of_nobody.json()["errors"][0]["loc"] == ["query", "state"]
    assert caller.get(f"/networks/{network.slug}/on-duty", state="JAM").status_code == 404


def test_the_61st_card_in_a_minute_is_refused_and_200_are_told(client, world, monkeypatch):
    network, panama, _costa_rica = world
    minute = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: minute)
    make.officer()
    caller, asker = Caller(client, panama.duty), make.actor(panama.duty)
    looking.count(asker, network, 48)
    statuses = [
        caller.get(f"/networks/{network.slug}/on-duty", state="CRI").status_code
        for _again in range(5)
    ]
    assert statuses == [200] * 4 + [429]
    refused = caller.get(f"/networks/{network.slug}/on-duty", state="CRI")
    assert int(refused["Retry-After"]) <= 60
    own = caller.get(f"/networks/{network.slug}/posts", state="PAN")
    assert own.status_code == 200
    looking.count(asker, network, 197 - 66)
    with system_work():
        assert not LookUp.objects.filter(told_at__isnull=False).exists()
    caller.get(f"/networks/{network.slug}/on-duty", state="CRI")
    with system_work():
        assert LookUp.objects.filter(told_at__isnull=False).exists()
        assert Entry.objects.filter(verb="look-up").count() == 4


def test_the_contact_point_nominates_and_nobody_else(client, world):
    network, panama, costa_rica = world
    holder = make.person(panama.institution, name="nueva")
    document, foreign = make.note(panama.ncp), make.note(costa_rica.ncp)
    body = {
        "state": "PAN",
        "institution": "pan-guard",
        "kind": "alternate",
        "title": "Suplente de noche",
        "holder": "nueva",
        "document": document,
    }
    path = f"/networks/{network.slug}/posts"
    refused = Caller(client, panama.duty).post(path, {**body})
    assert refused.status_code == 403
    assert refused.json()["detail"]
    ncp = Caller(client, _person(panama.ncp))
    made = ncp.post(path, body, **{"Idempotency-Key": "uno"})
    assert made.status_code == 201
    assert made.json()["stage"] == "nominated"
    assert ncp.post(path, body, **{"Idempotency-Key": "uno"}).status_code == 200
    for key, wrong in (
        ("holder", "nadie"),
        ("document", "x"),
        ("kind", "chief"),
        ("institution", "?"),
        ("title", " "),
        ("phone", "llamar"),
        ("mail", "guardia"),
        ("document", foreign),
    ):
        refused = ncp.post(path, {**body, key: wrong})
        assert refused.status_code == 422, key
        assert [one["loc"] for one in refused.json()["errors"]] == [[key]]
    title, languages = {"es": "Suplente"}, ["es", "xx"]
    refused = ncp.post(path, {**body, "title": title, "languages": languages}).json()["errors"]
    assert [one["loc"] for one in refused] == [["title", code] for code in ("en", "pt", "fr")]
    refused = ncp.post(path, {**body, "languages": languages}).json()["errors"]
    assert [one["loc"] for one in refused] == [["languages", 1]]
    assert holder


def test_a_check_is_answered_once_and_silence_is_told_first(client, world, settings):
    network, panama, costa_rica = world
    officer = make.person(make.institution(make.OWNER, kind="secretariat"), "secretariat")
    opener = Caller(client, officer)
    path = f"/networks/{network.slug}/checks"
    assert Caller(client, panama.duty).post(path, {"answer_within": "PT1H"}).status_code == 403
    assert opener.post(path, {"answer_within": "1h"}).status_code == 422
    made = opener.post(path, {"answer_within": "PT1H"})
    assert made.status_code == 201
    check = made.json()
    assert check["asked"] == 2
    assert {row["stage"] for row in check["answers"]} == {"asked"}
    duty = Caller(client, panama.duty)
    answered = duty.post(f"/checks/{check['id']}/answer", {})
    assert answered.status_code == 200
    assert answered.json()["stage"] == "reached"
    assert duty.post(f"/checks/{check['id']}/answer", {}).status_code == 409
    own = duty.get(f"/checks/{check['id']}").json()
    assert [row["institution"] for row in own["answers"]] == ["pan-guard"]
    assert own["reached"] == 1
    with system_work():
        Check.objects.update(
            opened_at=timezone.now() - timedelta(hours=2),
            closes_at=timezone.now() - timedelta(hours=1),
        )
    jobs.close_checks.func.__wrapped__()
    after = opener.get(f"/checks/{check['id']}").json()
    assert after["silent"] == 1
    assert {row["stage"] for row in after["answers"]} == {"reached", "asked"}
    with system_work():
        Probe.objects.filter(stage="silent").update(told_at=timezone.now() - timedelta(hours=25))
    after = opener.get(f"/checks/{check['id']}").json()
    assert {row["stage"] for row in after["answers"]} == {"reached", "silent"}
    late = Caller(client, costa_rica.duty).post(f"/checks/{check['id']}/answer", {})
    assert late.json()["stage"] == "late"
    stranger = Caller(client, make.person(make.institution("jam-x", "JAM")))
    assert stranger.get(f"/checks/{check['id']}").status_code == 404


def _person(actor):
    with acting(actor):
        return Person.objects.select_related("user").get(pk=actor.person)
