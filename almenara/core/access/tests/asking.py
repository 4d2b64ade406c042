"""Two persons, and every way in which a connection is asked who acts."""

from django.db import connection
from django.db.models import Value
from django.db.models.functions import Concat

from almenara.core.access.context import current
from almenara.core.parties.actor import NOBODY, SYSTEM, Actor
from almenara.core.parties.models import State

ANA, BEA = Actor("ana", person="1"), Actor("bea", person="2", institution="x")
WHO = """concat_ws('/', nullif(current_setting('app.person', true), ''),
nullif(current_setting('app.institution', true), ''),
nullif(current_setting('app.system', true), ''))"""
ASK = f"select {WHO}"
NAMES = {"1": ANA, "2/x": BEA, "on": SYSTEM, "": NOBODY}


def who() -> Actor:
    with connection.cursor() as cursor:
        cursor.execute(ASK)
        return NAMES[cursor.fetchone()[0]]


def by_cursor():
    return who()


def by_values():
    with connection.cursor() as cursor:
        cursor.execute(f"{ASK} where %s = %s", [1, 1])
        return NAMES[cursor.fetchone()[0]]


def by_many():
    with connection.cursor() as cursor:
        cursor.execute("create temp table if not exists heard (who text, number int)")
        cursor.execute("truncate heard")
        cursor.executemany(f"insert into heard values ({WHO}, %s)", [(1,), (2,), (3,)])
        cursor.execute("select who from heard group by 1")
        (only,) = cursor.fetchall()
        return NAMES[only[0]]


def by_procedure():
    with connection.cursor() as cursor:
        cursor.callproc("current_setting", ["app.person", True])
        found = cursor.fetchone()[0]
    return {"1": ANA, "2": BEA}.get(found, current())  # those without a person say nothing here


def by_copy():
    with connection.cursor() as cursor, cursor.copy(f"copy ({ASK}) to stdout") as copied:
        return NAMES[b"".join(copied).decode().strip()]


def by_stream():
    with connection.cursor() as cursor:
        ((found,),) = cursor.cursor.stream(ASK)
        return NAMES[found]


def by_server_cursor():
    with connection.chunked_cursor() as cursor:
        cursor.execute(ASK)
        return NAMES[cursor.fetchone()[0]]


def by_model():
    asked = State.objects.order_by().annotate(who=_Who()).values_list("who", flat=True)
    return NAMES[asked[:1].get()]


def by_iterator():
    asked = State.objects.order_by().annotate(who=_Who()).values_list("who", flat=True)
    return NAMES[next(iter(asked.iterator(1)))]


def by_driver():
    connection.ensure_connection()
    return NAMES[connection.connection.execute(ASK).fetchone()[0]]


def by_transaction_of_the_driver():
    connection.ensure_connection()
    with connection.connection.transaction():
        return NAMES[connection.connection.execute(ASK).fetchone()[0]]


class _Who(Concat):
    def __init__(self):
        super().__init__(Value(""), Value(""))

    def as_sql(self, *args, **kwargs):
        return WHO, []

    as_postgresql = as_sql


DOORS = [value for name, value in globals().items() if name.startswith("by_")]
