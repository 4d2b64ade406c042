"""A world that the tests of a module share: built once, taken back behind them.

    _world = built_once(build)

    @pytest.fixture
    def world(_world, db):
        return deepcopy(_world)

    desk, first = part("desk"), part("first")  # or one by one

Each test is still rolled back by itself. The transaction is open until the module's last test: no
test with `committed_db`, the demonstration's `world` or threads of its own stands in such a module.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Model


def built_once(build: Callable[[], Any], scope: str = "module") -> Any:
    """The fixture of what `build` makes."""

    @pytest.fixture(scope=scope)
    def built(django_db_setup, django_db_blocker):
        with django_db_blocker.unblock(), transaction.atomic():
            yield build()
            transaction.set_rollback(True)

    return built


def part(name: str) -> Any:
    """The fixture of what `_world` has by this name; of a row a copy, which a test may change."""

    @pytest.fixture
    def given(_world, db):
        found = getattr(_world, name)
        return deepcopy(found) if isinstance(found, Model) else found

    return given


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever is done in here has not happened."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)
