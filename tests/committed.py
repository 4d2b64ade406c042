"""Fixtures for tests that really commit: threads, commands, kills, rows changed by a superuser."""

import psycopg
import pytest
from pytest_django import fixtures


def pytest_configure():
    """`committed_db` needs the test database too; pytest-django looks for its own names."""
    fixtures._get_databases_for_setup = lambda items: ({"default"}, set())


@pytest.fixture(scope="session")
def superuser(server, django_db_setup):
    """A link to the tests' database that no row security and no trigger stops."""
    from django.db import connection  # noqa: PLC0415 - settings must be read first

    name = connection.settings_dict["NAME"]
    assert name.startswith("test_"), name
    with psycopg.connect(server.url("superuser", name), autocommit=True) as link:
        yield link


@pytest.fixture(scope="session")
def _ground(superuser):
    """A copy of the rows that are there before any test commits: reference data and its acts."""
    if superuser.execute("select 1 from pg_namespace where nspname = 'ground'").fetchone():
        _restore(superuser, {})  # a former run was killed between a commit and its cleaning
    superuser.execute("drop schema if exists ground cascade; create schema ground")
    for table in _tables(superuser, "public"):
        if superuser.execute(f'select 1 from public."{table}" limit 1').fetchone():
            superuser.execute(f'create table ground."{table}" as table public."{table}"')
    yield _marks(superuser, _tables(superuser, "ground"))
    superuser.execute("drop schema ground cascade")


@pytest.fixture
def committed_db(_ground, superuser, django_db_blocker):
    """The test database without a transaction around the test; afterwards it is as before."""
    from django.db import connections  # noqa: PLC0415 - settings must be read first

    with django_db_blocker.unblock():
        yield superuser
        connections.close_all()
    _restore(superuser, _ground)


def _restore(superuser, marks):
    """Every table as it was; triggers and foreign keys do not look. Most are empty, and stay so."""
    kept = _tables(superuser, "ground")
    changed = [name for name, mark in _marks(superuser, kept).items() if marks.get(name) != mark]
    emptied = [name for name in _tables(superuser, "public") if name not in kept] + changed
    with superuser.transaction():
        superuser.execute("set local session_replication_role = replica")
        superuser.execute("; ".join(f'delete from public."{table}"' for table in emptied))
        for table in changed:
            columns = ", ".join(f'"{name}"' for name in _columns(superuser, table))
            superuser.execute(
                f'insert into public."{table}" ({columns}) select {columns} from ground."{table}"'
            )
    marks.update(_marks(superuser, changed))


def _marks(superuser, tables):
    """How many rows a table has and what wrote last: what has the same mark was not touched."""
    count = """select '{0}', count(*), max(xmin::text::bigint) from public."{0}\""""
    rows = superuser.execute(" union all ".join(map(count.format, tables))) if tables else ()
    return {name: mark for name, *mark in rows}


def _tables(superuser, schema):
    question = "select tablename from pg_tables where schemaname = %s order by tablename"
    found = [name for (name,) in superuser.execute(question, [schema])]
    return [name for name in found if name != "django_migrations"]


def _columns(superuser, table):
    question = """select column_name from information_schema.columns where table_name = %s
        and table_schema = 'public' and is_generated = 'NEVER'"""
    return [name for (name,) in superuser.execute(question, [table])]
