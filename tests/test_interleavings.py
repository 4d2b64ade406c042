"""Whoever comes first: never a send after an acknowledgement, none lost, none climbed twice."""

import pytest

from tests import interleavings

TRIALS = 300  # ten thousand and more: `python -m bench interleavings`
PARTS = 2  # so that the processes of a run share them; each part warms nine connections


@pytest.mark.parametrize("part", range(PARTS))
def test_interleavings_of_answering_chasing_retracting_and_sending(committed_db, part):
    with interleavings.cast() as players:
        rounds = TRIALS // PARTS // len(players.teams)
        seeds = range(part * rounds, (part + 1) * rounds)
        done = sum(len(interleavings.run(seed, players, committed_db)) for seed in seeds)
    assert done * PARTS == TRIALS
