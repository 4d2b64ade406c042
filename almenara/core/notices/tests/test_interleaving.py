"""Sending, answering and dying at the same time, with rows that are really committed."""

import threading
import time
from collections.abc import Callable

import psycopg
import pytest
from django.db import connection, connections, transaction

from almenara.core.access.context import acting, system_work
from almenara.core.notices import handover, post
from almenara.core.notices.models import Notice
from almenara.core.notices.tests import make, sinks
from almenara.core.parties.actor import SYSTEM


def tell(*tellings):
    with transaction.atomic(), acting(SYSTEM):
        return post.tell(SYSTEM, *tellings)


def withdraw(group: str) -> float:
    """An answer: the moment at which it is committed."""
    with transaction.atomic(), acting(SYSTEM):
        post.withdraw(SYSTEM, [group])
    return time.monotonic()


def beside(work: Callable[[], object]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def wait_for(what: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not what():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.01)


def test_an_answer_waits_for_what_is_in_flight_and_nothing_leaves_after(committed_db, settings):
    make.word()
    with sinks.mail(sinks.MailRules(delay=0.4)) as taken:
        settings.MAIL_URL = taken.url
        telling = make.telling(*make.persons(120))
        tell(telling)
        sending = beside(lambda: make.hand_over("mail"))
        wait_for(lambda: taken.messages)
        answered = withdraw(telling.group)
        sending.join()
        time.sleep(0.2)
    assert max(at for at, _text in taken.messages) < answered
    with system_work():
        stages = Notice.objects.filter(channel="mail").values_list("stage", flat=True)
        assert set(stages) <= {"sent", "withdrawn"}
        assert list(stages).count("sent") == len(taken.messages)


def test_an_answer_to_one_group_does_not_wait_for_another(committed_db, settings):
    make.word()
    with sinks.mail(sinks.MailRules(delay=60)) as taken:
        settings.MAIL_URL = taken.url
        busy, other = make.telling(make.person()), make.telling(make.person())
        tell(busy)
        sending = beside(lambda: make.hand_over("mail"))
        wait_for(lambda: taken.messages)
        tell(other)
        withdraw(other.group)
        assert sending.is_alive()
        taken.go_on.set()
        sending.join()


def test_what_an_answer_holds_is_left_alone_until_it_is_known(committed_db, settings, tmp_path):
    make.word()
    settings.MAIL_URL, settings.MAIL_FOLDER = "", tmp_path / "mail"
    telling = make.telling(make.person())
    tell(telling)
    holding, done = threading.Event(), threading.Event()

    def answer_and_think_again() -> None:
        with transaction.atomic(), acting(SYSTEM):
            post.withdraw(SYSTEM, [telling.group])
            holding.set()
            done.wait(5)
            transaction.set_rollback(True)

    answering = beside(answer_and_think_again)
    holding.wait(5)
    make.hand_over("mail")
    assert not list((tmp_path / "mail").glob("*.eml"))
    done.set()
    answering.join()
    make.hand_over("mail")
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 1


def test_dying_between_the_sending_and_the_commit_sends_again_under_the_same_key(
    committed_db, settings, monkeypatch
):
    make.word()
    with sinks.mail() as taken:
        settings.MAIL_URL = taken.url
        tell(make.telling(make.person()))
        honest = handover._write

        def dies(outcomes):
            monkeypatch.setattr(handover, "_write", honest)
            connection.connection.close()
            honest(outcomes)

        monkeypatch.setattr(handover, "_write", dies)
        with pytest.raises(Exception, match="closed"):
            make.hand_over("mail")
        connection.close()
        assert make.notice(channel="mail").stage == "queued"
        make.hand_over("mail")
        assert make.notice(channel="mail").stage == "sent"
    lines = [line for _at, text in taken.messages for line in text.splitlines()]
    keys = [line for line in lines if b"X-Almenara-Key" in line]
    assert len(keys) == 2
    assert len(set(keys)) == 1


def test_when_the_database_goes_away_nothing_more_leaves(committed_db, settings):
    make.word()
    rules = sinks.MailRules(delay=0.5)
    with sinks.mail(rules) as taken:
        settings.MAIL_URL = taken.url
        tell(make.telling(*make.persons(150)))
        failures = []

        def hand_over() -> None:
            try:
                make.hand_over("mail")
            except Exception as fault:
                failures.append(fault)

        sending = beside(hand_over)
        wait_for(lambda: taken.messages)
        _cut_others(committed_db)
        time.sleep(0.3)
        left = len(taken.messages)
        sending.join()
        time.sleep(0.7)
        assert len(taken.messages) == left < 150
        assert failures
        connection.close()
        rules.delay = 0
        make.hand_over("mail")
    with system_work():
        assert Notice.objects.filter(channel="mail").exclude(stage="sent").count() == 0


def test_two_workers_share_the_work_and_send_nothing_twice(committed_db, settings, monkeypatch):
    monkeypatch.setattr(handover, "BATCH", 10)
    make.word()
    with sinks.mail(sinks.MailRules(delay=0.02)) as taken:
        settings.MAIL_URL = taken.url
        for _telling in range(6):
            tell(make.telling(*make.persons(20)))
        carriage = make.carriage("mail")
        workers = [beside(lambda: handover._run(handover.Run("mail", carriage))) for _ in range(3)]
        for worker in workers:
            worker.join()
        make.hand_over("mail")
    assert len(taken.messages) == 120
    with system_work():
        assert Notice.objects.filter(channel="mail", stage="sent", attempts=1).count() == 120


def _cut_others(superuser: psycopg.Connection) -> None:
    superuser.execute(
        """select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()"""
    )
