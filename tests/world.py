"""The demonstration world for tests: built once for each state of the code, a fresh copy each run.

A test that takes `world` meets the world of `almenara demo` and is rolled back. It is not marked
with `django_db`: that would open the other database first.

    def test_panama_reads_its_alert(world, client):
        client.force_login(world.user("pan-csirt-guardia-1"))
"""

import csv
import fcntl
import hashlib
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

ROOT = Path(__file__).parent.parent
TESTS = ROOT / "var" / "test"


@dataclass(frozen=True)
class World:
    """What the file of accounts says, by user name."""

    rows: dict[str, dict[str, str]]

    def user(self, username: str):
        from django.contrib.auth import get_user_model  # noqa: PLC0415

        return get_user_model().objects.get(username=username)

    def actor(self, username: str):
        from almenara.core.identity import who  # noqa: PLC0415

        return who.of_user(self.user(username).pk)

    def bearer(self, username: str) -> dict[str, str]:
        """The headers with which this person calls the API."""
        return {"Authorization": f"Bearer {self.rows[username]['token']}"}


@pytest.fixture(scope="session")
def _world(server, _place, _copied, django_db_setup, django_db_blocker):
    """The name of a fresh copy of the world's database, with the rows of its file of accounts."""
    base, name = f"test_world_base_{_digest()}", f"test_world_{_place}"
    file = TESTS / f"{base}.csv"
    with (
        open(TESTS / "world.lock", "w") as lock,
        psycopg.connect(server.url("superuser", "postgres"), autocommit=True) as link,
    ):
        fcntl.flock(lock, fcntl.LOCK_EX)
        _drop(link, base, name)
        found = link.execute("select 1 from pg_database where datname = %s", [base]).fetchone()
        if not (found and file.exists()):
            _copy(link, _copied[1], name)
            with django_db_blocker.unblock():
                _build(name, file)
            _copy(link, name, base)
        else:
            _copy(link, base, name)
    with file.open(encoding="utf-8", newline="") as lines:
        rows = {row["username"]: row for row in csv.DictReader(lines)}
    return name, World(rows)


@pytest.fixture
def _in_world(_world):
    from django.db import connection  # noqa: PLC0415 - settings must be read first

    former = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = _world[0]
    yield
    connection.close()
    connection.settings_dict["NAME"] = former


@pytest.fixture
def world(_in_world, db, _world):
    """The demonstration world; see the top of this file."""
    return _world[1]


def _build(name: str, file: Path) -> None:
    from django.db import connection  # noqa: PLC0415 - settings must be read first

    from almenara.config.demonstration import accounts, world  # noqa: PLC0415

    connection.close()
    former, place = connection.settings_dict["NAME"], accounts.place
    connection.settings_dict["NAME"], accounts.place = name, lambda: file
    try:
        world.build()
    finally:
        connection.close()
        connection.settings_dict["NAME"], accounts.place = former, place


def _drop(link, base: str, name: str) -> None:
    found = link.execute(
        "select datname from pg_database where datname = %s"
        " or (datname like 'test\\_world\\_base\\_%%' and datname <> %s)",
        [name, base],
    )
    for (former,) in found.fetchall():
        link.execute(f'drop database if exists "{former}" with (force)')


def _copy(link, source: str, name: str) -> None:
    link.execute(f'create database "{name}" template "{source}" owner almenara_owner')


def _digest() -> str:
    """Of everything that could make another world."""
    said = hashlib.sha256()
    for file in sorted((ROOT / "almenara").rglob("*")):
        if file.suffix in (".py", ".yaml") and "tests" not in file.parts:
            said.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return said.hexdigest()[:10]
