"""Tests run as the application's own login: what row-level security hides is hidden here too."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parent
os.environ["ALMENARA_HOME"] = str(ROOT / "var" / "test")
os.environ["ALMENARA_ROLE"] = "owner"
os.environ.setdefault("ALMENARA_DEMO", "1")
os.environ.setdefault("ALMENARA_SECOND_FACTOR", "0")
os.environ["DJANGO_SETTINGS_MODULE"] = "almenara.config.settings"


@pytest.fixture(scope="session")
def server():
    """The embedded PostgreSQL of the tests, started once and stopped with the last user."""
    from almenara.config import cluster  # noqa: PLC0415 - only when a test needs the database

    with cluster.for_tests(ROOT) as running:
        yield running


@pytest.fixture(scope="session")
def django_db_modify_db_settings(server):
    """The server is up before the test database is made."""


@pytest.fixture(scope="session")
def django_db_setup(server, django_db_setup):
    """Made and migrated by the owner; from here on the connection is the application's."""
    from django.db import connection  # noqa: PLC0415 - settings must be read first

    connection.close()
    connection.settings_dict["USER"] = "almenara_app"
    yield
    connection.close()
    connection.settings_dict["USER"] = "almenara_owner"


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
