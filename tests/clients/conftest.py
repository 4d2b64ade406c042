"""Real clients of SDMX against a running server of the demonstration world.

Where they are not installed their tests are skipped and say so; where `CLIENTS=required` they fail,
and where it is `later` (in `make test`) they wait for `make clients`.
"""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser import lived as places

READING = Path(__file__).parent / "reading.py"


@pytest.fixture(scope="session")
def _installed() -> None:
    if os.environ.get("CLIENTS") == "later":
        pytest.skip("asked by `make clients`")
    missing = [name for name in ("sdmx", "pysdmx") if not importlib.util.find_spec(name)]
    if not missing:
        return
    said = f"{', '.join(missing)} not installed: python3 tools/prepare.py clients"
    if os.environ.get("CLIENTS") == "required":
        pytest.fail(said)
    pytest.skip(said)


@pytest.fixture(scope="module")
def address(_installed: None, _world: Any, server: Any, django_db_blocker: Any) -> Iterator[str]:
    """A server over the demonstration world, for programs that know nothing of it."""
    from django.db import connection, connections  # noqa: PLC0415 - settings must be read first

    former, (name, _rows) = connection.settings_dict["NAME"], _world
    with places.copied(server, name) as link, django_db_blocker.unblock():
        connections.close_all()
        connection.settings_dict["NAME"] = link.info.dbname
        try:
            with places.serving() as found:
                yield found
        finally:
            connections.close_all()
            connection.settings_dict["NAME"] = former


@pytest.fixture(scope="module")
def ask(address: str) -> Callable[[str], Any]:
    """What a way of reading finds; all are asked at once."""
    command = [sys.executable, str(READING), address]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert ended.returncode == 0, ended.stderr[-3000:]
    told = json.loads(ended.stdout)

    def asked(way: str) -> Any:
        found, why = told[way]
        assert not why, why
        return found

    return asked


@pytest.fixture
def rscript() -> str:
    """R with rsdmx, where it is; nowhere is it asked for."""
    found = shutil.which("Rscript")
    if not found:
        pytest.skip("R is not installed: rsdmx is asked where it is")
    known = [found, "-e", "if (!requireNamespace('rsdmx')) quit(status = 1)"]
    if subprocess.run(known, capture_output=True, check=False).returncode:
        pytest.skip("rsdmx is not installed in this R")
    return found
