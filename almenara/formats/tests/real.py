"""Real input beside the repository, never committed; the tests say when it is absent."""

from pathlib import Path

import pytest

EXCHANGE = Path(__file__).parents[4] / "shared" / "data" / "exchange"
PROGRAMMES = EXCHANGE.parent / "programmes" / "iati"

needed = pytest.mark.skipif(
    not EXCHANGE.is_dir(), reason="real input is not here: ../shared/data/exchange"
)
programmes_needed = pytest.mark.skipif(
    not PROGRAMMES.is_dir(), reason="real input is not here: ../shared/data/programmes/iati"
)
