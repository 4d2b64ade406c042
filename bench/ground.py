"""An installation of its own for a benchmark: a database in a new folder, gone afterwards."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connection

from almenara.config import cluster


@contextmanager
def installation(*, durable: bool = True) -> Iterator[cluster.Cluster]:
    """PostgreSQL with fsync on (`durable`), migrated; Django is connected as the application.

    Child processes that are spawned inside find the same installation in their environment.
    """
    home = Path(tempfile.mkdtemp(prefix="almenara-bench-"))
    os.environ |= {
        "ALMENARA_HOME": str(home),
        "ALMENARA_DEMO": "1",
        "ALMENARA_ROLE": "owner",
        "DJANGO_SETTINGS_MODULE": "almenara.config.settings",
    }
    server = cluster.ensure(home, durable=durable)
    try:
        django.setup()
        call_command("migrate", interactive=False, verbosity=0)
        connection.close()
        os.environ["ALMENARA_ROLE"] = "app"
        connection.settings_dict["USER"] = "almenara_app"
        yield server
    finally:
        connection.close()
        server.stop()
        shutil.rmtree((home / "db").resolve(), ignore_errors=True)
        shutil.rmtree(home, ignore_errors=True)
