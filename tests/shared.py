"""A world that the tests of a module share: built once, taken back behind them.

    _world = built_once(build)

    @pytest.fixture
    def world(_world, db):
        return deepcopy(_world)

Each test is still rolled back by itself. The transaction is open until the module's last test: no
test with `committed_db`, the demonstration's `world` or threads of its own stands in such a module.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction


def built_once(build: Callable[[], Any], scope: str = "module") -> Any:
    """The fixture of what `build` makes."""

    @pytest.fixture(scope=scope)
    def built(django_db_setup, django_db_blocker):
        with django_db_blocker.unblock(), transaction.atomic():
            yield build()
            transaction.set_rollback(True)

    return built


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever is done in here has not happened."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)
