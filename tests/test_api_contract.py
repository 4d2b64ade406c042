"""Every call of the API is made in one way: described, answered through its shape, repeatable."""

import json
import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import encode_multipart
from django.utils import timezone
from ninja.schema import NinjaGenerateJsonSchema
from pydantic import AwareDatetime, Field

from almenara.config.api import api
from almenara.core.access.context import system_work
from almenara.core.api import describing, once, routes
from almenara.core.api.describing import REF
from almenara.core.api.models import FirstAnswer
from almenara.core.journal.models import Entry
from almenara.core.types import heads
from almenara.directory.tests import make as directory
from almenara.exchange.drafts import AlertShape
from almenara.exchange.models import Delivery
from almenara.exchange.tests import make
from almenara.formats.refusal import Unreadable
from tests.extent import some

OPERATIONS = [
    (f"{method} {path}", operation)
    for _prefix, router in api._routers
    for path, view in router.path_operations.items()
    for operation in view.operations
    for method in operation.methods
]
SCHEMA = api.get_openapi_schema()


def test_every_call_is_made_by_the_one_mechanism():
    """So that a POST cannot be written that does not know its `Idempotency-Key`."""
    made = routes._runner(None, "POST", None, routes.USUAL)
    for call, operation in OPERATIONS:
        assert operation.view_func.__code__ is made.__code__, call


def test_no_parameter_is_described_with_the_same_value_twice():
    calls = [call for calls in SCHEMA["paths"].values() for call in calls.values()]
    said = [one["schema"].get("enum", []) for call in calls for one in call.get("parameters", ())]
    assert [enum for enum in said if len(set(enum)) < len(enum)] == []


def test_every_call_is_described_with_what_it_takes_gives_and_refuses():
    for path, calls in SCHEMA["paths"].items():
        for method, call in calls.items():
            where = f"{method} {path}"
            names = {one["name"] for one in call["parameters"]}
            assert call["responses"][200]["content"], where
            assert {401, 422, 429} <= set(call["responses"]), where
            assert call["security"], where
            assert ("Idempotency-Key" in names) == (method == "post"), where
            assert call.get("description") or call["summary"], where
    text = json.dumps(SCHEMA, default=str)
    for name in set(text.split("#/components/schemas/")[1:]):
        assert name.split('"')[0] in SCHEMA["components"]["schemas"]


def test_the_description_is_whole_each_time_that_it_is_made():
    """Ninja keeps what routes said of themselves: a description that took it away had holes."""
    first = json.dumps(api.get_openapi_schema(), default=str)
    del api.whole
    assert json.dumps(api.get_openapi_schema(), default=str) == first


def test_no_two_shapes_are_described_under_one_name():
    """What is taken is looked at where it is described; here what is given."""
    shapes = SCHEMA["components"]["schemas"]
    how = {
        "ref_template": REF,
        "mode": "serialization",
        "schema_generator": NinjaGenerateJsonSchema,
    }
    for call, operation in OPERATIONS:
        for one in operation.response_models.values():
            if not hasattr(one, "model_json_schema"):
                continue  # a file, or no shape
            for name, shape in one.model_json_schema(**how).get("$defs", {}).items():
                assert shapes[name] == shape, (call, name)
    with pytest.raises(AssertionError, match="Problem"):
        describing._take_in(shapes, {"$defs": {"Problem": {}}})


# Free words; and what is read once the thing is found on which it depends.
FREE = {"q", "limit", "offset", "institution", "programme", "key", "start", "end", "period",
        "standard"}  # fmt: skip
CLOSED = [
    (path, one["name"])
    for path, calls in SCHEMA["paths"].items()
    if "/measures/" not in path  # each has parameters of its own
    for one in calls.get("get", {}).get("parameters", ())
    if one["in"] == "query" and one["name"] not in FREE
]
WRONG = ("no-such-value", "", "2026-13-45", "a\x00b", ["x", "x"])


