from itertools import pairwise

import pytest

from almenara.formats import tlp
from almenara.formats.refusal import Unreadable
from almenara.formats.tlp import TLP


def test_the_five_words_are_exact_and_ordered():
    assert [str(marking) for marking in TLP] == [
        "TLP:CLEAR",
        "TLP:GREEN",
        "TLP:AMBER",
        "TLP:AMBER+STRICT",
        "TLP:RED",
    ]
    assert all(a < b and b > a and a <= b and b >= a and a != b for a, b in pairwise(TLP))
    assert TLP.AMBER > "TLP:GREEN"
    assert sorted(TLP, reverse=True)[0] is TLP.RED


def test_the_strictest_binds():
    assert tlp.strictest([TLP.GREEN, TLP.AMBER_STRICT, TLP.AMBER]) is TLP.AMBER_STRICT
    assert tlp.strictest([]) is None


@pytest.mark.parametrize("word", ["tlp:red", "RED", "TLP:WHITE", "", None, 3, ["TLP:RED"], {}])
def test_anything_else_is_unreadable_at_its_place(word):
    with pytest.raises(Unreadable) as refusal:
        tlp.parse(word, ["marking"])
    assert refusal.value.errors[0][0] == ["marking"]
    assert "TLP:AMBER+STRICT" in refusal.value.errors[0][1]


def test_each_marking_has_its_colour():
    assert TLP.RED.colour == "#FF2B2B"
    assert {marking.colour for marking in TLP} <= set(tlp.COLOURS.values())
