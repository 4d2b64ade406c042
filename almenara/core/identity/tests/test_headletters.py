"""The daily head reaches every State's contact point as something that can be kept."""

import json
from dataclasses import replace

import pytest
from django.utils import timezone, translation

from almenara.core.access.context import system_work
from almenara.core.identity import headletters, jobs
from almenara.core.journal.models import Entry, Head
from almenara.core.journal.tests import make
from almenara.core.notices import letters
from almenara.core.notices.models import Notice
from almenara.core.parties.models import RoleGrant


@pytest.fixture
def contact_point(db, settings, tmp_path):
    settings.HOME = tmp_path
    ana = make.world().ana
    with system_work():
        RoleGrant.objects.create(person_id=ana.person, role="ncp", since=timezone.now())
    return ana


def test_sign_and_mail(contact_point):
    jobs.sign_journal()
    with system_work():
        head = Head.objects.latest("pk")
        (notice,) = Notice.objects.unguarded("a test").filter(word=headletters.WORD)
        last = Entry.objects.unguarded("a test").latest("seq")
        with translation.override("es"):
            (content,) = headletters.contents([notice]).values()
    assert (str(notice.person_id), notice.channel) == (contact_point.person, "mail")
    assert json.loads(content.files[0].content)["root"] == head.root
    assert head.note in content.body
    assert "responda" not in letters.full(content) + letters.empty(content, "")
    asked = replace(content, is_answered=True)
    assert "responda aquí:\n" + content.url in letters.full(asked)
    assert "responder" in letters.empty(asked, "")
    assert (last.verb, last.thing, last.seq) == ("export", f"head:{head.pk}", head.size)
    assert json.loads(last.leaf)["detail"] == {"persons": 1, "states": ["PAN"]}


def test_a_contact_point_whose_time_has_ended_is_told_no_more(contact_point):
    with system_work():
        RoleGrant.objects.unguarded("a test").update(until=timezone.now())
    jobs.sign_journal()
    with system_work():
        assert not Notice.objects.unguarded("a test").filter(word=headletters.WORD).exists()
