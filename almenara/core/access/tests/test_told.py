"""Whoever acts is who PostgreSQL answers, by whichever door a statement leaves."""

import asyncio
import contextvars
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.db import DatabaseError, connection, connections, transaction

import almenara
from almenara.core.access.context import acting, as_system
from almenara.core.access.postgresql.base import DatabaseWrapper, Link
from almenara.core.access.tests.asking import ANA, ASK, BEA, DOORS, WHO, by_values, who
from almenara.core.parties.actor import NOBODY, SYSTEM, Actor

HARMLESS = "set_config('synchronous_commit', 'off', true)"  # how a commit is kept, not who acts


@contextmanager
def sent():
    """What leaves besides the statements of cursors: who acts, and the ends of transactions."""
    found, former = [], Link._exec_command

    def heard(self, command, *args, **kwargs):
        found.append(command)
        return former(self, command, *args, **kwargs)

    Link._exec_command = heard
    try:
        yield found
    finally:
        Link._exec_command = former


@pytest.mark.django_db
@pytest.mark.parametrize("asks", DOORS, ids=lambda door: door.__name__)
def test_each_door_says_who_acts(asks):
    for actor in (ANA, BEA, SYSTEM, NOBODY, ANA):
        with acting(actor):
            assert asks() == actor
            with as_system("test"):
                assert asks() == SYSTEM
            assert asks() == actor
    assert asks() == NOBODY


@pytest.mark.parametrize("asks", DOORS, ids=lambda door: door.__name__)
def test_each_door_may_be_the_first_of_a_transaction(bare, asks):
    for actor in (SYSTEM, ANA):
        with acting(actor), transaction.atomic():
            assert asks() == actor
        with transaction.atomic(), acting(actor):
            assert asks() == actor
    with transaction.atomic():
        assert asks() == NOBODY


def test_many_at_once_may_be_the_first_of_a_transaction(bare):
    with connection.cursor() as cursor:
        cursor.execute("create temp table many (who text, number int)")
        for actor in (SYSTEM, ANA):
            with acting(actor), transaction.atomic():
                cursor.executemany(f"insert into many values ({WHO}, %s)", [(1,), (2,)])
        cursor.execute("select who from many")
        assert cursor.fetchall() == [("on",), ("on",), ("1",), ("1",)]


@pytest.mark.django_db
def test_a_statement_asked_often_is_prepared_and_says_who_acts_now():
    for _ in range(5):
        with acting(ANA):
            assert by_values() == ANA
        with acting(BEA):
            assert by_values() == BEA


@pytest.mark.django_db
def test_a_cursor_of_the_server_answers_whoever_fetches():
    with acting(ANA), connection.chunked_cursor() as cursor:
        cursor.execute(f"select {WHO} from generate_series(1, 5)")
        assert cursor.fetchmany(1) == [("1",)]
        with acting(BEA):
            assert cursor.fetchmany(1) == [("2/x",)]
        assert cursor.fetchmany(1) == [("1",)]


@pytest.mark.django_db
def test_a_cursor_kept_says_who_acts_now():
    with acting(ANA):
        kept = connection.cursor()
    with kept, acting(BEA):
        kept.execute(ASK)
        assert kept.fetchone() == ("2/x",)


@pytest.mark.django_db
def test_who_asks_nothing_costs_nothing():
    with acting(ANA):
        assert who() == ANA
        with sent() as commands:
            for _ in range(3):
                with as_system("test"), acting(BEA), acting(ANA):
                    pass
            assert who() == ANA
            with acting(ANA):
                assert who() == ANA
        assert not commands


def test_each_thread_acts_by_itself(bare):
    def asks():
        with transaction.atomic():
            return who()

    def leaves():
        connections.close_all()

    with ThreadPoolExecutor(1) as lane, transaction.atomic(), as_system("test"):
        assert who() == SYSTEM
        assert lane.submit(asks).result() == NOBODY
        carried = contextvars.copy_context()
        with acting(ANA):
            assert lane.submit(carried.run, asks).result() == SYSTEM
            assert lane.submit(asks).result() == NOBODY
            assert who() == ANA
        lane.submit(leaves).result()


