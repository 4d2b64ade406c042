"""The rules of the house bite: each decay of `tests/decays.py` is caught by its watcher."""

import pytest

from tests import decays
from tests.extent import WHOLE, some

pytestmark = pytest.mark.sampled
# One in two, and none that asks the URL configuration or the database; in the whole all.
ASKED = [one for one in some(decays.DECAYS, 2) if WHOLE or not one.needs_database]


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    return decays.copied(tmp_path_factory.mktemp("house"))


def test_the_copy_is_sound_before_anything_is_planted(copy):
    watchers = {decay.catch for decay in ASKED if not decay.needs_database}
    by_name = {watcher.__name__: watcher for watcher in watchers}
    contracts = sorted(name for name in by_name if name.startswith("contract "))
    rules = [watch for name, watch in by_name.items() if name not in contracts]
    together = decays.contract(*(name.removeprefix("contract ") for name in contracts))
    assert {w.__name__: said for w in [*rules, together] if (said := w(copy))} == {}


def test_every_decay_can_be_planted(copy, tmp_path):
    for decay in decays.DECAYS:
        target = tmp_path / decay.file
        target.parent.mkdir(parents=True, exist_ok=True)
        if (copy / decay.file).exists():
            target.write_bytes((copy / decay.file).read_bytes())
        former = target.read_bytes() if target.exists() else b""
        decay.plant(tmp_path)
        assert target.read_bytes() != former, decay.name


@pytest.mark.parametrize("decay", ASKED, ids=lambda decay: decay.name.replace(" ", "-"))
def test_it_is_caught(copy, decay):
    assert decays.caught(decay, copy)
