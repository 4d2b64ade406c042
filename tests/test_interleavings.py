"""Whoever comes first: never a send after an acknowledgement, none lost, none climbed twice."""

from tests import interleavings

TRIALS = 300  # ten thousand and more: `python -m bench interleavings`


def test_three_hundred_interleavings_of_answering_chasing_retracting_and_sending(committed_db):
    with interleavings.cast() as players:
        done = 0
        for seed in range(TRIALS // len(players.teams)):
            done += len(interleavings.run(seed, players, committed_db))
    assert done == TRIALS