@pytest.mark.django_db
@pytest.mark.sampled
def test_what_a_parameter_cannot_say_is_refused_with_its_name():
    """On every list: a code that there is not, and a malformed day, are no empty list.

    In `make test` each is asked with one wrong value in turn.
    """
    client = Client(headers=make.bearer(make.officer("pan-csirt", "PAN")))
    for number, (path, name) in enumerate(CLOSED):
        for said in some(WRONG, each=len(WRONG), first=number):
            answer = client.get(path, {name: said})
            assert answer.status_code == 422, (path, name, said)
            assert [one["loc"] for one in answer.json()["errors"]] == [["query", name]]
    said = client.get("/api/v1/states?limit=0", headers={"Accept-Language": "es"}).json()["errors"]
    assert said[0]["msg"] == "Se espera un número entero de 1 a 200."
    assert client.get("/api/v1/states?other=1").json()["errors"][0]["loc"] == ["query", "other"]


SLOTS = [
    (path, method) for path, calls in SCHEMA["paths"].items() for method in calls if "{" in path
]
FORMS = [
    path
    for path, calls in SCHEMA["paths"].items()
    for call in calls.values()
    if "multipart/form-data" in call.get("requestBody", {}).get("content", {})
]


@pytest.mark.django_db
def test_what_no_address_can_name_is_not_there():
    client = Client(headers=make.bearer(make.officer("pan-csirt", "PAN")))
    for path, method in SLOTS:
        for name in re.findall("{[a-z]+}", path):
            url = re.sub("{[a-z]+}", "x", path.replace(name, "a%00b"))
            answer = getattr(client, method)(url)
            assert answer.status_code == 404, (method, url)
            assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
def test_what_is_not_there_for_the_caller_is_told_in_one_way():
    """On every address, before anything is said of the rights or of the body."""
    client = Client(headers=make.bearer(make.officer("pan-csirt", "PAN")))
    told, otherwise = client.get(f"/api/v1/alerts/{uuid4()}").content, []
    for path, method in SLOTS:
        if path in FORMS:
            continue  # the form is read first, whatever it is about
        url = re.sub("{[a-z]+}", lambda _slot: str(uuid4()), path)
        answer = client.generic(method.upper(), url, "{", content_type="application/json")
        if (answer.status_code, answer.content) != (404, told):
            otherwise.append((method, path, answer.status_code))
    assert otherwise == []


@pytest.mark.django_db
def test_a_form_is_read_as_strictly_as_any_body():
    client = Client(headers=make.bearer(make.officer("pan-csirt", "PAN")))
    file = ("a.csv", b"a", "text/csv")
    for path in FORMS:
        url = re.sub("{[a-z]+}", str(uuid4()), path)
        for kind in ("multipart/form-data", "multipart/form-data; boundary=x", "application/json"):
            answer = client.post(url, b"{}", content_type=kind)
            assert answer.status_code == 422, (url, kind)
            assert answer.json()["errors"][0]["loc"] in (["body"], ["file"])
        said = {"other": "1", "kind": "a\x00b", "file": SimpleUploadedFile(*file)}
        answer = client.post(url, said)
        assert answer.status_code == 422
        places = [one["loc"] for one in answer.json()["errors"]]
        assert ["other"] in places
        assert ["file"] not in places


@pytest.mark.parametrize(
    ("said", "places"),
    [
        ({"title": "x" * 201}, [["title"]]),
        ({"title": {"es": 5}}, [["title", "es"]]),
        ({"title": 5}, [["title"], ["title"]]),
        ({"audience": {"states": ["PAN", 5]}}, [["audience", "states", 1]]),
        ({"audience": 5}, [["audience"]]),
    ],
)
def test_a_place_is_one_of_what_was_sent(said, places):
    """Not one of the shapes that were tried there, nor what another of them would have taken."""
    whole = {"network": "csirt", "kind": "notice-csirt", "audience": {"network": True}, **said}
    with pytest.raises(Unreadable) as refusal:
        heads.read(AlertShape, whole)
    assert [place for place, _why in refusal.value.errors] == places


class Limited(heads.Strict):
    few: int = Field(le=24)
    many: list[int] = Field(max_length=1)
    named: UUID
    at: AwareDatetime


def test_a_fault_is_said_in_our_words():
    for at in ("tomorrow", "2026-01-01T00:00:00"):
        with pytest.raises(Unreadable) as refusal:
            heads.read(Limited, {"few": 25, "many": [1, 2], "named": "x", "at": at})
        assert [why for _place, why in refusal.value.errors] == [
            "Debe ser 24 o menos.",
            "Son demasiados: como mucho 1.",
            "Identificador mal escrito.",
            "Se espera un momento con zona, como 2026-03-08T05:00:00Z.",
        ]


