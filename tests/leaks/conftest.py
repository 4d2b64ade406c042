"""One world for the tests of this folder, taken back behind them; each question is taken back too.

Its transaction is open until the last of them: no test from elsewhere may run inside it.
"""

import pytest

from tests.extent import WHOLE
from tests.shared import built_once, taken_back

# Enough to tell every rule of the table apart; the whole asks all.
SAMPLE = [
    ("TLP:CLEAR", "public"),
    ("TLP:CLEAR", "network"),
    ("TLP:GREEN", "states"),
    ("TLP:AMBER", "institutions"),
    ("TLP:AMBER+STRICT", "states"),
    ("TLP:RED", "persons"),
]


def _build():
    from tests.leaks import world as worlds  # noqa: PLC0415 - settings must be read first

    return worlds.build(worlds.COMBINATIONS if WHOLE else SAMPLE)


world = built_once(_build, "package")


@pytest.fixture
def asked(world):
    """The world, as if nobody had asked anything before."""
    with taken_back():
        yield world


@pytest.fixture
def viewer(request, asked):
    return asked.viewers[request.param]
