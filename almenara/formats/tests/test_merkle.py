from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from almenara.formats import merkle

leaves = st.lists(st.binary(max_size=8), min_size=1, max_size=70)


def grown(entries: list[bytes]) -> tuple[merkle.Tree, list[bytes]]:
    hashes = [merkle.leaf_hash(entry) for entry in entries]
    return merkle.Tree(hashes), hashes


def judge(entries: list[bytes]) -> InmemoryTree:
    tree = InmemoryTree(algorithm="sha256")
    for entry in entries:
        tree.append_entry(entry)
    return tree


def test_the_empty_tree_and_the_known_vectors_of_rfc_6962():
    assert merkle.root([]).hex().startswith("e3b0c44298fc1c14")
    entries = [bytes.fromhex(text) for text in ("", "00", "10", "2021", "3031", "40414243")]
    _, hashes = grown(entries)
    assert merkle.root(hashes[:1]).hex() == (
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    )
    assert merkle.root(hashes[:3]).hex() == (
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"
    )
    assert merkle.root(hashes).hex() == (
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"
    )


@given(leaves)
def test_three_ways_to_the_same_root_and_the_judge_agrees(entries):
    tree, hashes = grown(entries)
    frontier = merkle.Frontier()
    oracle = judge(entries)
    for size, leaf in enumerate(hashes, 1):
        frontier.append(leaf)
        frontier = merkle.Frontier.loads(frontier.dumps())
        expected = oracle.get_root(size)
        assert frontier.root() == merkle.root(hashes[:size]) == tree.root(size) == expected


@given(leaves, st.data())
def test_every_leaf_is_proved_included_and_no_other_place_or_leaf_is(entries, data):
    tree, hashes = grown(entries)
    size = data.draw(st.integers(1, len(entries)))
    index = data.draw(st.integers(0, size - 1))
    path, head = tree.inclusion(index, size), tree.root(size)
    assert merkle.verify_inclusion(hashes[index], index, size, path, head)
    oracle = judge(entries).prove_inclusion(index + 1, size)
    assert set(path) <= set(oracle.path)
    assert len(oracle.path) - len(path) <= 1
    other = merkle.leaf_hash(b"another leaf, longer than those drawn")
    assert not merkle.verify_inclusion(other, index, size, path, head)
    assert not merkle.verify_inclusion(hashes[index], index, size, [*path, other], head)
    assert not merkle.verify_inclusion(hashes[index], size, size, path, head)
    assert not merkle.verify_inclusion(hashes[index], index, size, path, other)
    if path:
        assert not merkle.verify_inclusion(hashes[index], index, size, path[:-1], head)


@given(leaves, st.data())
def test_an_older_tree_is_proved_the_beginning_and_a_rewritten_one_is_not(entries, data):
    tree, _ = grown(entries)
    size = data.draw(st.integers(1, len(entries)))
    old = data.draw(st.integers(1, size))
    path = tree.consistency(old, size)
    before, head = tree.root(old), tree.root(size)
    assert merkle.verify_consistency(old, size, before, head, path)
    other = merkle.leaf_hash(b"another leaf, longer than those drawn")
    assert not merkle.verify_consistency(old, size, other, head, path)
    assert not merkle.verify_consistency(old, size, before, other, path)
    assert not merkle.verify_consistency(old, size, before, head, [*path, other])
    assert not merkle.verify_consistency(size + 1, size, before, head, path)
    if path:
        assert not merkle.verify_consistency(old, size, before, head, path[:-1])


def test_hostile_proofs_are_refused_not_raised():
    assert not merkle.verify_inclusion(b"", 0, 0, [], b"")
    assert not merkle.verify_inclusion(b"", -1, 3, [], b"")
    assert not merkle.verify_consistency(3, 5, b"", b"", [])
    assert not merkle.verify_consistency(0, 5, b"", b"", [])
