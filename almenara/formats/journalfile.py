"""The journal as it leaves the installation: JSON lines, their verification, a State's proofs."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import NamedTuple

from almenara.formats import jsontext, merkle, signednote
from almenara.formats.canonical import canonical
from almenara.formats.refusal import Said as _
from almenara.formats.refusal import Unreadable

FIRST_CHAIN = bytes(32)
MEMBERS = ("actor", "at", "detail", "institution", "outcome", "seq", "state", "thing", "verb")
_HEX = re.compile(r"[0-9a-f]{64}")


class Row(NamedTuple):
    """One entry of the journal."""

    seq: int
    leaf: str
    chain: bytes

    def line(self) -> str:
        """The entry as one line of the export."""
        return _line({"seq": self.seq, "leaf": self.leaf, "chain": self.chain.hex()})


@dataclass(frozen=True)
class Head:
    """A signed tree head: the root of the first `size` leaves, in hexadecimal, and its note."""

    size: int
    root: str
    at: str
    note: str
    key: str

    def line(self) -> str:
        """The head as one line of the export."""
        return _line(asdict(self))


@dataclass(frozen=True)
class Fault:
    """What is wrong, and at which entry if at one."""

    what: str
    seq: int | None = None


@dataclass(frozen=True)
class Verdict:
    """Whether a journal holds; the root over all its entries; its first fault."""

    ok: bool
    size: int
    root: str
    heads: int
    fault: Fault | None = None

    def document(self) -> dict[str, object]:
        """The verdict as docs/api.md prints it."""
        told: dict[str, object] = {"ok": self.ok, "size": self.size, "root": self.root}
        told["heads"] = self.heads
        if self.fault:
            place = {} if self.fault.seq is None else {"seq": self.fault.seq}
            told["fault"] = {**place, "what": self.fault.what}
        return told


class _Broken(Exception):
    def __init__(self, what: str, seq: int | None = None) -> None:
        super().__init__(what)
        self.fault = Fault(what, seq)


def next_chain(chain: bytes, leaf: str) -> bytes:
    """SHA-256(previous chain ‖ leaf hash)."""
    return sha256(chain + merkle.leaf_hash(leaf.encode())).digest()


def verify(lines: Iterable[str], kept: Sequence[Head] = ()) -> Verdict:
    """Judge an export, also against heads kept elsewhere; Unreadable when it is no export."""
    rows: list[Row] = []
    heads: list[Head] = []
    for number, line in enumerate(lines):
        entry = _entry(line, number)
        if isinstance(entry, Head):
            heads.append(entry)
        elif heads:
            raise Unreadable([number], _("Un asiento después de las cabezas."))
        else:
            rows.append(entry)
    return examine(rows, heads, kept, covered=True)


def examine(
    rows: Iterable[Row], heads: Sequence[Head], kept: Sequence[Head] = (), *, covered: bool = False
) -> Verdict:
    """Judge entries and heads wherever they come from; `covered`: a head over every entry is due.

    The first fault in the entries is told before one in the heads; kept heads come last.
    """
    tree, roots = merkle.Frontier(), {0: merkle.EMPTY}
    wanted = {head.size for head in (*heads, *kept)}
    try:
        _walk(rows, tree, roots, wanted)
        _check_heads(heads, roots, tree.size if covered else None)
        _check_kept(kept, heads, roots)
    except _Broken as broken:
        return Verdict(False, tree.size, tree.root().hex(), len(heads), broken.fault)
    return Verdict(True, tree.size, tree.root().hex(), len(heads))


def _walk(
    rows: Iterable[Row], tree: merkle.Frontier, roots: dict[int, bytes], wanted: set[int]
) -> None:
    chain = FIRST_CHAIN
    for row in rows:
        if row.seq != tree.size:
            raise _Broken(_("Falta el asiento o no está en su orden."), tree.size)
        _check_leaf(row)
        chain = next_chain(chain, row.leaf)
        if chain != row.chain:
            raise _Broken(_("El asiento no concuerda con su cadena."), row.seq)
        tree.append(merkle.leaf_hash(row.leaf.encode()))
        if tree.size in wanted:
            roots[tree.size] = tree.root()


def _check_leaf(row: Row) -> None:
    try:
        leaf = json.loads(row.leaf)
    except ValueError:
        raise _Broken(_("La hoja no es JSON."), row.seq) from None
    if not isinstance(leaf, dict) or tuple(sorted(leaf)) != MEMBERS or leaf["seq"] != row.seq:
        raise _Broken(_("La hoja no tiene los miembros de un asiento."), row.seq)
    plain = json.dumps(leaf, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    if plain != row.leaf and not _is_canonical(leaf, row.leaf):
        raise _Broken(_("La hoja no está en la forma de RFC 8785."), row.seq)


def _is_canonical(leaf: dict[str, object], text: str) -> bool:
    try:
        return canonical(leaf) == text  # type: ignore[arg-type]
    except ValueError:
        return False


def _check_heads(heads: Sequence[Head], roots: dict[int, bytes], due: int | None) -> None:
    size = 0
    for head in heads:
        if head.size < size:
            raise _Broken(_("Las cabezas no están en orden."))
        size = head.size
        _check_head(head, roots)
    if due is not None and (not heads or size != due):
        raise _Broken(_("Ninguna cabeza firmada cubre todos los asientos."))


def _check_head(head: Head, roots: dict[int, bytes]) -> None:
    _check_note(head)
    if head.size not in roots:
        raise _Broken(_("Faltan asientos: la cabeza cubre {size}.", size=head.size))
    if roots[head.size].hex() != head.root:
        raise _Broken(_("La raíz de los {size} primeros asientos es otra.", size=head.size))


def _check_note(head: Head) -> None:
    try:
        note = signednote.verify(head.note, signednote.Key.parse(head.key))
    except Unreadable as refusal:
        raise _Broken(refusal.errors[0][1]) from None
    if (note.size, note.root.hex()) != (head.size, head.root):
        raise _Broken(_("La nota firmada dice otra cosa que su cabeza."))


def _check_kept(kept: Sequence[Head], heads: Sequence[Head], roots: dict[int, bytes]) -> None:
    """A history rewritten and signed again has good heads of its own, but not the kept one."""
    for head in kept:
        _check_head(head, roots)
        if heads and head.key not in {other.key for other in heads}:
            raise _Broken(_("La cabeza guardada se firmó con una clave que aquí no figura."))


def prove(
    state: str, own: Iterable[Row], tree: merkle.Tree, now: Head, since: Head | None = None
) -> Iterator[str]:
    """The lines of a State's proof: what it is, its leaves, the heads, and how these join."""
    start = since.size if since else 0
    yield _line({"proof": "almenara-journal-1", "state": state, "size": now.size, "since": start})
    for row in own:
        path = [sibling.hex() for sibling in tree.inclusion(row.seq, now.size)]
        yield _line({"seq": row.seq, "leaf": row.leaf, "inclusion": path})
    yield from (head.line() for head in (since, now) if head)
    if start:
        path = [sibling.hex() for sibling in tree.consistency(start, now.size)]
        yield _line({"from": start, "to": now.size, "consistency": path})


