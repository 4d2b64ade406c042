"""Whoever comes first: never a send after an acknowledgement, none lost, none climbed twice."""

from tests import interleavings

TRIALS = 100  # three hundred and more: `python -m bench interleavings`


def test_a_hundred_interleavings_of_answering_chasing_retracting_and_sending(committed_db):
    players = interleavings.cast()
    for seed in range(TRIALS):
        interleavings.run(seed, players, committed_db)
