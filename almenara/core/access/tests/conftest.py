import pytest
from django.db import connections


@pytest.fixture
def bare(django_db_setup, django_db_blocker):
    """No transaction around the test, which writes no row."""
    with django_db_blocker.unblock():
        yield
        connections.close_all()
