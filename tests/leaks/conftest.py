"""One world for the tests of this folder, taken back behind them; each question is taken back too.

Its transaction is open until the last of them: no test from elsewhere may run inside it.
"""

import os

import pytest

WHOLE = os.environ.get("ALMENARA_MATRIX") == "whole"
# Enough to tell every rule of the table apart; ALMENARA_MATRIX=whole asks all.
SAMPLE = [
    ("TLP:CLEAR", "public"),
    ("TLP:CLEAR", "network"),
    ("TLP:GREEN", "states"),
    ("TLP:AMBER", "institutions"),
    ("TLP:AMBER+STRICT", "states"),
    ("TLP:RED", "persons"),
]


@pytest.fixture(scope="package")
def world(django_db_setup, django_db_blocker):
    from django.db import transaction  # noqa: PLC0415 - settings must be read first

    from tests.leaks import world as worlds  # noqa: PLC0415

    combinations = worlds.COMBINATIONS if WHOLE else SAMPLE
    with django_db_blocker.unblock(), transaction.atomic():
        yield worlds.build(combinations)
        transaction.set_rollback(True)


@pytest.fixture
def asked(world):
    """The world, as if nobody had asked anything before."""
    from tests.leaks import world as worlds  # noqa: PLC0415 - settings must be read first

    with worlds.taken_back():
        yield world


@pytest.fixture
def viewer(request, asked):
    return asked.viewers[request.param]
