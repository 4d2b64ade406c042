"""What a rule asked of somebody is kept as long as that actor, and for nobody else."""

from dataclasses import replace

from almenara.core.parties.actor import Actor


def test_a_question_is_answered_once_for_one_actor_and_anew_for_who_is_made_of_them():
    asked = []

    def answer():
        asked.append(len(asked))
        return len(asked) == 1

    one = Actor("one", roles=frozenset({"analyst"}))
    assert [one.once("verifies", answer) for _time in range(3)] == [True] * 3
    other = replace(one, roles=frozenset())
    assert other.once("verifies", answer) is False
    assert asked == [0, 1]
    assert one == Actor("one", roles=frozenset({"analyst"}))
