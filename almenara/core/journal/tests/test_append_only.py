"""What the database refuses, whoever asks in whatever way."""

from copy import deepcopy

import pytest
from django.db import DatabaseError, connection, transaction

from almenara.core.access.context import acting
from almenara.core.journal import services
from almenara.core.journal.models import Concern, Entry, Head
from almenara.core.journal.tests import make
from almenara.core.parties.actor import NOBODY, SYSTEM
from tests.shared import built_once

ATTEMPTS = [
    "insert into journal_entry select seq + 99, leaf, chain, at, actor, state, institution, verb,"
    " thing, outcome from journal_entry limit 1",
    "insert into journal_concern (seq, institution) values (0, 'csirt-j-cri')",
    "insert into journal_tip values (1, 7, '')",
    "update journal_tip set size = 1",
    *make.WRITTEN_OVER,
]


def _build():
    """An act, and a signature after it."""
    made = make.world()
    make.grant(made.ana, make.token_of(made.ana))
    services.sign(SYSTEM)
    return made


_world = built_once(_build)


@pytest.fixture
def world(_world, db):
    return deepcopy(_world)


def run(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.rowcount


@pytest.mark.parametrize("statement", ATTEMPTS)
@pytest.mark.parametrize("actor", [NOBODY, SYSTEM])
def test_the_role_of_the_web_cannot_write_the_journal_even_as_the_system(world, statement, actor):
    with acting(actor), pytest.raises(DatabaseError), transaction.atomic():
        run(statement)


def test_nobody_but_the_system_adds_a_head(world):
    with acting(world.ana), pytest.raises(DatabaseError), transaction.atomic():
        Head.objects.create(size=0, root="", at="2026-01-01T00:00:00Z", note="", key="")


def test_without_context_raw_sql_reads_no_row(world):
    with transaction.atomic(), acting(NOBODY):
        for table in ("journal_entry", "journal_concern", "journal_tip"):
            assert run(f"select * from {table}") == 0


def test_raw_sql_reads_only_ones_own_acts_and_those_on_ones_things(world):
    make.grant(world.luis, make.token_of(world.luis))
    for actor in (world.ana, world.luis):
        with acting(actor):
            assert [entry.actor for entry in Entry.objects.all()] == [actor.pseudonym]
            assert {concern.person for concern in Concern.objects.all()} == {actor.person}
