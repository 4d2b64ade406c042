"""What happens to a roster when people agree, leave, or write it anew; who is told of it."""

from copy import deepcopy
from datetime import timedelta

import pytest
from django.utils import timezone

from almenara.core.access.context import acting, system_work
from almenara.core.notices.models import Notice
from almenara.core.notices.words import WORDS
from almenara.core.parties.models import Person
from almenara.core.parties.refusals import Denied, WrongStage
from almenara.directory import guard, jobs, services, shifts
from almenara.directory.models import GapNotice, Post, RosterChange, Shift
from almenara.directory.tests import make
from almenara.formats.refusal import Unreadable
from tests.shared import built_once

pytestmark = pytest.mark.django_db


def run(job):
    job.func.__wrapped__()


def _build():
    network = make.network()
    panama = make.manned(network, "PAN")
    with system_work():
        post = Post.objects.select_related("network").get(kind="duty")
        second = post.designations.exclude(person=panama.duty).get().person
    return network, panama, post, second


_world = built_once(_build)


@pytest.fixture
def world(_world, db):
    return deepcopy(_world)


def coming(post, count=6):
    with system_work():
        rows = Shift.objects.filter(post=post, starts_at__gt=timezone.now()).order_by("starts_at")
        return list(rows.select_related("person")[:count])


def told(word, person):
    with system_work():
        return Notice.objects.filter(word=word, person=person).exists()


def swap(panama, post, one, other):
    pair = ((row.person, row.starts_at) for row in (one, other))
    return services.swap(make.actor(panama.duty), post, *pair)


def test_a_swap_that_a_new_roster_cannot_take_is_set_aside_and_its_people_are_told(world):
    _network, panama, post, second = world
    one, other = coming(post, 2)
    change = swap(panama, post, one, other)
    make.rostered(post, panama.duty, by=make.actor(panama.duty))
    with system_work():
        assert RosterChange.objects.get(pk=change.pk).replaced_at
    assert told("directory/set-aside", second)
    assert told("directory/set-aside", panama.duty)
    assert {row.person_id for row in coming(post)} == {panama.duty.pk}


def test_a_cover_outlives_a_new_roster(world):
    _network, panama, post, second = world
    start = timezone.now() + timedelta(days=3)
    services.override(make.actor(panama.duty), post, second, start, start + timedelta(hours=2))
    make.rostered(post, panama.duty, by=make.actor(panama.duty))
    with system_work():
        assert Shift.objects.get(post=post, starts_at=start).person_id == second.pk


def test_whoever_covers_or_is_covered_is_told_and_whoever_did_it_is_not(world):
    _network, panama, post, second = world
    row = next(row for row in coming(post) if row.person_id == panama.duty.pk)
    services.override(make.actor(panama.duty), post, second, row.starts_at, row.ends_at)
    assert told("directory/moved", second)
    assert not told("directory/moved", panama.duty)
    with system_work():
        notice = Notice.objects.filter(word="directory/moved").first()
        said = WORDS["directory/moved"].contents([notice])[notice.pk]
    assert "próximo turno" in said.body


def test_a_first_roster_moves_nothing(world):
    assert not told("directory/moved", world[3])


def test_a_swap_may_name_the_later_shift_first(world):
    _network, panama, post, _second = world
    rows = coming(post, 40)
    late = next(row for row in reversed(rows) if row.person_id == panama.duty.pk)
    early = next(row for row in rows if row.person_id != panama.duty.pk)
    assert late.starts_at - early.starts_at > shifts.BACK
    swap(panama, post, late, early)
    with system_work():
        assert Shift.objects.get(post=post, starts_at=early.starts_at).person == panama.duty


def test_a_change_is_taken_back_once_and_by_who_keeps_the_roster(world):
    network, panama, post, second = world
    one, other = coming(post, 2)
    change = swap(panama, post, one, other)
    stranger = make.country("CRI")
    make.verified(network, stranger)
    with pytest.raises(Denied):
        services.withdraw_change(make.actor(stranger.duty), change)
    services.withdraw_change(make.actor(second), change)
    assert [row.person_id for row in coming(post, 2)] == [one.person_id, other.person_id]
    assert told("directory/moved", panama.duty)
    with pytest.raises(WrongStage):
        services.withdraw_change(make.actor(second), change)


def test_a_post_without_a_roster_takes_no_cover(world):
    _network, panama, _post, _second = world
    with system_work():
        head = Post.objects.get(kind="head")
    start = timezone.now() + timedelta(days=1)
    with pytest.raises(WrongStage):
        services.override(
            make.actor(panama.head), head, panama.head, start, start + timedelta(hours=1)
        )


def test_whose_account_is_closed_answers_no_more_and_the_gap_is_told(world):
    network, panama, post, second = world
    with system_work():
        Person.objects.filter(pk=second.pk).update(ended_at=timezone.now())
    with system_work():
        gaps = shifts.gaps_ahead(post, timezone.now(), timedelta(days=14))
    assert len(gaps) >= 13
    start = timezone.now() + timedelta(days=2)
    with pytest.raises(Unreadable) as refusal:
        services.override(make.actor(panama.duty), post, second, start, start + timedelta(hours=1))
    assert refusal.value.errors[0][0] == ["person"]
    run(jobs.make_shifts)
    assert {row.person_id for row in coming(post)} == {panama.duty.pk}
    viewer = make.actor(panama.head)
    with acting(viewer):
        found = guard.on_duty(viewer, network, "PAN", "", timezone.now())
    assert str(second.pk) not in {step.person for step in found.steps}


def test_a_gap_under_way_is_told_once(world):
    post = world[2]
    with system_work():
        now = timezone.now()
        Shift.objects.filter(post=post, ends_at__gt=now, starts_at__lte=now).delete()
    for _hour in range(3):
        run(jobs.find_gaps)
    with system_work():
        assert GapNotice.objects.count() == 1
        notice = Notice.objects.filter(word="directory/gap").first()
        said = WORDS["directory/gap"].contents([notice])[notice.pk]
    assert "Sin nadie de guardia" in said.body


def test_shifts_are_made_anew_only_where_something_differs(world):
    post = world[2]
    with system_work():
        horizon = timezone.now() + jobs.AHEAD - jobs.SLACK
        assert not shifts.is_due(post, timezone.now(), horizon)
        row = coming(post)[2]
        Shift.objects.filter(pk=row.pk).update(ends_at=row.ends_at - timedelta(hours=1))
        assert shifts.is_due(post, timezone.now(), horizon)
    run(jobs.make_shifts)
    with system_work():
        assert Shift.objects.get(post=post, starts_at=row.starts_at).ends_at == row.ends_at
    assert told("directory/moved", row.person)


def test_until_is_not_said_behind_what_was_read(world):
    network, panama, post, _second = world
    make.rostered(post, panama.duty, by=make.actor(panama.duty), until=None)
    with system_work():
        post.shifts.exclude(person=panama.duty).delete()
    viewer = make.actor(panama.head)
    with acting(viewer):
        found = guard.on_duty(viewer, network, "PAN", "", timezone.now())
    assert found.until is None
