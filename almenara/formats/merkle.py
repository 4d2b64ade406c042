"""The Merkle tree of RFC 6962 §2.1: roots, proofs and their verification over leaf hashes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Self

EMPTY = sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf's bytes."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return sha256(b"\x01" + left + right).digest()


def root(hashes: Sequence[bytes]) -> bytes:
    """The tree head over leaf hashes, level by level; the odd one out goes up as it is."""
    level = list(hashes)
    while len(level) > 1:
        level = _above(level) + (level[-1:] if len(level) % 2 else [])
    return level[0] if level else EMPTY


def _above(level: Sequence[bytes]) -> list[bytes]:
    """The nodes over pairs of neighbours; an odd one out has none."""
    pairs = zip(level[::2], level[1::2], strict=False)
    return [sha256(b"\x01" + left + right).digest() for left, right in pairs]


def _split(size: int) -> int:
    """The largest power of two smaller than `size`."""
    return 1 << ((size - 1).bit_length() - 1)


@dataclass
class Frontier:
    """A tree that remembers only its perfect subtrees: it grows and gives its root, no proofs."""

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash at the end."""
        size, self.size = self.size, self.size + 1
        while size & 1:
            leaf = node_hash(self.peaks.pop(), leaf)
            size >>= 1
        self.peaks.append(leaf)

    def root(self) -> bytes:
        """The tree head as of now."""
        if not self.peaks:
            return EMPTY
        *rest, head = self.peaks
        for peak in reversed(rest):
            head = node_hash(peak, head)
        return head

    def dumps(self) -> bytes:
        """The frontier as bytes to be kept: 8 bytes of size and 32 for each peak."""
        return self.size.to_bytes(8, "big") + b"".join(self.peaks)

    @classmethod
    def loads(cls, kept: bytes) -> Self:
        """The frontier that `dumps` gave; ValueError when it is not one."""
        size, peaks = int.from_bytes(kept[:8], "big"), kept[8:]
        if len(peaks) != 32 * size.bit_count():
            raise ValueError("not a frontier")
        return cls(size, [peaks[at : at + 32] for at in range(0, len(peaks), 32)])


class Tree:
    """A tree in memory that proves: about 64 bytes a leaf, a proof costs O(log² n)."""

    def __init__(self, hashes: Iterable[bytes] = ()) -> None:
        self._levels: list[list[bytes]] = [list(hashes)]
        while len(level := self._levels[-1]) > 1:
            self._levels.append(_above(level))

    def __len__(self) -> int:
        return len(self._levels[0])

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash and the perfect subtrees that it completes."""
        level = 0
        self._levels[0].append(leaf)
        while len(self._levels[level]) % 2 == 0:
            left, right = self._levels[level][-2:]
            level += 1
            if level == len(self._levels):
                self._levels.append([])
            self._levels[level].append(node_hash(left, right))

    def root(self, size: int | None = None) -> bytes:
        """The tree head over the first `size` leaves (all of them)."""
        size = self._within(len(self) if size is None else size)
        return self._hash(0, size) if size else EMPTY

    def inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """The audit path of leaf `index` in the tree of the first `size` leaves."""
        size = self._within(len(self) if size is None else size)
        if not 0 <= index < size:
            raise ValueError("no such leaf in this tree")
        start, end, path = 0, size, []
        while end - start > 1:
            middle = start + _split(end - start)
            if index < middle:
                path.append(self._hash(middle, end))
                end = middle
            else:
                path.append(self._hash(start, middle))
                start = middle
        return path[::-1]

    def consistency(self, old: int, size: int | None = None) -> list[bytes]:
        """The proof that the tree of `old` leaves is the beginning of that of `size` leaves."""
        size = self._within(len(self) if size is None else size)
        if not 0 < old <= size:
            raise ValueError("a consistency proof begins with a tree of at least one leaf")
        start, end, path = 0, size, []
        while old < end:
            middle = start + _split(end - start)
            if old <= middle:
                path.append(self._hash(middle, end))
                end = middle
            else:
                path.append(self._hash(start, middle))
                start = middle
        if start:
            path.append(self._hash(start, end))
        return path[::-1]

    def _within(self, size: int) -> int:
        if not 0 <= size <= len(self):
            raise ValueError("the tree has fewer leaves")
        return size

    def _hash(self, start: int, end: int) -> bytes:
        """The hash over leaves start…end-1, where start is a multiple of the subtree's width."""
        width = end - start
        if width & (width - 1) == 0:
            return self._levels[width.bit_length() - 1][start // width]
        middle = start + _split(width)
        return node_hash(self._hash(start, middle), self._hash(middle, end))


def _past_left_edges(node: int, last: int) -> tuple[int, int]:
    """Skip the levels on which the node is a left child without a sibling."""
    while node and not node & 1:
        node, last = node >> 1, last >> 1
    return node, last


def verify_inclusion(
    leaf: bytes, index: int, size: int, path: Sequence[bytes], head: bytes
) -> bool:
    """Whether the path ties this leaf hash at this index to the head (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size:
        return False
    node, last = index, size - 1
    for sibling in path:
        if last == 0:
            return False
        if node & 1 or node == last:
            leaf = node_hash(sibling, leaf)
            node, last = _past_left_edges(node, last)
        else:
            leaf = node_hash(leaf, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and leaf == head


def verify_consistency(
    old: int, size: int, old_head: bytes, head: bytes, path: Sequence[bytes]
) -> bool:
    """Whether the path shows the old tree to be the beginning of the new (RFC 9162 §2.1.4.2)."""
    if not 0 < old <= size:
        return False
    if old == size:
        return not path and old_head == head
    hashes = [old_head, *path] if old & (old - 1) == 0 else list(path)
    if not hashes:
        return False
    node, last = old - 1, size - 1
    shared = (old & -old).bit_length() - 1
    node, last = node >> shared, last >> shared
    before = after = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
            node, last = _past_left_edges(node, last)
        else:
            after = node_hash(after, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and before == old_head and after == head
