import json
from datetime import UTC, datetime

import pytest

from almenara.core.access.context import system_work
from almenara.core.notices import outbound, services
from almenara.core.notices.models import Address
from almenara.core.notices.tests import make, sinks
from almenara.formats import webhook
from almenara.formats.refusal import Unreadable

pytestmark = pytest.mark.django_db


def reader_at(url, settings, *allowed):
    settings.OUTBOUND_ALLOW = frozenset(allowed)
    reader = make.person()
    return reader, services.update_webhook(make.actor(reader), url)


def called(url, settings, *allowed, marking="TLP:GREEN"):
    """One notice handed over to a webhook; the notice after it, and the secret."""
    make.word()
    reader, secret = reader_at(url, settings, *allowed)
    make.tell(make.telling(reader, marking=marking))
    make.hand_over("webhook")
    return make.notice(channel="webhook"), secret


def test_a_program_is_told_with_a_signature_that_its_secret_proves(settings):
    with sinks.web() as sink:
        notice, secret = called(sink.url, settings, sink.place)
    assert notice.stage == "sent"
    ((_at, headers, body),) = sink.calls
    assert webhook.verify(secret, headers, datetime.now(UTC), body) == notice.key
    told = json.loads(body)
    assert told["type"] == "tested"
    assert told["reference"] == "PAN-7K3F9Q"
    assert told["title"] == "Phishing contra puertos"
    assert told["exercise"] is True


@pytest.mark.parametrize("marking", ["TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"])
def test_above_green_a_program_gets_no_title_and_no_body(settings, marking):
    with sinks.web() as sink:
        called(sink.url, settings, sink.place, marking=marking)
    told = json.loads(sink.calls[0][2])
    assert set(told) == {"type", "reference", "marking", "network", "exercise", "url"}


@pytest.mark.parametrize("status", [500, 302, 404])
def test_anything_but_taken_is_tried_again(settings, status):
    with sinks.web() as elsewhere, sinks.web(status, location=elsewhere.url) as sink:
        notice, _secret = called(sink.url, settings, sink.place, elsewhere.place)
    assert (notice.stage, notice.attempts) == ("queued", 1)
    assert str(status) in notice.failure
    assert elsewhere.calls == []


def test_a_second_attempt_has_the_same_key(settings):
    with sinks.web(500) as sink:
        notice, _secret = called(sink.url, settings, sink.place)
        with system_work():
            type(notice).objects.update(next_at=notice.made_at)
        make.hand_over("webhook")
    assert {headers["webhook-id"] for _at, headers, _body in sink.calls} == {notice.key}
    assert len(sink.calls) == 2


def test_a_program_that_hangs_is_given_up_after_five_seconds_and_holds_no_other(
    settings, monkeypatch
):
    monkeypatch.setattr(outbound, "OVERALL", 1.0)
    monkeypatch.setattr("almenara.core.notices.convoy.PATIENCE", 0.3)
    make.word()
    with sinks.web(delay=60) as hanging, sinks.web() as quick:
        slow, _s = reader_at(hanging.url, settings, hanging.place)
        fast, _s = reader_at(quick.url, settings, quick.place, hanging.place)
        make.tell(make.telling(slow, fast))
        make.hand_over("webhook")
    assert make.notice(channel="webhook", person=fast).stage == "sent"
    late = make.notice(channel="webhook", person=slow)
    assert (late.stage, late.attempts) == ("queued", 1)


def test_an_answer_that_comes_late_is_written_down(settings, monkeypatch):
    monkeypatch.setattr("almenara.core.notices.convoy.PATIENCE", 0.1)
    with sinks.web(delay=0.6) as slow:
        notice, _secret = called(slow.url, settings, slow.place)
    assert (notice.stage, notice.attempts) == ("sent", 1)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/", "http://localhost/", "http://10.1.2.3/", "http://169.254.169.254/x",
        "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://0.0.0.0/", "http://2130706433/",
        "ftp://example.org/", "file:///etc/passwd", "http://user:pw@example.org/", "no", "",
        "http://example.org:0/", "http://exa mple.org/", "http://[64:ff9b::7f00:1]/",
        "http://[::127.0.0.1]/", "http://[fec0::1]/",
    ],
)  # fmt: skip
def test_a_private_or_foolish_address_is_refused_when_it_is_set(settings, url):
    settings.OUTBOUND_ALLOW = frozenset()
    reader = make.actor(make.person())
    with pytest.raises(Unreadable) as refusal:
        services.update_webhook(reader, url)
    assert refusal.value.errors[0][0] == ["url"]


def test_a_name_that_points_inside_later_is_refused_when_it_is_called(settings, monkeypatch):
    make.word()
    with sinks.web() as sink:
        reader, _secret = reader_at(sink.url, settings, sink.place)
        settings.OUTBOUND_ALLOW = frozenset()
        make.tell(make.telling(reader))
        make.hand_over("webhook")
    notice = make.notice(channel="webhook")
    assert sink.calls == []
    assert notice.stage == "queued"
    assert "privada" in notice.failure


def test_the_address_that_was_checked_is_the_one_that_is_called(settings, monkeypatch):
    """The name is asked for once: between check and call nobody can point it elsewhere."""
    asked = []
    honest = outbound.socket.getaddrinfo

    def lookup(host, port, *rest, **more):
        asked.append(host)
        return honest("127.0.0.1" if host == "hook.example" else host, port, *rest, **more)

    monkeypatch.setattr(outbound.socket, "getaddrinfo", lookup)
    with sinks.web() as sink:
        place = ("hook.example", sink.port)
        called(f"http://hook.example:{sink.port}/", settings, place)
    assert asked.count("hook.example") == 2  # once when it was set, once for the call
    assert sink.calls[0][1]["Host"] == f"hook.example:{sink.port}"


def test_neither_address_nor_secret_stand_in_the_table(settings):
    with sinks.web() as sink:
        reader, secret = reader_at(sink.url, settings, sink.place)
    with system_work():
        row = Address.objects.get(person=reader)
        raw = bytes(row.sealed_address) + bytes(row.sealed_secret) + str(row.facts).encode()
    assert b"/hook" not in raw
    assert secret.encode() not in raw
    assert row.address == sink.url
    assert row.secret == secret
