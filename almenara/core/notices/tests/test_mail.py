import time
from email import message_from_bytes, policy

import pytest

from almenara.core.access.context import system_work
from almenara.core.notices import mail
from almenara.core.notices.models import Notice
from almenara.core.notices.tests import make, sinks

pytestmark = pytest.mark.django_db


def stages(channel="mail"):
    with system_work():
        return sorted(Notice.objects.filter(channel=channel).values_list("stage", flat=True))


def keys(taken):
    return [
        message_from_bytes(text, policy=policy.default)["X-Almenara-Key"]
        for _at, text in taken.messages
    ]


def test_a_server_takes_every_letter_once_over_kept_connections(settings):
    make.word()
    with sinks.mail() as taken:
        settings.MAIL_URL = taken.url
        make.tell(make.telling(*make.persons(60)))
        make.hand_over("mail")
        assert stages() == ["sent"] * 60
        assert len(set(keys(taken))) == len(keys(taken)) == 60
        assert taken.connections <= 48


def test_a_server_that_closes_after_three_messages_loses_none(settings):
    make.word()
    with sinks.mail(sinks.MailRules(closes_after=3)) as taken:
        settings.MAIL_URL = taken.url
        for _round in range(3):
            make.tell(make.telling(*make.persons(60)))
            make.hand_over("mail")
        assert stages() == ["sent"] * 180
        assert len(set(keys(taken))) == 180


def test_a_server_that_refuses_is_asked_again_ten_seconds_later(settings):
    make.word()
    with sinks.mail(sinks.MailRules(refuses=True)) as taken:
        settings.MAIL_URL = taken.url
        make.tell(make.telling(make.person()))
        make.hand_over("mail")
        waiting = make.notice(channel="mail")
        assert (waiting.stage, waiting.attempts) == ("queued", 1)
        assert "550" in waiting.failure
        assert taken.messages == []


def test_no_server_at_all_costs_one_attempt_and_locks_nothing(settings):
    make.word()
    settings.MAIL_URL = "smtp://127.0.0.1:1"
    make.tell(make.telling(make.person(), make.person()))
    make.hand_over("mail")
    with system_work():
        assert set(Notice.objects.filter(channel="mail").values_list("attempts", flat=True)) == {1}


def test_after_the_last_attempt_it_is_given_up_and_says_why(settings):
    make.word()
    settings.MAIL_URL = "smtp://127.0.0.1:1"
    make.tell(make.telling(make.person()))
    with system_work():
        Notice.objects.filter(channel="mail").update(attempts=53)
    make.hand_over("mail")
    given_up = make.notice(channel="mail")
    assert given_up.stage == "failed"
    assert given_up.failure


def test_lines_with_a_dot_and_long_words_arrive_as_they_were(settings):
    tested = make.word()
    tested.title = "Título con ñ y «comillas»\r\nBcc: intruso@example.org " + "x" * 150
    with sinks.mail() as taken:
        settings.MAIL_URL = taken.url
        make.tell(make.telling(make.person()))
        make.hand_over("mail")
    letter = message_from_bytes(taken.messages[0][1], policy=policy.default)
    assert letter["Bcc"] is None
    assert "«comillas» Bcc: intruso@example.org" in letter["Subject"]
    assert "\n.Un punto al principio." in letter.get_content()


def test_a_server_that_never_answers_does_not_hold_the_house_for_long(settings, monkeypatch):
    monkeypatch.setattr(mail, "TIMEOUT", 0.3)
    make.word()
    with sinks.web(delay=2) as mute:
        settings.MAIL_URL = f"smtp://127.0.0.1:{mute.port}"
        make.tell(make.telling(make.person()))
        begun = time.monotonic()
        make.hand_over("mail")
        assert time.monotonic() - begun < 60
    assert stages() == ["queued"]
