"""What a transaction takes back, and where it ends: who acts is said again."""

from contextlib import ExitStack, suppress

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from almenara.core.access.context import acting, as_system, current, system_work
from almenara.core.access.tests import asking
from almenara.core.access.tests.asking import ANA, ASK, BEA, WHO, by_driver, who
from almenara.core.parties.actor import NOBODY, SYSTEM


class Undone(Exception):
    pass


@pytest.mark.django_db
def test_what_is_taken_back_takes_back_who_acts():
    with acting(ANA):
        with suppress(Undone), transaction.atomic(), acting(SYSTEM):
            assert who() == SYSTEM
            raise Undone
        assert who() == ANA
        with acting(BEA):
            with suppress(Undone), transaction.atomic():
                assert who() == BEA  # said within: the savepoint knew Ana alone
                raise Undone
            assert who() == BEA
        assert who() == ANA


@pytest.mark.django_db
def test_what_failed_takes_back_who_acts():
    with acting(BEA):
        with suppress(DatabaseError), transaction.atomic(), acting(SYSTEM):
            assert who() == SYSTEM
            fail()
        assert who() == BEA
        with as_system("test"):
            with suppress(DatabaseError), transaction.atomic():
                fail()
            assert who() == SYSTEM


@pytest.mark.django_db
def test_savepoints_that_django_does_not_know():
    with connection.cursor() as cursor, acting(ANA):
        cursor.execute("savepoint one")
        with acting(BEA):
            assert who() == BEA
            cursor.execute("rollback to savepoint one")
            assert who() == BEA
            cursor.execute("release savepoint one")
            assert who() == BEA
        with connection.connection.transaction(force_rollback=True), as_system("test"):
            assert by_driver() == SYSTEM
        assert who() == ANA


@pytest.mark.django_db
def test_several_statements_in_one_begin_as_whoever_acted_at_the_savepoint():
    with connection.cursor() as cursor:
        with as_system("test"):
            assert who() == SYSTEM
        with acting(ANA):
            cursor.execute("savepoint one")
            with suppress(Undone), acting(BEA):
                assert who() == BEA
                raise Undone
            cursor.execute(f"rollback to savepoint one; {ASK}")
            assert cursor.nextset()
            assert cursor.fetchone() == ("1",)


@pytest.mark.django_db
def test_a_block_that_catches_its_own_error():
    with connection.cursor() as cursor, acting(ANA):
        cursor.execute("do $$ begin perform 1/0; exception when others then null; end $$")
        assert who() == ANA


OUTSIDE = (asking.by_cursor, asking.by_values, asking.by_copy, asking.by_model, asking.by_iterator)
STEPS = st.one_of(
    st.sampled_from([ANA, BEA, SYSTEM, NOBODY]).map(lambda actor: ("act", actor)),
    st.sampled_from(["leave", "save", "release", "undo", "raw undo", "fail", "ask"]).map(
        lambda word: (word, None)
    ),
)


@pytest.mark.django_db
@given(st.lists(STEPS, max_size=30))
@settings(max_examples=100, deadline=None)
def test_in_any_order_whoever_acts_is_who_is_answered(steps):
    with transaction.atomic():
        _walk(steps)
        transaction.set_rollback(True)


def _walk(steps):
    saved, entered = [], []
    for word, actor in [*steps, ("ask", None)]:
        if word == "act":
            entered.append(ExitStack())
            entered[-1].enter_context(acting(actor))
        elif word == "leave" and entered:
            entered.pop().close()
        elif word == "save":
            saved.append(transaction.savepoint())
        elif word == "ask":
            assert who() == current()
        elif saved:
            _end(word, saved)
    while entered:
        entered.pop().close()
        assert who() == current()


def _end(word, saved):
    if word == "release":
        transaction.savepoint_commit(saved.pop())
    elif word == "raw undo":
        connection.cursor().execute(f'rollback to savepoint "{saved[-1]}"')
    elif word in ("undo", "fail"):
        if word == "fail":
            fail_unseen()
        transaction.savepoint_rollback(saved[-1])


def fail():
    connection.cursor().execute("select 1/0")


def fail_unseen():
    """An error that Django does not see: its transaction takes no note of it."""
    with suppress(psycopg.Error):
        connection.connection.execute("select 1/0")


def test_the_end_of_a_transaction_ends_what_it_was_told(bare):
    for end in (connection.commit, connection.rollback):
        transaction.set_autocommit(False)
        with as_system("test"):
            assert who() == SYSTEM
            end()
            assert who() == SYSTEM
        assert who() == NOBODY
        end()
        transaction.set_autocommit(True)
        assert who() == NOBODY


@pytest.mark.parametrize("end", ["commit", "rollback", "commit and chain", "rollback and chain"])
def test_an_end_that_django_does_not_know(bare, end):
    with transaction.atomic(), acting(ANA):
        assert who() == ANA
        connection.cursor().execute(end)
        with acting(BEA):
            assert who() == BEA
        assert who() == ANA
    assert who() == NOBODY


@pytest.mark.django_db
@pytest.mark.parametrize("forget", ["reset all", "reset application_name"])
def test_what_the_server_forgets_is_said_again(forget):
    with acting(ANA):
        assert who() == ANA
        connection.cursor().execute(forget)
        assert who() == ANA
        connection.cursor().execute(forget)
    assert who() == NOBODY


def test_without_a_transaction_nobody_acts(bare):
    with as_system("test"):
        for asks in OUTSIDE:
            assert asks() == NOBODY
            assert asks() == NOBODY


def test_a_transaction_that_python_did_not_begin(bare):
    with connection.cursor() as cursor, acting(ANA):
        cursor.execute("begin")
        assert who() == ANA
        with as_system("test"):
            assert who() == SYSTEM
        cursor.execute("commit")
        assert who() == NOBODY


def test_what_comes_after_the_commit_is_done_by_nobody(bare):
    found = []
    with transaction.atomic(), acting(ANA):
        assert who() == ANA
        transaction.on_commit(lambda: found.append(who()))
    with system_work():
        assert who() == SYSTEM
        transaction.on_commit(lambda: found.append(who()))
    assert found == [NOBODY, NOBODY]


def test_triggers_of_the_commit_are_run_as_whoever_acts_then(bare):
    with connection.cursor() as cursor:
        cursor.execute(f"""create temp table heard (who text); create temp table told (n int);
        create function pg_temp.hear() returns trigger language plpgsql as
        $$ begin insert into heard select {WHO}; return null; end $$;
        create constraint trigger late after insert on told deferrable initially deferred
        for each row execute function pg_temp.hear()""")
        with transaction.atomic(), acting(ANA), as_system("test"):
            cursor.execute("insert into told values (1)")
        with acting(ANA), transaction.atomic(), as_system("test"):
            cursor.execute("insert into told values (1)")
        cursor.execute("select who from heard")
        assert cursor.fetchall() == [("",), ("1",)]


def test_a_new_connection_is_told_anew(bare, superuser):
    with acting(ANA):
        for _ in range(2):
            with transaction.atomic():
                assert who() == ANA
            connection.close()
        with suppress(DatabaseError), transaction.atomic():
            superuser.execute(
                "select pg_terminate_backend(%s)", [connection.connection.info.backend_pid]
            )
            who()
        connection.close()
        with transaction.atomic():
            assert who() == ANA


def test_a_health_check_is_no_door(bare):
    with transaction.atomic():
        with as_system("test"):
            assert who() == SYSTEM
        with acting(BEA):
            assert connection.is_usable()
            assert who() == BEA
