"""«Whom do I call now?», as a duty officer reads it at three in the morning, without JavaScript."""

from copy import deepcopy
from datetime import timedelta

import pytest
from django.utils import timezone

from almenara.core.access.context import system_work
from almenara.core.journal.models import Entry
from almenara.core.parties.models import Person, Substitution
from almenara.directory.models import Post, Shift
from almenara.directory.tests import make
from tests.shared import built_once

pytestmark = pytest.mark.django_db


def _build():
    network = make.network(seats={"per_state": None, "holders": ["state", "secretariat"]})
    return network, make.manned(network, "PAN").duty, make.manned(network, "JAM")


_world = built_once(_build)


@pytest.fixture
def world(client, _world, db):
    network, who, jamaica = deepcopy(_world)
    client.force_login(who.user)
    return client, network, jamaica


def ask(client, network, state="JAM", **more):
    asked = {"state": state, "network": network.slug, **more}
    return client.get("/directory/on-duty/", asked)


def test_the_first_number_is_a_link_and_both_clocks_are_there(world):
    client, network, _jamaica = world
    with system_work():
        Person.objects.filter(institution="pan-guard").update(zone="America/Montevideo")
    page = ask(client, network).content.decode()
    assert 'class="phone phone-big" href="tel:+5075000000"' in page
    assert "hora de Jamaica" in page
    assert "hora de Montevideo" in page
    assert "2:00 h menos que aquí" in page
    assert "Si nadie contesta" in page
    assert f"/directory/{network.slug}/contact/?institution=jam-guard" in page
    assert "después, p" in page


def test_a_gap_is_said_and_the_next_kind_answers(world):
    client, network, _jamaica = world
    with system_work():
        Shift.objects.filter(post__institution="jam-guard", ends_at__gt=timezone.now()).delete()
    page = ask(client, network).content.decode()
    assert "Ahora no hay nadie en: Guardia." in " ".join(page.split())
    assert "Puesto alternate" in page


def test_a_substitute_is_said_to_stand_in(world):
    client, network, jamaica = world
    now = timezone.now()
    with system_work():
        Substitution.objects.create(
            holder=jamaica.alternate,
            substitute=make.person(jamaica.institution, name="quien-sustituye"),
            rule="holder",
            since=now - timedelta(hours=1),
            until=now + timedelta(days=1),
        )
    page = ask(client, network).content.decode()
    assert "quien-sustituye · en lugar de quien tiene el puesto" in page


@pytest.mark.parametrize(
    ("days", "words"),
    [(130, "Confirmada por última vez"), (160, "Confirmada por última vez"), (370, "un año")],
)
def test_an_old_card_says_so_and_a_very_old_one_hides_its_number(world, days, words):
    client, network, _jamaica = world
    with system_work():
        old = timezone.now() - timedelta(days=days)
        Post.objects.filter(institution="jam-guard", kind="duty").update(verified_at=old)
    page = ask(client, network).content.decode()
    assert words in page
    assert ("+507" in page) == (days < 365)


def test_a_state_without_a_post_is_told_of_in_words_and_counts_no_look_up(world):
    client, network, _jamaica = world
    make.state("ARG")
    answer = ask(client, network, "ARG")
    assert answer.status_code == 200
    assert "aún no nominó a nadie aquí" in answer.content.decode()
    with system_work():
        assert not Entry.objects.filter(verb="look-up").exists()
    assert ask(client, network, "XXX").status_code == 404
    client.force_login(make.person(make.institution("bra-x", "BRA")).user)
    assert ask(client, network, "ARG").status_code == 404


def test_another_institution_of_the_state_is_offered(world):
    client, network, _jamaica = world
    make.verified(network, make.country("JAM", "jam-bank"), "head")
    page = ask(client, network).content.decode()
    assert "institution=jam-bank" in page
    assert "Puesto head" in ask(client, network, institution="jam-bank").content.decode()


def test_the_contact_form_knows_whom(world):
    client, network, _jamaica = world
    page = client.get(f"/directory/{network.slug}/contact/?institution=jam-guard").content.decode()
    assert '<option value="jam-guard" selected>' in page


def test_who_wears_several_hats_sees_which_network_each_is_of(world):
    client, network, _jamaica = world
    page = client.get("/directory/mine/").content.decode()
    assert network.name in page
    assert "confírmela antes de:" in page