@pytest.mark.django_db
def test_threads_that_share_a_connection_act_each_by_themselves():
    found, shared = [], connections["default"]

    def asks():
        connections["default"] = shared
        found.append(who())
        with acting(BEA):
            found.append(who())

    shared.inc_thread_sharing()
    try:
        with as_system("test"):
            assert who() == SYSTEM
            thread = threading.Thread(target=asks)
            thread.start()
            thread.join()
            assert who() == SYSTEM
    finally:
        shared.dec_thread_sharing()
    assert found == [NOBODY, BEA]


@pytest.mark.django_db
def test_tasks_of_one_loop_act_each_by_themselves():
    async def page(actor):
        found = []
        with acting(actor):
            for _ in range(3):
                found.append(await sync_to_async(who)())
                await asyncio.sleep(0)
        return found

    async def together():
        return await asyncio.gather(page(ANA), page(BEA), page(SYSTEM))

    found = async_to_sync(together)()
    assert found == [[ANA] * 3, [BEA] * 3, [SYSTEM] * 3]


@pytest.mark.django_db
def test_a_pipeline_is_refused():
    connection.ensure_connection()
    with pytest.raises(psycopg.NotSupportedError), connection.connection.pipeline():
        pass


@pytest.mark.django_db
@pytest.mark.parametrize("report", [None, b"", b"pooler"])
def test_a_pooler_that_hides_what_the_server_reports_opens_nothing(report, monkeypatch):
    monkeypatch.setattr(Link, "_is_untold", _with_report(report))
    for _ in range(2):
        with as_system("test"):
            assert who() == SYSTEM
        assert who() == NOBODY
        with acting(ANA):
            assert who() == ANA
            with acting(NOBODY):
                assert who() == NOBODY
            assert who() == ANA
        assert who() == NOBODY


def _with_report(report):
    """What the connection hears of a server behind such a pooler."""
    former = Link._is_untold

    class Heard:
        def __init__(self, pgconn):
            self.transaction_status = pgconn.transaction_status

        def parameter_status(self, name):
            return report

    class Behind:
        def __init__(self, link):
            self.pgconn, self._is_fresh = Heard(link.pgconn), link._is_fresh

    def is_untold(link):
        behind = Behind(link)
        untold = former(behind)
        link._is_fresh = behind._is_fresh
        return untold

    return is_untold


@pytest.mark.django_db
def test_who_cannot_be_told_asks_nothing():
    with acting(ANA):
        assert who() == ANA
    with acting(Actor("?", person="a\0b")), pytest.raises((DatabaseError, psycopg.Error)):
        who()
    assert who() == NOBODY


@pytest.mark.django_db
@pytest.mark.parametrize("word", ["o'ne", '"', "\\", "\\'; select 1 --", "ñ€𝄞", "%s", "{}"])
def test_what_is_told_is_told_to_the_letter(word):
    with acting(Actor("?", person=word, institution=word)), connection.cursor() as cursor:
        cursor.execute("select current_setting('app.person'), current_setting('app.institution')")
        assert cursor.fetchone() == (word, word)


@pytest.mark.django_db
def test_an_actor_called_system_is_not_the_system():
    with as_system("test"):
        assert who() == SYSTEM
        with acting(Actor("system", pseudonym="system")), connection.cursor() as cursor:
            cursor.execute(ASK)
            assert cursor.fetchone() == ("",)


@pytest.mark.django_db
def test_roles_held_for_somebody_absent_are_told_although_the_person_is_the_same():
    plain = Actor("ana", person="1")
    covering = Actor("ana", person="1", acting_for=(Actor("x", roles=frozenset({"liaison"})),))
    assert plain == covering
    for actor, roles in ((plain, ""), (covering, "liaison"), (plain, "")):
        with acting(actor), connection.cursor() as cursor:
            cursor.execute("select current_setting('app.roles')")
            assert cursor.fetchone() == (roles,)


@pytest.mark.django_db
def test_nobody_speaks_past_the_connection():
    """What libpq itself is asked passes no door of ours: one module alone names it."""
    assert all(isinstance(one, DatabaseWrapper) for one in connections.all())
    ours = Path(almenara.__file__).parent
    for file in ours.rglob("*.py"):
        if {"tests", "access", "migrations"}.isdisjoint(file.relative_to(ours).parts):
            text = file.read_text(encoding="utf-8").replace(HARMLESS, "")
            for word in ("pgconn", "_exec_command", "set_config", "application_name"):
                assert word not in text, (file, word)
