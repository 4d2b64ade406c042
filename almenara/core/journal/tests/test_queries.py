"""Who reads what of the journal."""

import pytest

from almenara.core.access.context import acting
from almenara.core.access.rules import Owners, Policy, nothing, policy_of, register, require
from almenara.core.journal import acts, queries, titles
from almenara.core.journal.acts import act, record
from almenara.core.journal.models import Entry
from almenara.core.journal.reading import readings
from almenara.core.journal.tests import make
from almenara.core.parties.actor import NOBODY, SYSTEM
from almenara.core.parties.models import Token


@act
def touch(actor, thing):
    """Something is recorded about a thing by its name alone."""
    token = make.token_of(actor)
    require(actor, "grant", token)
    record(actor, "update", thing)


def verbs(viewer, **asked):
    with acting(viewer):
        return [entry.verb for entry in queries.entries(viewer, **asked)]


def test_ones_own_acts_newest_first(world):
    token = make.grant(world.ana, make.token_of(world.ana))
    touch(world.ana, "account:x")
    assert verbs(world.ana) == ["update", "grant"]
    assert verbs(world.ana, verb="grant") == ["grant"]
    assert verbs(world.ana, thing=f"token:{token.pk}") == ["grant"]
    with acting(world.ana):
        newest = queries.entries(world.ana)[0]
    assert verbs(world.ana, since=newest.at) == ["update"]


def test_acts_of_others_are_seen_by_those_whose_thing_it_is_only(world):
    make.grant(world.ana, make.token_of(world.ana))
    assert verbs(world.eva) == verbs(world.luis) == verbs(NOBODY) == []
    assert "grant" in verbs(SYSTEM)


def test_acts_on_a_thing_of_the_institution_are_read_by_all_in_it(world, monkeypatch):
    theirs = Owners(institutions=frozenset({world.ana.institution}))
    monkeypatch.setattr(acts, "policy_of", lambda model: Policy(nothing, owners=lambda _: theirs))
    make.grant(world.luis, make.token_of(world.luis))
    for reader, there in ((world.ana, True), (world.eva, True), (world.luis, True)):
        with acting(reader):
            assert Entry.objects.filter(actor=world.luis.pseudonym).exists() is there
    assert verbs(world.eva) == []  # the token is Luis's alone, so nothing is told of it
    assert verbs(world.luis) == ["grant"]


def test_nothing_is_told_of_a_thing_that_the_reader_no_longer_sees(world):
    make.grant(world.ana, make.token_of(world.ana))
    former = policy_of(Token)
    try:
        register(Token, Policy(lambda viewer: nothing(), former.may, former.owners))
        assert verbs(world.ana) == []
        with acting(world.ana):
            assert queries.entries(world.ana).count() == 0
    finally:
        register(Token, former)


@pytest.mark.parametrize(
    "thing",
    ["token:0c9a7d7e-1b1f-4a7e-8e3f-1a2b3c4d5e6f", "token:None", "token:", "token:' or 1=1",
     "network:no-such", "unit:x",
     f"unit:{10**17}", "quiet:x", "quiet:0c9a7d7e-1b1f-4a7e-8e3f-1a2b3c4d5e6f"],
)  # fmt: skip
def test_a_name_of_no_thing_is_no_error_and_not_shown(world, thing):
    touch(world.ana, thing)
    assert verbs(world.ana) == []


@pytest.mark.parametrize("thing", ["account:unknown", "journal:all", "no word at all"])
def test_what_has_no_policy_hides_nothing(world, thing):
    touch(world.ana, thing)
    assert verbs(world.ana) == ["update"]


def read(viewer):
    with acting(viewer):
        return readings(viewer, list(queries.entries(viewer)))


def test_names_are_joined_when_read_by_what_the_reader_may_see(world):
    token = make.grant(world.ana, make.token_of(world.ana))
    (own,) = read(world.ana)
    assert (own.who.username, own.who.post, own.is_own) == ("ana-journal", "Guardia", True)
    assert own.called.title == "una clave de acceso"
    assert own.thing == f"token:{token.pk}"


def test_whoever_may_not_be_known_is_somebody_of_their_institution(world):
    touch(world.luis, "account:x")
    with acting(SYSTEM):
        entries = list(queries.entries(SYSTEM, thing="account:x"))
    with acting(world.ana):
        (told,) = readings(world.ana, entries)
    assert told.who.username == "alguien de CSIRT CRI"
    assert not told.is_own


def test_apps_tell_the_titles_of_their_own_things(world, monkeypatch):
    monkeypatch.setattr(titles, "_titles", dict(titles._titles))
    titles.register(
        "token", "una clave", lambda viewer, ids: {ids[0]: "PAN-7K3F9Q"}, url="/tokens/{id}/"
    )
    token = make.grant(world.ana, make.token_of(world.ana))
    make.grant(world.ana, make.token_of(world.ana))
    called = [reading.called for reading in read(world.ana)]
    assert {c.title for c in called} == {"PAN-7K3F9Q", "una clave"}
    assert f"/tokens/{token.pk}/" in {c.url for c in called}


def test_reading_costs_the_same_for_one_entry_and_for_twenty(world, django_assert_num_queries):
    make.grant_many(world.ana, 21)
    with acting(world.ana):
        entries = list(queries.entries(world.ana))
        for some in (entries[:1], entries):
            with django_assert_num_queries(2):
                readings(world.ana, some)
