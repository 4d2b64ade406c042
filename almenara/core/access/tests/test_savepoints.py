"""Savepoints are said with the next statement: what is kept is as if they were said at once."""

from contextlib import suppress

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from almenara.core.access.context import acting
from almenara.core.access.tests.asking import ANA, BEA, who
from almenara.core.access.tests.test_told import sent
from almenara.core.access.tests.test_turns import Undone, fail, fail_unseen
from almenara.core.parties.actor import NOBODY


@pytest.fixture
def written(db):
    """The numbers written so far, as the database has them."""

    def read():
        with connection.cursor() as cursor:
            cursor.execute("select n from written order by n")
            return [n for (n,) in cursor.fetchall()]

    connection.cursor().execute("create temp table written (n int) on commit drop")
    return read


def write(number):
    connection.cursor().execute("insert into written values (%s)", [number])


def test_an_act_that_asks_nothing_says_nothing(written):
    with acting(ANA), sent() as said:
        assert written() == []
        for _act in range(3):
            with transaction.atomic(), suppress(Undone), transaction.atomic():
                raise Undone
    assert not said


def test_what_ends_and_begins_between_two_statements_goes_with_who_acts(written):
    with acting(ANA):
        write(1)
        with transaction.atomic():
            write(2)
        with acting(BEA), transaction.atomic():
            write(3)
            assert who() == BEA
    assert written() == [1, 2, 3]


STEPS = st.lists(
    st.sampled_from(["write", "save", "release", "undo", "raw undo", "fail", "fail unseen"]),
    max_size=40,
)


@pytest.mark.django_db
@given(STEPS)
@settings(max_examples=100, deadline=None)
def test_in_any_order_the_rows_are_those_of_savepoints_said_at_once(steps):
    with transaction.atomic():
        connection.cursor().execute("create temp table written (n int) on commit drop")
        kept, saved = [], []
        for number, word in enumerate(steps):
            if word == "write":
                write(number)
                kept.append(number)
            elif word == "save":
                saved.append((transaction.savepoint(), len(kept)))
            elif saved:
                _end(word, saved, kept)
        with connection.cursor() as cursor:
            cursor.execute("select n from written order by n")
            assert [n for (n,) in cursor.fetchall()] == kept
        transaction.set_rollback(True)


def _end(word, saved, kept):
    sid, many = saved[-1]
    if word == "release":
        transaction.savepoint_commit(saved.pop()[0])
        return
    if word == "raw undo":
        connection.cursor().execute(f'rollback to savepoint "{sid}"')
    else:
        if word == "fail":
            with suppress(DatabaseError):
                fail()
        if word == "fail unseen":
            fail_unseen()
        transaction.savepoint_rollback(sid)
    del kept[many:]


def test_the_end_of_a_failed_act_is_refused_and_its_beginning_takes_back(written):
    write(1)
    first = transaction.savepoint()
    write(2)
    fail_unseen()
    with pytest.raises(DatabaseError):
        transaction.savepoint_commit(first)
    inner = transaction.savepoint()  # of a transaction that has failed: never said
    transaction.savepoint_rollback(inner)
    transaction.savepoint_commit(inner)
    transaction.savepoint_rollback(first)
    transaction.savepoint_commit(first)
    assert written() == [1]


def test_an_outer_end_ends_the_inner_ones(written):
    first = transaction.savepoint()
    write(1)
    second = transaction.savepoint()
    write(2)
    transaction.savepoint()
    transaction.savepoint_commit(second)
    transaction.savepoint_commit(first)
    with pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute(f'rollback to savepoint "{first}"')
    assert written() == [1, 2]


def test_a_savepoint_may_come_before_the_first_statement_and_the_last(bare):
    for undone in (False, True):
        with transaction.atomic():
            with suppress(Undone), transaction.atomic():
                if undone:
                    raise Undone
            with acting(ANA), transaction.atomic():
                assert who() == ANA
    with transaction.atomic():
        pass
    with connection.cursor() as cursor:
        cursor.execute("create temp table written (n int)")
        with transaction.atomic(), transaction.atomic():
            write(1)
        with suppress(Undone), transaction.atomic(), transaction.atomic():
            write(2)
            raise Undone
        cursor.execute("select n from written")
        assert cursor.fetchall() == [(1,)]


def test_a_connection_that_goes_away_takes_its_savepoints_with_it(bare, superuser):
    with suppress(DatabaseError, psycopg.Error), transaction.atomic():
        assert who() == NOBODY
        superuser.execute(
            "select pg_terminate_backend(%s)", [connection.connection.info.backend_pid]
        )
        with transaction.atomic():
            who()
    connection.close()
    with transaction.atomic(), acting(BEA), transaction.atomic():
        assert who() == BEA
