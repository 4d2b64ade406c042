from copy import deepcopy

import pytest

from tests.shared import built_once


def _build():
    from almenara.exchange.tests import browsing  # noqa: PLC0415 - apps must be ready first

    return browsing.officers()


_officers = built_once(_build)


@pytest.fixture
def officers(_officers, db):
    """Duty in three States, and an alternate in one."""
    return deepcopy(_officers)
