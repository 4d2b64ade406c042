"""The day of those who keep a directory: nominate, verify, stand guard, hand over, leave."""

from copy import deepcopy
from datetime import timedelta

import pytest
from django.utils import timezone

from almenara.core.access.context import acting
from almenara.core.parties.refusals import Denied, WrongStage
from almenara.directory import queries, services
from almenara.directory.tests import make
from tests.shared import built_once

pytestmark = pytest.mark.django_db


_world = built_once(make.two_states)


@pytest.fixture
def world(_world, db):
    return deepcopy(_world)


def test_whoever_is_on_duty_is_found_by_another_state(world):
    network, panama, costa_rica = world
    viewer = make.actor(panama.duty)
    with acting(viewer):
        steps = queries.steps(viewer, network, costa_rica.institution.pk, timezone.now())
        assert [step.kind for step in steps] == ["duty", "alternate", "head"]
        assert queries.post_kinds(viewer, network) == {"duty"}
        assert queries.member_networks(viewer) == [network.slug]
        facts = queries.institutions_in(viewer, network)
        assert [(f.institution, f.state, f.lead) for f in facts] == [
            ("cri-guard", "CRI", True),
            ("pan-guard", "PAN", True),
        ]
        assert {m.username for m in queries.members(viewer, network)} >= {
            panama.duty.user.username,
            costa_rica.head.user.username,
        }


def test_a_stranger_sees_nothing(world):
    network, *_rest = world
    stranger = make.actor(make.person(make.institution("jam-other", "JAM")))
    with acting(stranger):
        assert queries.institutions_in(stranger, network) == []
        assert queries.steps(stranger, network, "pan-guard", timezone.now()) == []
        assert queries.members(stranger, network) == []
        assert queries.post_kinds(stranger, network) == frozenset()


def test_the_number_of_institutions_does_not_change_the_number_of_queries(
    world, django_assert_num_queries
):
    network, *countries = world
    countries.append(make.manned(network, "JAM"))
    viewer = make.actor(countries[0].duty)
    homes = [country.institution.pk for country in countries]
    with acting(viewer):
        with django_assert_num_queries(4):
            queries.steps_of(viewer, network, homes[:1], timezone.now())
        with django_assert_num_queries(4):
            found = queries.steps_of(viewer, network, homes, timezone.now())
    assert all(found[home] for home in homes)


def test_nobody_verifies_what_they_nominated(world):
    network = make.network(verifies=["secretariat"], nominates=["secretariat", "ncp"])
    country = make.country("JAM")
    officer = make.officer()
    post = services.nominate(
        officer, make.nomination(network, country, document=make.note(officer))
    )
    with pytest.raises(Denied):
        services.verify(officer, make.waiting(post))
    services.verify(make.officer(), make.waiting(post))


def test_a_hand_over_ends_the_former_holder_when_the_follower_is_verified(world):
    network, *_rest = world
    country = make.country("JAM")
    post = make.verified(network, country, "head")
    follower = make.person(country.institution)
    services.hand_over(country.ncp, post, follower, make.note(country.ncp))
    viewer = make.actor(country.head)
    now = timezone.now()
    with acting(viewer):
        assert [s.person for s in queries.steps(viewer, network, "jam-guard", now)] == [
            str(country.head.pk)
        ]
    services.verify(make.officer(), make.waiting(post))
    with acting(viewer):
        steps = queries.steps(viewer, network, "jam-guard", timezone.now())
    assert [step.person for step in steps] == [str(follower.pk)]


def test_ending_the_last_post_closes_the_seat_and_another_one_leads(world):
    network = make.network(
        "mem", nominates=["ncp"], seats={"per_state": None, "holders": ["state"]}
    )
    country = make.country("JAM")
    first = make.verified(network, country, "head")
    other = make.institution("jam-other", "JAM")
    holder = make.person(other)
    services.nominate(
        country.ncp,
        services.Nomination(
            network, other, "duty", {"es": "Guardia"}, holder, make.note(country.ncp)
        ),
    )
    services.revoke(country.ncp, first)
    viewer = make.actor(holder)
    with acting(viewer):
        assert [(f.institution, f.lead) for f in queries.institutions_in(viewer, network)] == [
            ("jam-other", True)
        ]
    former = make.actor(country.head)
    with acting(former):
        assert queries.member_networks(former) == []


def test_a_state_that_leaves_loses_access_at_once(world):
    network = make.network("inter-american", voluntary=True)
    country = make.country("JAM")
    with pytest.raises(WrongStage):
        services.nominate(country.ncp, make.nomination(network, country))
    accession = services.accede(
        country.ncp, network, make.state("JAM"), make.note(country.ncp), "1"
    )
    make.verified(network, country, "duty")
    viewer = make.actor(country.duty)
    with acting(viewer):
        assert queries.is_member(viewer, network)
    services.leave(country.mission, accession, make.note(country.mission))
    with acting(viewer):
        assert not queries.is_member(viewer, network)
        assert queries.steps(viewer, network, "jam-guard", timezone.now()) == []


def test_a_swap_and_an_override_change_what_is_to_come(world):
    network, country, _costa_rica = world
    viewer = make.actor(country.duty)
    with acting(viewer):
        post = queries.posts(viewer, network).get(kind="duty", state="PAN")
        shifts = list(post.shifts.select_related("person").order_by("starts_at")[:6])
    one, other = shifts[3], shifts[4]
    services.swap(viewer, post, (one.person, one.starts_at), (other.person, other.starts_at))
    with acting(viewer):
        after = {s.starts_at: s.person_id for s in post.shifts.all()}
    assert after[one.starts_at] == other.person_id
    assert after[other.starts_at] == one.person_id
    start = other.ends_at + timedelta(hours=1)
    services.override(viewer, post, one.person, start, start + timedelta(hours=2))
    with acting(viewer):
        row = post.shifts.get(starts_at=start)
    assert row.source == "override"
    assert row.person_id == one.person_id
