"""Tests run as the application's own login: what row-level security hides is hidden here too.

The test database holds the reference data from the start (`almenara reference`): every State,
observer, unit, subregional organisation, network and message kind is there in every test, as real
rows, e.g. `Network.objects.visible_to(SYSTEM).get(slug="csirt")`. A test adds to them through
services and is rolled back. Each process has a database of its own, a fresh copy of one that is
made once for each state of migrations and data files: `--create-db` is never needed, and runs at
the same time do not meet.
"""

import contextlib
import fcntl
import gc
import itertools
import os
from fnmatch import fnmatch
from importlib import import_module
from pathlib import Path
from weakref import WeakKeyDictionary

import django
import pytest
from django.conf import settings
from django.contrib import auth
from django.test import client, override_settings
from hypothesis import is_hypothesis_test
from hypothesis import settings as properties

from almenara.config import contents
from tests.extent import examples

pytest_plugins = ["tests.committed", "tests.world"]
ROOT = Path(__file__).parent
TESTS = ROOT / "var" / "test"
os.environ["ALMENARA_HOME"] = str(TESTS)
os.environ["ALMENARA_ROLE"] = "owner"
os.environ.setdefault("ALMENARA_DEMO", "1")
os.environ.setdefault("ALMENARA_SECOND_FACTOR", "0")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command has it: two wait for each other
os.environ.setdefault("PGOPTIONS", "-cplan_cache_mode=force_generic_plan")  # planned once, not six
os.environ["DJANGO_SETTINGS_MODULE"] = "almenara.config.settings"


READING = {"test_decays.py", "test_house_rules.py"}  # all of the code: once, by one process
# What `make ci` alone asks: the matrices and page by page of each app, twenty at once, decays.
LATE = ("almenara/*/test_*pages*.py", "almenara/*/test_*journey.py", "almenara/*/test_*together.py",
        "almenara/*/test_matrix.py", "almenara/*/test_rights.py", "almenara/*/test_persons.py",
        "almenara/exchange/*/test_glass.py", "almenara/observatory/*/test_doors.py",
        "almenara/config/*/test_replica.py", "tests/journeys/*", "tests/leaks/test_pages.py",
        "tests/test_decays.py", "tests/test_house_routes.py")  # fmt: skip
LONGEST = {"test_interleavings.py", "test_demonstration.py", "test_serve.py"}


def pytest_configure():
    """After the settings of the tests' installation are named above, and before any test module."""
    django.setup()
    settings.DATABASES["default"]["OPTIONS"]["prepare_threshold"] = 1  # planned twice, not thrice
    properties.register_profile("house", deadline=None, max_examples=examples(100))
    properties.load_profile("house")


def pytest_collection_modifyitems(items):
    """A property is asked in part, whoever marks its module; what is late by its place."""
    items.sort(key=_turn)
    for item in items:
        place = item.path.relative_to(ROOT).as_posix()
        if any(fnmatch(place, one) for one in LATE):
            item.add_marker(pytest.mark.late)
        if is_hypothesis_test(getattr(item, "obj", None)):
            item.add_marker(pytest.mark.sampled)


def _turn(item):
    """What needs no database first: while one process makes it the other has something to do.

    Then what takes longest: at the end one process would wait for it alone.
    """
    if item.path.name in READING or "formats" in item.path.parts:
        return 0
    return 1 if item.path.name in LONGEST else 2


@pytest.fixture(scope="session")
def server():
    """The embedded PostgreSQL of the tests, started once and stopped with the last user."""
    from almenara.config import cluster  # noqa: PLC0415 - only when a test needs the database

    with cluster.for_tests(ROOT) as running:
        yield running


@pytest.fixture(scope="session")
def _place():
    """The number of this process among all that run tests here: each has a database of its own."""
    with contextlib.ExitStack() as held:
        for number in itertools.count():
            lock = held.enter_context(open(TESTS / f"place-{number}.lock", "w"))
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
        yield number


