import pytest

from tests.shared import built_once


def _world():
    from almenara.substances.tests import make  # noqa: PLC0415 - apps must be ready first

    return make.world()


_here = built_once(_world)


@pytest.fixture
def here(_here, db):
    """Two national systems and two verifiers; no test changes who they are."""
    return _here
