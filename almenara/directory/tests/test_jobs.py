"""What the clock does: gaps told once, cards that grow old, what is erased."""

import inspect
import re
from copy import deepcopy
from datetime import timedelta

import pytest
from django.utils import timezone

from almenara.core.access.context import system_work
from almenara.core.notices.models import Notice
from almenara.core.notices.words import WORDS
from almenara.directory import jobs, pending, services, telling
from almenara.directory.models import ContactLine, Designation, GapNotice, Post, Seat, Shift
from almenara.directory.tests import make
from almenara.formats import duration
from tests.shared import built_once

pytestmark = pytest.mark.django_db


def run(job):
    """What the job does, without the worker around it."""
    job.func.__wrapped__()


def _build():
    network = make.network()
    return network, make.manned(network, "PAN")


_world = built_once(_build)


@pytest.fixture
def world(_world, db):
    return deepcopy(_world)


def test_a_gap_is_told_14_7_and_1_days_ahead_once_each(world):
    _network, _panama = world
    run(jobs.find_gaps)
    with system_work():
        assert not GapNotice.objects.exists()
        far = Shift.objects.filter(starts_at__gt=timezone.now() + timedelta(days=10)).earliest(
            "starts_at"
        )
        far.delete()
    for _again in range(2):
        run(jobs.find_gaps)
    with system_work():
        assert [notice.days for notice in GapNotice.objects.all()] == [14]
        near = Shift.objects.filter(starts_at__gt=timezone.now() + timedelta(days=3)).earliest(
            "starts_at"
        )
        near.delete()
    for _again in range(2):
        run(jobs.find_gaps)
    with system_work():
        assert sorted(GapNotice.objects.values_list("days", flat=True)) == [7, 14]
        assert Notice.objects.filter(word="directory/gap").exists()


def test_shifts_reach_thirteen_months_ahead_again(world):
    _network, panama = world
    with system_work():
        post = Post.objects.get(kind="duty")
    make.rostered(post, panama.duty, by=make.actor(panama.duty), until=None)
    horizon = timezone.now() + timedelta(days=380)
    with system_work():
        assert post.shifts.latest("ends_at").ends_at > horizon
        post.shifts.filter(starts_at__gt=timezone.now() + timedelta(days=200)).delete()
    run(jobs.make_shifts)
    with system_work():
        assert post.shifts.latest("ends_at").ends_at > horizon


def test_a_card_that_nobody_confirms_is_stale_and_hidden_after_a_year(world):
    _network, panama = world
    with system_work():
        Post.objects.filter(kind="head").update(verified_at=timezone.now() - timedelta(days=130))
    run(jobs.grow_stale)
    with system_work():
        post = Post.objects.get(kind="head")
        assert post.stage == "stale"
        assert Notice.objects.filter(word="directory/stale").exists()
    services.attest(make.actor(panama.head), [post])
    with system_work():
        assert Post.objects.get(kind="head").stage == "verified"


def test_what_was_kept_of_an_ended_post_is_erased_after_ninety_days(world):
    _network, panama = world
    with system_work():
        post = Post.objects.select_related("network").get(kind="duty")
    services.revoke(panama.ncp, post)
    run(jobs.erase)
    with system_work():
        assert Designation.objects.filter(post=post).exists()
        Post.objects.filter(pk=post.pk).update(ended_at=timezone.now() - timedelta(days=91))
    run(jobs.erase)
    with system_work():
        assert not Designation.objects.filter(post=post).exists()
        assert not ContactLine.objects.filter(post=post).exists()
        assert not Shift.objects.filter(post=post).exists()


def test_a_check_that_is_due_is_asked_of_the_networks_owner_once_a_week(world):
    network, _panama = world
    officer = make.officer(network.owner)
    run(jobs.remind_of_checks)
    with system_work():
        assert not Notice.objects.filter(word="directory/check-due").exists()
        Seat.objects.update(since=timezone.now() - timedelta(days=200))
    for _again in range(2):
        run(jobs.remind_of_checks)
    with system_work():
        told = Notice.objects.filter(word="directory/check-due", channel="inbox")
        assert told.filter(person=officer.person).count() == 1
        said = WORDS["directory/check-due"].contents([told[0]])[told[0].pk]
    assert "Nadie comprobó todavía" in said.body
    services.open_check(officer, network, duration.parse("PT1H", []))
    with system_work():
        assert pending.networks_to_check(timezone.now()) == []


def test_every_word_that_is_told_has_something_to_say():
    told = inspect.getsource(telling)
    assert set(re.findall(r'"(directory/[a-z-]+)"', told)) <= set(WORDS)
