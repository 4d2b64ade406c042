"""What a connection has planned outlives a page that takes everything back."""

from contextlib import suppress

from django.db import DatabaseError, connection, transaction

from almenara.core.access.tests.asking import by_values

PLANNED = """select count(*) from pg_prepared_statements
where statement like '%app.person%' and statement like '%where $1 = $2'"""


def planned():
    with connection.cursor() as cursor:
        cursor.execute(PLANNED)
        return cursor.fetchone()[0]


def ask_and_take_back():
    with transaction.atomic():
        by_values()
        transaction.set_rollback(True)


def fail_and_take_back():
    with suppress(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select 1 / 0")


def test_a_refused_page_keeps_the_plans_and_a_failed_statement_does_not(bare):
    for _page in range(4):
        ask_and_take_back()
    assert planned() == 1
    fail_and_take_back()
    assert planned() == 0


def test_so_do_a_refused_act_and_a_failed_one_inside_a_page(bare):
    with transaction.atomic():
        for _act in range(4):
            ask_and_take_back()
        assert planned() == 1
        fail_and_take_back()
        assert planned() == 0