def verify_proof(lines: Iterable[str], kept: Sequence[Head] = ()) -> Verdict:
    """Judge what `prove` gave, without the rest of the journal; Unreadable when it is no proof.

    It shows that what is in it stands in the journal; not that nothing of the State is left out.
    """
    proof = _proof(lines)
    now, known = proof.heads[-1], {(head.size, head.root) for head in proof.heads}
    try:
        for head in proof.heads:
            _check_note(head)
        for seq, leaf, path in proof.leaves:
            _check_included(seq, leaf, path, now)
            _check_leaf(Row(seq, leaf, FIRST_CHAIN))
            if (json.loads(leaf)["state"] or "") != proof.state:
                raise _Broken(_("El asiento es de otro Estado."), seq)
        _check_joined(proof.heads[0], now, proof.path)
        for head in kept:
            _check_note(head)
            if (head.size, head.root) not in known:
                raise _Broken(_("La cabeza guardada no es una de las de esta prueba."))
    except _Broken as broken:
        return Verdict(False, now.size, now.root, len(proof.heads), broken.fault)
    return Verdict(True, now.size, now.root, len(proof.heads))


class _Proof(NamedTuple):
    state: str
    heads: list[Head]
    leaves: list[tuple[int, str, list[bytes]]]
    path: list[bytes]


def _proof(lines: Iterable[str]) -> _Proof:
    first, *others = [*lines] or [""]
    proof = _Proof(_state(first), [], [], [])
    for number, line in enumerate(others, 1):
        match jsontext.loads(line, [number]):
            case {"seq": int(seq), "leaf": str(leaf), "inclusion": list(path)}:
                proof.leaves.append((seq, leaf, _hashes(path, number)))
            case {"from": int(), "to": int(), "consistency": list(path)}:
                proof.path.extend(_hashes(path, number))
            case _other:
                proof.heads.append(head_of(line))
    if len(proof.heads) not in (1, 2):
        raise Unreadable([], _("Una prueba tiene una cabeza o dos."))
    return proof


def _state(line: str) -> str:
    match jsontext.loads(line, [0]):
        case {"proof": "almenara-journal-1", "state": str(state)}:
            return state
    raise Unreadable([0], _("La línea no es una prueba."))


def _hashes(path: Sequence[object], number: int) -> list[bytes]:
    if not all(isinstance(item, str) and _HEX.fullmatch(item) for item in path):
        raise Unreadable([number], _("La línea no es una prueba."))
    return [bytes.fromhex(str(item)) for item in path]


def _check_included(seq: int, leaf: str, path: list[bytes], now: Head) -> None:
    hashed, root = merkle.leaf_hash(leaf.encode()), bytes.fromhex(now.root)
    if not merkle.verify_inclusion(hashed, seq, now.size, path, root):
        raise _Broken(_("El asiento no está en la cabeza."), seq)


def _check_joined(old: Head, now: Head, path: list[bytes]) -> None:
    roots = bytes.fromhex(old.root), bytes.fromhex(now.root)
    if old.size and not merkle.verify_consistency(old.size, now.size, *roots, path):
        raise _Broken(_("La cabeza anterior no es el comienzo de la nueva."))


def head_of(line: str) -> Head:
    """The head in one line as exported, kept elsewhere; Unreadable when it is none."""
    entry = _entry(line, 0)
    if not isinstance(entry, Head):
        raise Unreadable([0], _("No es una cabeza de la bitácora."))
    return entry


def _entry(line: str, number: int) -> Row | Head:
    entry = jsontext.loads(line, [number])
    members = entry if isinstance(entry, dict) else {}
    match members:
        case {"seq": int(seq), "leaf": str(leaf), "chain": str(chain)} if len(
            members
        ) == 3 and _HEX.fullmatch(chain):
            return Row(seq, leaf, bytes.fromhex(chain))
        case {"size": int(), "root": str(root), "at": str(), "note": str(), "key": str()} if len(
            members
        ) == 5 and _HEX.fullmatch(root):
            return Head(**members)
    raise Unreadable([number], _("La línea no es un asiento ni una cabeza de la bitácora."))


def _line(members: dict[str, object]) -> str:
    return json.dumps(members, ensure_ascii=False) + "\n"
