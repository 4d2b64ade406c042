import re
import time
from dataclasses import replace

import pytest
from django.db import transaction
from django.test import Client

from almenara.core.access.context import acting, system_work
from almenara.core.notices import links, queries
from almenara.core.notices.models import Address, Notice, OneTimeLink, Quiet
from almenara.core.notices.tests import make
from almenara.core.notices.words import WORDS

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MAIL_URL = ""
    settings.MAIL_FOLDER = tmp_path / "mail"


def signed_in(person):
    client = Client()
    client.force_login(person.user)
    return client


def just_signed_in(person):
    """By the door, so that it is known when they showed who they are."""
    person.user.set_password("una clave larga")
    person.user.save()
    client = Client()
    client.post("/accounts/login/", {"login": person.user.username, "password": "una clave larga"})
    return client


def linked(tested, language="", **more):
    """A link as a mail carries it."""
    reader = make.person(institution=make.institution("reading", "CRI"), language=language)
    make.tell(make.telling(reader, marking="TLP:AMBER", **more))
    make.hand_over("mail")
    notice = make.notice(person=reader, channel="mail")
    return notice, f"/link/{links.token_of(notice)}/"


def test_looking_at_a_link_never_acts_and_shows_no_content():
    tested = make.word()
    notice, url = linked(tested)
    for _look in range(2):
        page = Client().get(url)
        assert page.status_code == 200
        text = page.content.decode()
        assert "PAN-7K3F9Q" in text
        assert "TLP:AMBER" in text
        assert "Phishing" not in text
        assert "Bloquee" not in text
        assert page["Cache-Control"] == "no-store"
    assert tested.received == []
    with system_work():
        assert OneTimeLink.objects.get(notice=notice).used_at is None


def test_pressing_received_says_it_once():
    tested = make.word()
    notice, url = linked(tested)
    for _press in range(2):
        assert Client().post(url).status_code == 200
    assert tested.received == [notice.key]


def test_a_link_speaks_the_language_of_its_mail_unless_another_is_asked_for():
    _notice, url = linked(make.word(), language="fr")
    assert "Reçu" in Client().get(url).text
    assert "Received" in Client().get(f"{url}?lang=en").text


def test_a_word_whose_things_are_not_received_has_no_button_for_it():
    tested = make.word()
    _notice, url = linked(tested)
    WORDS["tested"] = replace(WORDS["tested"], received=None)
    page = Client().get(url)
    assert page.status_code == 200
    assert "Recibido" not in page.text
    assert "Recibido" not in Client().post(url).text


def test_a_post_to_a_link_needs_its_form():
    tested = make.word()
    _notice, url = linked(tested)
    assert Client(enforce_csrf_checks=True).post(url).status_code == 403
    assert tested.received == []


@pytest.mark.parametrize(("token", "status"), [("x", 404), ("0" * 43, 404), ("%00", 400)])
def test_a_link_that_is_not_there_is_absent(token, status):
    assert Client().get(f"/link/{token}/").status_code == status


def test_an_old_link_is_absent():
    notice, url = linked(make.word())
    with system_work():
        OneTimeLink.objects.update(made_at=notice.made_at.replace(year=2020))
    assert Client().get(url).status_code == 404


def test_the_inbox_has_unread_first_by_network_and_counts_them():
    make.word()
    reader = make.person()
    make.tell(make.telling(reader), make.telling(reader))
    client = signed_in(reader)
    page = client.get("/inbox/").content.decode()
    assert page.count("Phishing contra puertos") == 2
    assert "CSIRT Américas" in page
    action = re.search(r'action="(/inbox/[^"]+)"', page)[1]
    assert client.post(action).status_code == 302
    with transaction.atomic(), acting(make.actor(reader)):
        assert queries.inbox_count(make.actor(reader)) == 1
        assert [n.read_at is None for n in queries.inbox(make.actor(reader))] == [True, False]
    assert signed_in(make.person()).post(action).status_code == 404
    assert Client().get("/inbox/").status_code == 302


