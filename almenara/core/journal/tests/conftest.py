import pytest


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    """The journal's key of a test is its own."""
    settings.HOME = tmp_path


@pytest.fixture
def world(db):
    from almenara.core.journal.tests import make  # noqa: PLC0415 - apps must be ready first

    return make.world()


@pytest.fixture
def committed_world(committed_db):
    """In an empty journal: what the reference data's acts wrote is set aside."""
    from almenara.core.journal.tests import make  # noqa: PLC0415 - apps must be ready first

    make.empty(committed_db)
    return make.world()
