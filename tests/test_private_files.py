"""Private files and the ring of keys in one of them."""

import pytest
from cryptography.exceptions import InvalidTag

from almenara.core import private
from almenara.core.parties import keyring

PLACE = ("notices_channel", "address", "1")


def test_of_two_makers_the_earlier_counts_and_nothing_is_left_beside(tmp_path):
    path = tmp_path / "home" / "key"

    def late():
        assert private.keep(path, lambda: "first") == "first"
        return "second"

    assert private.keep(path, late) == "first"
    private.replace(path, "another")
    assert private.keep(path, late) == "another"
    assert [file.name for file in path.parent.iterdir()] == ["key"]
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_new_key_seals_and_the_former_ones_still_open(settings, tmp_path):
    settings.HOME = tmp_path
    former = keyring.seal("a", *PLACE)
    name = keyring.add_key()
    later = keyring.seal("b", *PLACE)
    assert name.encode() in later
    assert name.encode() not in former
    assert [keyring.unseal(sealed, *PLACE) for sealed in (former, later)] == ["a", "b"]
    with pytest.raises(InvalidTag):
        keyring.unseal(later, *PLACE[:2], "2")