def test_the_inbox_asks_the_same_for_one_and_for_many(django_assert_max_num_queries):
    make.word()
    reader = make.person()
    client = signed_in(reader)
    make.tell(make.telling(reader))
    client.get("/inbox/")
    with django_assert_max_num_queries(60) as first:
        client.get("/inbox/")
    make.tell(*(make.telling(reader) for _ in range(20)))
    with django_assert_max_num_queries(len(first.captured_queries)):
        client.get("/inbox/")


def test_without_a_gateway_the_originator_calls_and_writes_down_what_happened(settings):
    settings.PHONE_URL = ""
    make.word()
    reader = make.person(institution=make.institution("reading", "CRI"))
    with system_work():
        address = Address(person=reader, kind="phone", facts={}, made_at=reader.user.date_joined)
        address.seal("")
        address.save()
    caller = make.person(institution=make.institution("origin", "PAN"))
    make.tell(make.telling(reader, origin="origin"))
    make.hand_over("phone")
    client = signed_in(caller)
    page = client.get("/calls/").content.decode()
    assert reader.user.username in page
    action = re.search(r'action="(/calls/[^"]+)"', page)[1]
    assert client.post(action, {"outcome": "no-answer"}).status_code == 302
    assert make.notice(channel="phone").attempts == 1
    assert signed_in(reader).post(action, {"outcome": "reached"}).status_code == 403
    assert client.post(action, {"outcome": "x"}).status_code == 422
    assert client.post(action, {"outcome": "reached"}).status_code == 302
    assert client.post(action, {"outcome": "reached"}).status_code == 409
    called = make.notice(channel="phone")
    assert (called.stage, called.attempts) == ("sent", 2)
    assert reader.user.username not in client.get("/calls/").content.decode()


def test_channels_ask_who_one_is_unless_that_was_shown_a_moment_ago(monkeypatch):
    client = just_signed_in(make.person())
    assert client.get("/me/channels/").status_code == 200
    later = time.time() + 301
    monkeypatch.setattr("time.time", lambda: later)
    assert client.get("/me/channels/")["Location"].startswith("/accounts/reauthenticate/")


def test_a_person_sets_their_channels_and_hears_what_is_wrong():
    reader = make.person()
    client = just_signed_in(reader)
    page = "/me/channels/"
    assert client.get(page).status_code == 200
    assert client.post(page, {"channel": "mail", "mail": "x"}).status_code == 422
    assert client.post(page, {"channel": "mail", "mail": "a@example.org"}).status_code == 302
    phone = {"channel": "phone", "gateway": "on"}
    assert client.post(page, phone | {"number": "x"}).status_code == 422
    assert client.post(page, phone).status_code == 302
    for channel, field in (("mail", "mail"), ("phone", "number"), ("pgp", "key")):
        refused = client.post(page, {"channel": channel, field: "<lo pegado>"})
        assert refused.status_code == 422, channel
        assert f'id="in-{field}_error"' in refused.text, channel
        assert "&lt;lo pegado&gt;" in refused.text, channel
    assert client.post(page, {"channel": "webhook", "url": "http://10.0.0.1/"}).status_code == 422
    shown = client.post(page, {"channel": "webhook", "url": "https://example.invalid/h"})
    assert "whsec_" in shown.content.decode()
    assert "whsec_" not in client.get(page).content.decode()
    quiet = {"channel": "quiet", "since": "22:00", "until": "06:30"}
    assert client.post(page, quiet).status_code == 302
    assert client.post(page, quiet | {"since": "25:00"}).status_code == 422
    assert client.post(page, {"channel": "fax"}).status_code == 422
    with system_work():
        kinds = Address.objects.filter(person=reader).values_list("kind", flat=True)
        assert sorted(kinds) == ["mail", "phone", "webhook"]
        assert Quiet.objects.get(person=reader).hours[0].hour == 22
    assert client.post(page, {"channel": "webhook", "url": ""}).status_code == 302
    assert client.post(page, {"channel": "quiet"}).status_code == 302
    with system_work():
        assert Address.objects.filter(person=reader, kind="webhook").count() == 0
        assert Quiet.objects.filter(person=reader).count() == 0
    assert Notice.objects.count() == 0
