import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from almenara.core.identity import services as identity
from almenara.core.notices.tests import make, sinks

pytestmark = pytest.mark.django_db


def program(person):
    _token, key = identity.grant_token(make.actor(person), "test")
    return Client(headers={"Authorization": f"Bearer {key}"})


def put(client, path, body, content_type="application/json"):
    return client.put(f"/api/v1{path}", body, content_type=content_type)


def test_a_program_sets_its_webhook_and_gets_the_secret_once(settings):
    with sinks.web() as sink:
        settings.OUTBOUND_ALLOW = frozenset({sink.place})
        answer = put(program(make.person()), "/me/channels/webhook", json.dumps({"url": sink.url}))
    assert answer.status_code == 200
    assert set(answer.json()) == {"secret"}
    assert answer.json()["secret"].startswith("whsec_")


@pytest.mark.parametrize(
    "body",
    ["", "x", "[]", "{}", '{"url": 3}', '{"url": "http://10.0.0.1/"}', '{"url": "a", "b": 1}'],
)
def test_a_bad_webhook_is_refused_with_its_place(body):
    answer = put(program(make.person()), "/me/channels/webhook", body)
    assert answer.status_code in (400, 422)
    assert answer["Content-Type"] == "application/problem+json"


def test_the_telephone_is_switched_on_and_off():
    client = program(make.person())
    for gateway in (True, False):
        answer = put(client, "/me/channels/phone", json.dumps({"gateway": gateway}))
        assert answer.status_code == 200
    assert put(client, "/me/channels/phone", json.dumps({"gateway": "x"})).status_code == 422


def test_a_bad_key_is_refused_in_both_forms():
    client = program(make.person())
    assert put(client, "/me/channels/pgp", "x", "text/plain").status_code == 422
    assert put(client, "/me/channels/pgp", json.dumps({"key": "x"})).status_code == 422
    assert put(client, "/me/channels/pgp", b"\xff", "text/plain").status_code == 422


def test_a_stranger_sets_nothing():
    for path in ("webhook", "pgp", "phone"):
        assert put(Client(), f"/me/channels/{path}", "{}").status_code == 401


def test_the_gateway_gets_reference_and_link_and_never_content(settings):
    make.word()
    with sinks.web() as gateway:
        settings.PHONE_URL = gateway.url
        reader = make.person()
        body = json.dumps({"gateway": True, "number": "+50760000000"})
        assert put(program(reader), "/me/channels/phone", body).status_code == 200
        make.tell(make.telling(reader, marking="TLP:RED"))
        make.hand_over("phone")
    ((_at, _headers, sent),) = gateway.calls
    told = json.loads(sent)
    assert set(told) == {"to", "text", "key"}
    assert told["to"] == "+50760000000"
    assert "PAN-7K3F9Q" in told["text"]
    assert "Phishing" not in told["text"]
    assert make.notice(channel="phone").stage == "sent"


def upload(client, content=b"Nota verbal\n", name="nota.txt", marking="TLP:GREEN", **more):
    file = SimpleUploadedFile(name, content)
    return client.post("/api/v1/documents", {"file": file, "marking": marking}, **more)


@pytest.fixture
def home(settings, tmp_path):
    settings.HOME = tmp_path


def test_a_document_goes_in_by_the_api_and_comes_out_as_an_attachment(home):
    person = make.person(institution=make.institution("uno", "PAN"))
    answer = upload(program(person), name="nota ñ.txt")
    assert answer.status_code == 201
    document = answer.json()
    assert set(document) == {"id", "name", "type", "size", "sha256"}
    client = Client()
    client.force_login(person.user)
    page = client.get(f"/documents/{document['id']}/")
    assert b"".join(page.streaming_content) == b"Nota verbal\n"
    assert page["Content-Disposition"].startswith("attachment;")
    assert "nota%20%C3%B1.txt" in page["Content-Disposition"]
    assert page["X-Content-Type-Options"] == "nosniff"
    other = Client()
    other.force_login(make.person(institution=make.institution("dos", "CRI")).user)
    assert other.get(f"/documents/{document['id']}/").status_code == 404
    for pk in (document["id"], "00000000-0000-4000-8000-000000000000"):
        assert Client().get(f"/documents/{pk}/").status_code == 302


def test_the_same_upload_under_one_key_is_one_document(home):
    client = program(make.person(institution=make.institution("uno", "PAN")))
    headers = {"Idempotency-Key": "k1"}
    first, second = (upload(client, headers=headers) for _time in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert upload(client, b"otra cosa\n", headers=headers).status_code == 422


@pytest.mark.parametrize(
    ("content", "name", "marking", "place"),
    [
        (b"MZ\x00", "nota.pdf", "TLP:GREEN", ["file"]),
        (b"", "nota.txt", "TLP:GREEN", ["file"]),
        (b"x", "nota.txt", "TLP:WHITE", ["marking"]),
        (b"x", "nota.txt", "", ["marking"]),
    ],
)
def test_a_bad_upload_is_refused_with_its_place(home, content, name, marking, place):
    client = program(make.person(institution=make.institution("uno", "PAN")))
    answer = upload(client, content, name, marking)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["loc"] == place


def test_too_large_is_said_before_it_is_read(home):
    client = program(make.person())
    answer = client.post(
        "/api/v1/documents", b"x", content_type="multipart/form-data; boundary=a",
        headers={"Content-Length": str(60 * 1024 * 1024)}, CONTENT_LENGTH=str(60 * 1024 * 1024),
    )  # fmt: skip
    assert answer.status_code == 413