class Asking:
    """A person's program that says everything twice."""

    def __init__(self, who):
        self.client = Client(headers=make.bearer(who))

    def twice(self, path, body, key="k1"):
        url, headers = f"/api/v1{path}", {"Idempotency-Key": key + path}
        first = self.post(url, body, headers)
        assert first.status_code in (200, 201), first.content
        rows = entries()
        again = self.post(url, body, headers)
        assert (again.status_code, again.content) == (200, first.content), path
        assert again.get("Location") == first.get("Location")
        assert entries() == rows, "the second is no act"
        other = self.client.post(url, "{}x", content_type="application/json", headers=headers)
        assert (other.status_code, other.json()["errors"][0]["loc"][0]) == (422, "header")
        return first.json()

    def post(self, url, body, headers):
        if "file" in body:
            file = SimpleUploadedFile("nota.pdf", directory.PDF, "application/pdf")
            text = encode_multipart("here", {**body, "file": file})
            kind = "multipart/form-data; boundary=here"
            return self.client.post(url, text, content_type=kind, headers=headers)
        text = json.dumps(body)
        return self.client.post(url, text, content_type="application/json", headers=headers)


def entries():
    with system_work():
        return Entry.objects.unguarded("a test counts all").count()


@pytest.mark.django_db
def test_whatever_is_posted_twice_under_a_key_is_one_act():
    panama, costa_rica = make.officer("pan-csirt", "PAN"), make.officer("cri-csirt", "CRI")
    make.officer("cri-team", "CRI", lead=False)
    origin, reader = Asking(panama), Asking(costa_rica)
    said = {
        "network": "csirt", "kind": "notice-csirt", "marking": "TLP:GREEN", "title": "Uno",
        "body": "Dos", "audience": {"institutions": ["cri-csirt"]},
    }  # fmt: skip
    origin.twice("/alerts/preview", said)
    alert = origin.twice("/alerts", said)
    here = f"/alerts/{alert['id']}"
    assert reader.twice(f"{here}/answers", {"body": "Recibido"})["body"] == "Recibido"
    assert reader.twice(f"{here}/hand-on", {"institutions": ["cri-team"]})["count"] == 1
    with system_work():
        delivery = Delivery.objects.get(alert=alert["id"], institution="cri-csirt")
    done = reader.twice(f"/deliveries/{delivery.pk}/acknowledge", {"answer": "acting"})
    assert done["stage"] == "acknowledged"
    origin.twice(f"{here}/update", {"title": "Dos"})
    assert origin.twice(f"{here}/retract", {"reason": "Fin"})["stage"] == "retracted"
    origin.twice("/documents", {"marking": "TLP:GREEN", "file": ""})


@pytest.mark.django_db
def test_a_refusal_frees_its_key_and_another_person_has_keys_of_their_own():
    asking = Asking(make.officer("pan-csirt", "PAN"))
    headers = {"Idempotency-Key": "one"}
    assert asking.post("/api/v1/alerts/preview", {}, headers).status_code == 422
    with system_work():
        assert not FirstAnswer.objects.unguarded("a test looks").exists()
    for key in ("", "x" * 256):
        answer = asking.post("/api/v1/alerts/preview", {}, {"Idempotency-Key": key})
        assert answer.json()["errors"][0]["loc"] == ["header", "Idempotency-Key"]


@pytest.mark.django_db
def test_first_answers_are_sealed_and_forgotten_after_a_day(monkeypatch):
    asking = Asking(make.officer("pan-csirt", "PAN"))
    make.officer("cri-csirt", "CRI")
    said = {
        "network": "csirt", "kind": "notice-csirt", "marking": "TLP:GREEN", "title": "Secreto",
        "audience": {"states": ["CRI"]},
    }  # fmt: skip
    asking.twice("/alerts", said)
    with system_work():
        kept = FirstAnswer.objects.unguarded("a test looks").get()
        assert b"Secreto" not in bytes(kept.answer)
    tomorrow = timezone.now() + timedelta(hours=25)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    once.forget()
    with system_work():
        assert not FirstAnswer.objects.unguarded("a test looks").exists()
