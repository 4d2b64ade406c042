"""One composition is sent once: double click, two tabs, Back; another one is always possible."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from almenara.core.access.context import system_work
from almenara.exchange.models import Alert, Draft
from almenara.exchange.tests.browsing import WRITE, signed_in, text_of, typed

pytestmark = pytest.mark.django_db
CHANGED = {"title": "Campaña corregida"}


@pytest.fixture
def writer(officers):
    return signed_in(officers["PAN"])


def sent():
    with system_work():
        return Alert.objects.count()


def opened(writer):
    """The address at which a composition is written."""
    return writer.get(WRITE)["Location"]


def test_a_button_pressed_twice_sends_once_whatever_is_attached(writer):
    page = opened(writer)
    pressed = [
        writer.post(page, typed(documents=[SimpleUploadedFile("a.csv", b"1", "text/csv")]))
        for _again in range(2)
    ]
    assert pressed[0]["Location"] == pressed[1]["Location"]
    assert sent() == 1


def test_back_after_sending_shows_what_was_sent_and_no_form(writer):
    page = opened(writer)
    url = writer.post(page, typed())["Location"].removesuffix("sent/")
    back = writer.get(page)
    assert back.status_code == 200
    assert "ya se envió" in text_of(back)
    assert f'href="{url}"' in back.text
    assert 'id="write"' not in back.text


@pytest.mark.parametrize("act", ["publish", "preview", "draft"])
def test_what_was_changed_after_sending_comes_back_unsent_and_leaves_only_as_another(writer, act):
    page = opened(writer)
    writer.post(page, typed())
    again = writer.post(page, typed(act=act, **CHANGED))
    assert "no ha salido" in text_of(again)
    assert CHANGED["title"] in again.text
    assert sent() == 1
    other = again.context["sent"]["fresh"]
    assert f'action="{other}"' in again.text
    assert writer.post(other, typed(**CHANGED)).status_code == 302
    assert sent() == 2


def test_the_same_words_may_be_sent_twice_by_who_begins_twice(writer):
    first, second = (writer.post(opened(writer), typed())["Location"] for _page in range(2))
    assert first != second


def test_looking_before_sending_keeps_the_composition(writer):
    page = opened(writer)
    assert writer.post(page, typed(act="preview")).status_code == 200
    assert 'action="' not in writer.get(page).text.partition('id="write"')[2][:200]
    assert [writer.post(page, typed()).status_code for _tab in range(2)] == [302, 302]
    assert sent() == 1


def test_a_composition_kept_twice_is_one_draft_and_sent_after_all_it_is_none(writer):
    page = opened(writer)
    first, second = (writer.post(page, typed(act="draft", title=t))["Location"] for t in "ab")
    assert first == second
    assert 'value="b"' in writer.get(page).text
    assert writer.post(page, typed()).status_code == 302
    assert [writer.get(one).context["sent"]["reference"] for one in (page, first)]
    assert sent() == 1
    with system_work():
        assert not Draft.objects.exists()


def test_a_draft_of_others_under_the_mark_of_a_composition_stays_theirs(writer, officers):
    page = opened(signed_in(officers["CRI"]))
    theirs = signed_in(officers["CRI"]).post(page, typed(act="draft", title="De otros"))
    ours = writer.post(page, typed(act="draft", title="Propio"))
    assert writer.get(ours["Location"]).status_code == 404
    assert 'value="De otros"' in signed_in(officers["CRI"]).get(theirs["Location"]).text


def test_a_draft_open_in_two_tabs_is_sent_once(writer):
    page = writer.post(opened(writer), typed(act="draft"))["Location"]
    first, second = (writer.post(page, typed()) for _tab in range(2))
    assert first["Location"] == second["Location"]
    changed = writer.post(page, typed(**CHANGED))
    assert "no ha salido" in text_of(changed)
    assert "ya se envió" in text_of(writer.get(page))
    assert sent() == 1
    with system_work():
        assert not Draft.objects.exists()
