"""Somebody's account is closed while they are on duty: nothing waits for them any more."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from almenara.core.access.context import system_work
from almenara.core.identity import services as identity
from almenara.core.parties.actor import SYSTEM
from almenara.core.parties.models import Person, Token
from almenara.directory import queries
from almenara.directory.models import Designation, Post, RosterRule, Shift
from almenara.exchange.models import Delivery
from almenara.exchange.tests import browsing, make

pytestmark = pytest.mark.django_db


def on_roster(person):
    """The shift of this moment is theirs."""
    now = timezone.now()
    with system_work():
        post = Post.objects.get(designations__person=person)
        RosterRule.objects.create(
            post=post, document={}, valid_from=now.date() - timedelta(days=1), made_at=now
        )
        Shift.objects.create(
            post=post, person=person, starts_at=now - timedelta(hours=1),
            ends_at=now + timedelta(hours=7), source="rule",
        )  # fmt: skip
    return post


def closed(person):
    identity.end(
        SYSTEM, Person.objects.unguarded("a test").select_related("user").get(pk=person.pk)
    )


def steps(network, institution):
    with system_work():
        return [s.person for s in queries.steps(SYSTEM, network, institution, timezone.now())]


def test_on_the_roster_at_this_moment(officers):
    duty, alternate = officers["CRI"], officers["CRI2"]
    post = on_roster(duty)
    page = browsing.signed_in(duty)
    headers = make.bearer(duty)
    alert = make.alert(officers["PAN"])
    with system_work():
        assert Delivery.objects.get(alert=alert).told_id == duty.pk
        closed(duty)
        designation = Designation.objects.get(person=duty)
        shift = Shift.objects.get(post=post)
        delivery = Delivery.objects.get(alert=alert)
        assert not Token.objects.filter(person=duty, revoked_at=None).exists()
    assert designation.stage == "ended"
    assert shift.ends_at <= timezone.now()
    assert steps(make.NETWORK, "cri-csirt") == [str(alternate.pk)]
    assert (delivery.told_id, delivery.stage, delivery.is_overdue) == (
        alternate.pk, "escalated", False,
    )  # fmt: skip
    assert page.get("/inbox/").status_code == 302
    assert Client(headers=headers).get("/api/v1/me").status_code == 401
    shown = browsing.text_of(browsing.signed_in(alternate).get(f"/directory/posts/{post.pk}/"))
    assert "Terminado" in shown


def test_with_nobody_left_the_origin_is_told(officers):
    alert = make.alert(officers["PAN"], audience={"states": ["COL"]})
    with system_work():
        closed(officers["COL"])
        delivery = Delivery.objects.get(alert=alert)
    assert delivery.is_overdue
    inbox = browsing.text_of(browsing.signed_in(officers["PAN"]).get("/inbox/"))
    assert "Nadie acusó recibo" in inbox
    assert steps(make.NETWORK, "col-csirt") == []
