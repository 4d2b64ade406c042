"""Tests run as the application's own login: what row-level security hides is hidden here too.

The test database holds the reference data from the start (`almenara reference`): every State,
observer, unit, subregional organisation, network and message kind is there in every test, as real
rows, e.g. `Network.objects.visible_to(SYSTEM).get(slug="csirt")`. A test adds to them through
services and is rolled back. It is a database of its own for each state of migrations, models and
data files, so that a change of one never meets the tables of another; no `--create-db` is needed.
"""

import fcntl
import hashlib
import os
from pathlib import Path

import django
import pytest

pytest_plugins = ["tests.committed"]
ROOT = Path(__file__).parent
os.environ["ALMENARA_HOME"] = str(ROOT / "var" / "test")
os.environ["ALMENARA_ROLE"] = "owner"
os.environ.setdefault("ALMENARA_DEMO", "1")
os.environ.setdefault("ALMENARA_SECOND_FACTOR", "0")
os.environ["DJANGO_SETTINGS_MODULE"] = "almenara.config.settings"
MADE_OF = ("*/migrations/*.py", "*/types/*.yaml", "*/reference/*.yaml", "factsheets.py")


def pytest_configure():
    """After the settings of the tests' installation are named above, and before any test module."""
    django.setup()


@pytest.fixture(scope="session")
def server():
    """The embedded PostgreSQL of the tests, started once and stopped with the last user."""
    from almenara.config import cluster  # noqa: PLC0415 - only when a test needs the database

    with cluster.for_tests(ROOT) as running:
        yield running


@pytest.fixture(scope="session")
def _own_name(server):
    """The test database is named by what it is made of."""
    from django.db import connection  # noqa: PLC0415 - settings must be read first

    connection.settings_dict["TEST"]["NAME"] = f"test_almenara_{_digest()}"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(_own_name, django_db_modify_db_settings_parallel_suffix):
    """The server is up, and the name is known, before the test database is made."""


@pytest.fixture(scope="session")
def _one_at_a_time(server):
    """Of several runs only one makes a database, and takes away those of former states."""
    with open(ROOT / "var" / "test" / "made.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _drop_former(server)
        yield lock


@pytest.fixture(scope="session")
def django_db_setup(_one_at_a_time, django_db_setup, django_db_blocker):
    """Made and migrated by the owner; from here on the connection is the application's."""
    from django.db import connection  # noqa: PLC0415 - settings must be read first

    from almenara.config import reference  # noqa: PLC0415

    connection.close()
    connection.settings_dict["USER"] = "almenara_app"
    with django_db_blocker.unblock():
        reference.load_all()
    fcntl.flock(_one_at_a_time, fcntl.LOCK_UN)
    yield
    connection.close()
    connection.settings_dict["USER"] = "almenara_owner"


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def _digest() -> str:
    """Of every file that decides how an empty database of ours looks."""
    package = ROOT / "almenara"
    files = sorted(file for shape in MADE_OF for file in package.rglob(shape))
    said = hashlib.sha256()
    for file in files:
        said.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return said.hexdigest()[:10]


def _drop_former(server) -> None:
    """Databases of other states of the files that nobody is using now."""
    import psycopg  # noqa: PLC0415 - only when a test needs the database

    with psycopg.connect(server.url("superuser", "postgres"), autocommit=True) as link:
        found = link.execute(
            """select datname from pg_database d where datname ~ '^test_almenara_[0-9a-f]{10}'
               and position(%s in datname) = 0
               and not exists (select 1 from pg_stat_activity a where a.datname = d.datname)""",
            [_digest()],
        )
        for (name,) in found.fetchall():
            link.execute(f'drop database if exists "{name}"')


@pytest.fixture(scope="session")
def superuser(server, django_db_setup):
    """A link to the tests' database that no row security and no trigger stops."""
    import psycopg  # noqa: PLC0415 - only when a test needs the database
    from django.db import connection  # noqa: PLC0415 - settings must be read first

    url = server.url("superuser", connection.settings_dict["NAME"])
    with psycopg.connect(url, autocommit=True) as link:
        yield link


@pytest.fixture(scope="session")
def _ground(superuser):
    """A copy of the rows that are there before any test commits: reference data, journal's tip."""
    if superuser.execute("select from pg_namespace where nspname = 'ground'").fetchone():
        _restore(superuser)  # a former run was killed between a commit and its cleaning
    superuser.execute("drop schema if exists ground cascade; create schema ground")
    for table in _tables(superuser, "public"):
        superuser.execute(f'create table ground."{table}" as table public."{table}"')
        if not superuser.execute(f'select from ground."{table}" limit 1').fetchone():
            superuser.execute(f'drop table ground."{table}"')
    yield
    superuser.execute("drop schema ground cascade")


@pytest.fixture
def committed_db(_ground, superuser, django_db_blocker):
    """For tests with real commits (threads, commands, kills): what they wrote goes afterwards."""
    from django.db import connections  # noqa: PLC0415 - settings must be read first

    with django_db_blocker.unblock():
        yield superuser
        connections.close_all()
    _restore(superuser)


def _restore(superuser):
    """Every table as it was; triggers and foreign keys do not look."""
    with superuser.transaction():
        superuser.execute("set local session_replication_role = replica")
        every = ", ".join(f'public."{table}"' for table in _tables(superuser, "public"))
        superuser.execute(f"truncate {every}")
        for table in _tables(superuser, "ground"):
            columns = ", ".join(f'"{name}"' for name in _columns(superuser, table))
            superuser.execute(
                f'insert into public."{table}" ({columns}) select {columns} from ground."{table}"'
            )


def _tables(superuser, schema):
    question = "select tablename from pg_tables where schemaname = %s order by tablename"
    found = [name for (name,) in superuser.execute(question, [schema])]
    return [name for name in found if name != "django_migrations"]


def _columns(superuser, table):
    question = """select column_name from information_schema.columns where table_name = %s
        and table_schema = 'public' and is_generated = 'NEVER'"""
    return [name for (name,) in superuser.execute(question, [table])]
