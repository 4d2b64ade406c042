"""What was still on its way to somebody when their access ended."""

import re
from email import message_from_bytes, policy

import pytest
from django.test import Client

from almenara.core.access.context import system_work
from almenara.core.identity import services as identity
from almenara.core.notices.tests.make import hand_over
from almenara.core.parties.actor import SYSTEM
from almenara.core.parties.models import Person
from almenara.directory import holding
from almenara.directory.models import Post
from almenara.exchange.models import Delivery
from almenara.exchange.tests import browsing, make

pytestmark = pytest.mark.django_db


def closed(person):
    with system_work():
        identity.end(SYSTEM, Person.objects.select_related("user").get(pk=person.pk))


def left(person):
    """The institution's posts in the network end, and with the last its seat."""
    with system_work():
        for post in Post.objects.filter(institution=person.institution_id).exclude(stage="ended"):
            holding.end_post(post)


@pytest.fixture
def letters(settings, tmp_path):
    """Hands over, and reads what left for somebody."""
    settings.MAIL_URL, settings.MAIL_FOLDER = "", tmp_path

    def leave(person):
        hand_over("mail")
        files = tmp_path.glob("*.eml")
        found = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
        return [one.get_content() for one in found if person.user.email in one["To"]]

    return leave


def waiting(officers, letters, word):
    """A word about an alert waits for Colombia, which got all that came before."""
    alert = make.alert(officers["PAN"], marking="TLP:GREEN", audience={"states": ["COL"]})
    if word != "alert":
        letters(officers["COL"])
        said = {"update": {"body": "Otro texto"}, "retract": {"reason": "Falsa alarma"}}[word]
        ask = make.api(officers["PAN"])
        assert ask("post", f"/alerts/{alert.pk}/{word}", said).status_code == 200
    return word != "alert"


@pytest.mark.parametrize("word", ["alert", "update", "retract"])
@pytest.mark.parametrize("ended", [closed, left, None])
def test_no_mail_follows_who_lost_access_but_that_what_they_had_is_void(
    officers, letters, ended, word
):
    before = waiting(officers, letters, word)
    if ended:
        ended(officers["COL"])
    is_told = ended is None or (ended is left and word == "retract")
    assert len(letters(officers["COL"])) == before + is_told


@pytest.mark.parametrize("ended", [closed, left])
def test_nobody_is_asked_to_call_who_lost_access(officers, settings, ended):
    settings.PHONE_URL = ""
    put = Client(headers=make.bearer(officers["COL"])).put
    put("/api/v1/me/channels/phone", {"gateway": True}, content_type="application/json")
    alert = make.alert(officers["PAN"], audience={"states": ["COL"]})
    hand_over("phone")
    origin, name = browsing.signed_in(officers["PAN"]), officers["COL"].user.username
    assert f"{alert.reference} · {name}" in browsing.text_of(origin.get("/calls/"))
    ended(officers["COL"])
    assert name not in browsing.text_of(origin.get("/calls/"))


@pytest.mark.parametrize("ended", [closed, left])
def test_the_link_of_a_mail_receives_nothing_any_more(officers, letters, ended):
    alert = make.alert(officers["PAN"], audience={"states": ["COL"]})
    [letter] = letters(officers["COL"])
    link = re.search(r"/link/[\w-]+/", letter)[0]
    ended(officers["COL"])
    assert Client().post(link).status_code == 404
    with system_work():
        assert Delivery.objects.get(alert=alert).received_at is None
