"""Journals of a size, signed, as an installation would export them."""

from collections.abc import Sequence

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from almenara.formats import journalfile, merkle, signednote
from almenara.formats.canonical import canonical
from almenara.formats.journalfile import Head, Row

ORIGIN = "almenara-test"
PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
STRANGER = Ed25519PrivateKey.from_private_bytes(bytes(32))
STATES = ("CRI", "PAN", None)


def leaf(seq: int, thing: str = "alert:7") -> str:
    """The canonical text of one entry."""
    return canonical(
        {
            "actor": f"p-{seq % 5}",
            "at": f"2026-11-22T03:{seq % 60:02d}:00Z",
            "detail": {"step": seq, "palabra": "año «1»"},
            "institution": "csirt-pan",
            "outcome": "done",
            "seq": seq,
            "state": STATES[seq % 3],
            "thing": thing,
            "verb": "acknowledge",
        }
    )


def chained(leaves: Sequence[str]) -> list[Row]:
    """Leaves with the chain that belongs to them."""
    rows, chain = [], journalfile.FIRST_CHAIN
    for seq, text in enumerate(leaves):
        chain = journalfile.next_chain(chain, text)
        rows.append(Row(seq, text, chain))
    return rows


def rows(size: int) -> list[Row]:
    """A journal of so many entries."""
    return chained([leaf(seq) for seq in range(size)])


def tree(entries: Sequence[Row]) -> merkle.Tree:
    """The tree over the leaves."""
    return merkle.Tree(merkle.leaf_hash(row.leaf.encode()) for row in entries)


def head(entries: Sequence[Row], size: int, private: Ed25519PrivateKey = PRIVATE) -> Head:
    """A signed head over the first `size` entries."""
    root = tree(entries).root(size)
    note = signednote.sign(signednote.Note(ORIGIN, size, root), private)
    key = str(signednote.public_key(ORIGIN, private))
    return Head(size, root.hex(), "2026-11-22T04:00:00Z", note, key)


def export(
    entries: Sequence[Row], sizes: Sequence[int], private: Ed25519PrivateKey = PRIVATE
) -> list[str]:
    """The lines of an export with heads at these sizes."""
    return [row.line() for row in entries] + [head(entries, size, private).line() for size in sizes]
