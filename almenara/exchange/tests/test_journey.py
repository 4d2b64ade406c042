"""The life of an alert, from POST to acknowledgement, as programs see it."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from almenara.core.access.context import acting, system_work
from almenara.core.journal.models import Entry
from almenara.exchange import jobs, queries
from almenara.exchange.models import Alert, Delivery
from almenara.exchange.tests import make

pytestmark = pytest.mark.django_db
URL = "/api/v1/alerts"


def posted(client, by, **changes):
    document = make.shape(**changes).model_dump(mode="json", exclude_unset=True)
    return client.post(URL, document, content_type="application/json", headers=make.bearer(by))


def test_an_alert_is_posted_received_and_acknowledged(client, officers):
    answer = posted(client, officers["PAN"])
    assert answer.status_code == 201, answer.content
    alert = answer.json()
    assert alert["waiting"] == 1
    assert alert["delivery"] is None
    assert alert["audience"]["states"] == ["CRI"]

    key = make.bearer(officers["CRI"])
    got = client.get(f"{URL}/{alert['id']}", headers=key).json()
    assert got["body"] == "Texto de prueba"
    assert got["audience"] is None
    delivery = client.get(f"/api/v1/deliveries/{got['delivery']}", headers=key).json()
    assert delivery["stage"] == "received"
    assert {n["channel"] for n in delivery["notices"]} == {"mail", "inbox"}

    url = f"/api/v1/deliveries/{got['delivery']}/acknowledge"
    done = client.post(url, {"answer": "acting"}, content_type="application/json", headers=key)
    assert done.status_code == 200, done.content
    assert done.json()["acknowledged_by"] == officers["CRI"].user.username
    assert {n["stage"] for n in done.json()["notices"] if n["channel"] == "mail"} == {"withdrawn"}
    second = client.post(
        url, {}, content_type="application/json", headers=make.bearer(officers["CRI2"])
    )
    assert second.status_code == 409
    assert officers["CRI"].user.username in second.json()["detail"]


def test_a_document_goes_no_wider_than_its_marking_and_who_received_it_does_not_widen_it(
    client, officers
):
    def uploaded(by, marking):
        said = {"marking": marking, "file": SimpleUploadedFile("a.txt", b"Nota")}
        answer = client.post("/api/v1/documents", said, headers=make.bearer(officers[by]))
        return answer.json()["id"]

    def refused(by, document, path=""):
        said = {"marking": "TLP:CLEAR", "audience": {"states": ["COL"], "public": True}}
        shape = make.shape(documents=[document], **said).model_dump(mode="json", exclude_unset=True)
        answer = client.post(
            URL + path, shape, content_type="application/json", headers=make.bearer(officers[by])
        )
        assert answer.status_code in (200, 201, 422), answer.content
        return answer.status_code == 422 and answer.json()["errors"][0]["loc"] == ["documents", 0]

    amber = uploaded("PAN", "TLP:AMBER")
    assert posted(client, officers["PAN"], documents=[amber]).status_code == 201
    for path in ("/preview", ""):
        assert refused("PAN", amber, path)
        assert refused("CRI", amber, path)  # it was received, and is not Costa Rica's to publish
        assert refused("CRI", "x", path)
    assert client.get(f"/documents/{amber}/").status_code == 302
    assert not refused("CRI", uploaded("CRI", "TLP:CLEAR"))


def test_words_without_the_language_of_the_original_are_refused_at_their_place(client, officers):
    for part in ("title", "body"):
        answer = posted(client, officers["PAN"], **{part: {"en": "Text"}})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["loc"] == [part]


def test_a_third_institution_finds_nothing_anywhere(client, officers):
    alert = posted(client, officers["PAN"]).json()
    key = make.bearer(officers["COL"])
    for path in ("", "/stix", "/deliveries", "/answers"):
        assert client.get(f"{URL}/{alert['id']}{path}", headers=key).status_code == 404, path
    assert client.get(URL, headers=key).json() == {"items": [], "count": 0, "next": None}
    with system_work():
        delivery = Delivery.objects.get()
    url = f"/api/v1/deliveries/{delivery.pk}"
    assert client.get(url, headers=key).status_code == 404
    assert client.post(f"{url}/acknowledge", headers=key).status_code == 404
    assert client.get(f"{URL}/{alert['id']}").status_code == 401


def test_nobody_answers_so_it_climbs_and_then_the_origin_is_told(client, officers):
    alert = posted(client, officers["PAN"]).json()
    at = timezone.now() + timedelta(hours=2)
    [climbed] = jobs.chase_at(at)
    assert (climbed.step, climbed.stage) == (2, "escalated")
    assert climbed.told_id == officers["CRI2"].pk
    assert jobs.chase_at(at) == []
    [late] = jobs.chase_at(at + timedelta(hours=2))
    assert late.is_overdue
    assert jobs.chase_at(at + timedelta(hours=9)) == []
    shown = client.get(f"{URL}/{alert['id']}/deliveries", headers=make.bearer(officers["PAN"]))
    assert shown.json()["items"][0]["overdue"] is True


def test_every_act_is_in_the_journal_without_words(client, officers):
    posted(client, officers["PAN"])
    with system_work():
        leaves = [entry.leaf for entry in Entry.objects.filter(verb="publish")]
    assert len(leaves) == 1
    assert "Campaña" not in leaves[0]
    assert '"marking":"TLP:AMBER"' in leaves[0]


def test_raw_sql_without_an_actor_reads_only_what_is_public(client, officers):
    posted(client, officers["PAN"])
    posted(
        client, officers["PAN"], marking="TLP:CLEAR", audience={"public": True, "states": ["CRI"]}
    )
    assert [a.marking for a in Alert.objects.all()] == ["TLP:CLEAR"]
    assert not Delivery.objects.exists()
    assert not Entry.objects.exists()
    with acting(make.actor(officers["CRI"])):
        assert queries.alerts(make.actor(officers["CRI"])).count() == 2


@pytest.mark.parametrize(
    ("changes", "loc"),
    [
        ({"audience": {}}, ["audience"]),
        ({"audience": {"states": ["CRI"], "public": True}}, ["audience", "public"]),
        ({"audience": {"states": ["CRI", "BOL"]}}, ["audience", "states", 1]),
        ({"audience": {"states": ["XXX"]}}, ["audience", "states", 0]),
        ({"marking": "TLP:RED"}, ["audience", "states"]),
        ({"marking": "TLP:MAUVE"}, ["marking"]),
        ({"kind": "incident", "marking": "TLP:CLEAR"}, ["marking"]),
        ({"kind": "nothing"}, ["kind"]),
        ({"title": "  \u200b"}, ["title"]),
        ({"title": "Campa\u202eña"}, ["title"]),
        ({"title": {"es": "Campa\u202eña"}}, ["title", "es"]),
        ({"fields": {"x": 1}}, ["fields", "x"]),
    ],
)
def test_what_contradicts_itself_is_refused_with_its_place(client, officers, changes, loc):
    document = make.shape().model_dump(mode="json", exclude_unset=True) | changes
    answer = client.post(
        URL, document, content_type="application/json", headers=make.bearer(officers["PAN"])
    )
    assert answer.status_code == 422, answer.content
    assert loc in [error["loc"] for error in answer.json()["errors"]], answer.json()
    assert not Alert.objects.exists()


def test_an_update_and_a_retraction_reach_whoever_had_it(client, officers):
    alert = posted(client, officers["PAN"]).json()
    key = make.bearer(officers["PAN"])
    url = f"{URL}/{alert['id']}"
    done = client.post(
        f"{url}/update", {"title": "Otra"}, content_type="application/json", headers=key
    )
    assert (done.status_code, done.json()["title"]) == (200, "Otra")
    same = client.post(
        f"{url}/update", {"title": "Otra "}, content_type="application/json", headers=key
    )
    assert (same.status_code, same.json()["errors"][0]["loc"]) == (422, ["title"])
    refused = client.post(
        f"{url}/retract",
        {"reason": "no"},
        content_type="application/json",
        headers=make.bearer(officers["CRI"]),
    )
    assert refused.status_code == 403
    done = client.post(
        f"{url}/retract", {"reason": "Error"}, content_type="application/json", headers=key
    )
    assert done.json()["stage"] == "retracted"
    again = client.post(
        f"{url}/update", {"title": "Más"}, content_type="application/json", headers=key
    )
    assert again.status_code == 409


def test_the_same_key_is_one_alert(client, officers):
    key = make.bearer(officers["PAN"]) | {"Idempotency-Key": "uno"}
    document = make.shape().model_dump(mode="json", exclude_unset=True)
    first = client.post(URL, document, content_type="application/json", headers=key)
    again = client.post(URL, document, content_type="application/json", headers=key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    other = client.post(
        URL, document | {"title": "Otra"}, content_type="application/json", headers=key
    )
    assert other.status_code == 422