@pytest.fixture(scope="session")
def _copied(server, _place):
    """A fresh copy of the database that the first run made; False when this is the first run."""
    from django.db import connection  # noqa: PLC0415 - settings must be read first

    from almenara.config import addresses  # noqa: PLC0415

    # A deep or closed checkout puts the sockets elsewhere: known when the server is up.
    connection.settings_dict["HOST"] = str(addresses.database_sockets(TESTS))
    base, name = f"test_base_{contents.digest()[:10]}", f"test_almenara_{_place}"
    connection.settings_dict["TEST"]["NAME"] = name
    with open(TESTS / "made.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with _superuser(server) as link:
            _drop_former(link, base, name)
            known = link.execute("select 1 from pg_database where datname = %s", [base]).fetchone()
            if known:
                _copy(link, base, name)
        yield bool(known), base, name, lock


@pytest.fixture(scope="session")
def django_db_modify_db_settings(_copied):
    """The server is up, and the name is known, before the test database is made."""


@pytest.fixture(scope="session")
def django_db_setup(server, _copied, django_db_setup, django_db_blocker):
    """Made and migrated by the owner; from here on the connection is the application's."""
    from django.db import connection  # noqa: PLC0415 - settings must be read first

    from almenara.config import reference  # noqa: PLC0415

    known, base, name, lock = _copied
    connection.close()
    connection.settings_dict["USER"] = "almenara_app"
    if not known:
        with django_db_blocker.unblock():
            reference.load_all()
            connection.close()
        with _superuser(server) as link:
            _copy(link, name, base)
    fcntl.flock(lock, fcntl.LOCK_UN)
    yield
    connection.close()
    connection.settings_dict["USER"] = "almenara_owner"


@pytest.fixture(autouse=True, scope="session")
def _quick_passwords():
    """Worlds that a module builds once have accounts too."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True, scope="session")
def _one_chain(_quick_passwords):
    """Under the same settings all clients go through the same middleware, as in a server."""
    made: WeakKeyDictionary[object, dict[str, object]] = WeakKeyDictionary()
    former = client.ClientHandler.load_middleware

    def load(handler):
        if settings._wrapped not in made:
            own = dict(vars(handler))
            former(handler)
            after = vars(handler).items()
            made[settings._wrapped] = {name: v for name, v in after if own.get(name) is not v}
        vars(handler).update(made[settings._wrapped])

    client.ClientHandler.load_middleware = load
    yield
    client.ClientHandler.load_middleware = former


@pytest.fixture(autouse=True, scope="session")
def _light_clients():
    """A page has a hundred pieces: Django's client keeps a copy of what the page itself was given.

    What was imported lives as long as the process: no garbage is looked for in it.
    """
    former = client.store_rendered_templates

    def store(kept, **rendered):
        if "templates" not in kept:
            former(kept, **rendered)

    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    client.store_rendered_templates = store
    yield
    client.store_rendered_templates = former


@pytest.fixture(autouse=True, scope="session")
def _quick_sign_in():
    """Whoever a test signs in has the session that signing in leaves, in two statements of nine."""
    former = client.Client.force_login

    def enter(browser, user, backend=settings.AUTHENTICATION_BACKENDS[0]):
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        session[auth.SESSION_KEY] = str(user.pk)
        session[auth.BACKEND_SESSION_KEY] = backend
        session[auth.HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        browser.cookies[settings.SESSION_COOKIE_NAME] = session.session_key

    client.Client.force_login = enter
    yield
    client.Client.force_login = former


def _superuser(server):
    import psycopg  # noqa: PLC0415 - only when a test needs the database

    return psycopg.connect(server.url("superuser", "postgres"), autocommit=True)


def _copy(link, source: str, name: str) -> None:
    link.execute(f'create database "{name}" template "{source}" owner almenara_owner')


def _drop_former(link, base: str, name: str) -> None:
    """Our own of a former run, and the bases of other states of the files."""
    found = link.execute(
        "select datname from pg_database where datname = %s"
        " or (datname like 'test\\_base\\_%%' and datname <> %s)",
        [name, base],
    )
    for (former,) in found.fetchall():
        link.execute(f'drop database if exists "{former}" with (force)')
