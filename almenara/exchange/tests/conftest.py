from copy import deepcopy

import pytest
from django.db import transaction


@pytest.fixture(scope="module")
def _officers(django_db_setup, django_db_blocker):
    """Built once for a module, and taken back behind its tests."""
    from almenara.exchange.tests import browsing  # noqa: PLC0415 - apps must be ready first

    with django_db_blocker.unblock(), transaction.atomic():
        yield browsing.officers()
        transaction.set_rollback(True)


@pytest.fixture
def officers(_officers, db):
    """Duty in three States, and an alternate in one."""
    return deepcopy(_officers)
