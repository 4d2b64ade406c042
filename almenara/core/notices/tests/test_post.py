from datetime import time, timedelta
from email import message_from_bytes, policy

import pytest
from django.db import transaction
from django.utils import timezone

from almenara.core.access.context import acting, system_work
from almenara.core.notices import post
from almenara.core.notices.models import Notice, Quiet
from almenara.core.notices.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MAIL_URL = ""
    settings.MAIL_FOLDER = tmp_path / "mail"
    return settings.MAIL_FOLDER


def _minute(moment):
    return time(moment.hour, moment.minute)


def letters(folder):
    files = sorted(folder.glob("*.eml")) if folder.exists() else []
    return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]


def test_an_inbox_row_is_there_at_once_and_the_mail_leaves_with_the_job(folder):
    make.word()
    reader = make.person(language="en")
    make.tell(make.telling(reader))
    assert make.notice(person=reader, channel="inbox").stage == "sent"
    make.hand_over("mail")
    sent = make.notice(person=reader, channel="mail")
    assert (sent.stage, sent.attempts) == ("sent", 1)
    (letter,) = letters(folder)
    assert letter["X-Almenara-Key"] == sent.key
    assert letter["Message-ID"].startswith(f"<{sent.key}@")
    assert "Phishing contra puertos" in letter["Subject"]
    assert "\n.Un punto al principio." in letter.get_content()


@pytest.mark.parametrize("marking", ["TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"])
def test_above_green_neither_title_nor_body_leaves_in_clear(folder, marking):
    make.word()
    make.tell(make.telling(make.person(), marking=marking))
    make.hand_over("mail")
    (letter,) = letters(folder)
    whole = letter["Subject"] + letter.get_content()
    assert "Phishing" not in whole
    assert "Bloquee" not in whole
    assert marking in letter["Subject"]
    assert "PAN-7K3F9Q" in letter["Subject"]
    assert "/link/" in letter.get_content()


def test_the_same_word_is_told_once(folder):
    make.word()
    telling = make.telling(make.person())
    make.tell(telling)
    make.tell(telling)
    make.hand_over("mail")
    assert len(letters(folder)) == 1


def test_what_was_withdrawn_does_not_leave(folder):
    make.word()
    reader = make.person()
    telling = make.telling(reader)
    make.tell(telling)
    with transaction.atomic(), acting(make.actor(reader)):
        assert post.withdraw(make.actor(reader), [telling.group]) == 1
    make.hand_over("mail")
    assert letters(folder) == []
    assert make.notice(person=reader, channel="mail").stage == "withdrawn"


def test_a_word_that_is_not_wanted_any_more_is_withdrawn_at_the_door(folder):
    tested = make.word()
    telling = make.telling(make.person())
    tested.answered.add(telling.group)
    make.tell(telling)
    make.hand_over("mail")
    assert letters(folder) == []
    assert make.notice(group=telling.group, channel="mail").stage == "withdrawn"


def test_quiet_hours_hold_mail_back_unless_it_is_urgent(folder):
    make.word()
    reader = make.person()
    now = timezone.now()
    since, until = now - timedelta(hours=1), now + timedelta(hours=1)
    with system_work():
        Quiet.objects.create(person=reader, since=_minute(since), until=_minute(until))
    assert make.tell(make.telling(reader)).overridden == 0
    assert make.tell(make.telling(reader, is_urgent=True)).overridden == 1
    make.hand_over("mail")
    assert len(letters(folder)) == 1
    assert make.notice(channel="mail", stage="queued").next_at > now


def test_a_folder_that_cannot_be_written_is_a_failed_attempt_with_the_next_one_set(folder):
    make.word()
    folder.parent.mkdir(exist_ok=True)
    folder.write_text("in the way")
    make.tell(make.telling(make.person()))
    make.hand_over("mail")
    waiting = make.notice(channel="mail")
    assert (waiting.stage, waiting.attempts) == ("queued", 1)
    assert timedelta(seconds=5) < waiting.next_at - timezone.now() <= timedelta(seconds=10)


def test_others_see_no_notice_and_of_a_red_one_not_even_colleagues():
    make.word()
    home = make.institution("readers", "CRI")
    reader, colleague = make.person(institution=home), make.person(institution=home)
    author = make.person(institution=make.institution("origin2", "PAN"))
    make.tell(
        make.telling(reader, institution="readers", origin="origin2"),
        make.telling(
            reader, marking="TLP:RED", institution="readers", origin="origin2", author=author.pk
        ),
    )

    def seen(who):
        with transaction.atomic(), acting(who):
            raw = Notice.objects.all().count()
            assert raw == Notice.objects.visible_to(who).count()
            return raw

    assert seen(make.actor(reader)) == 4
    assert seen(make.actor(colleague)) == 2
    assert seen(make.actor(author)) == 4
    assert seen(make.actor(make.person())) == 0
