"""The journal as a whole: its rows in order, the tree over them, its export, proofs and verdict.

Only the system and the owner's commands come here; one pass with a server-side cursor.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from json.encoder import encode_basestring

from django.db.models import Func, TextField
from django.utils.translation import gettext as _

from almenara.core.journal.models import Entry, Head, Tip
from almenara.core.parties.refusals import WrongStage
from almenara.formats import journalfile, merkle

WHY = "the archive is the whole journal"
BATCH = 5000
COLUMNS = ("actor", "state", "institution", "verb", "thing", "outcome")
WHOSE = ("seq", "concerns__institution", "concerns__person", "concerns__verb")


def exported(head: Head) -> Iterator[str]:
    """The lines of an export that ends in this head: every row it covers, then the heads so far."""
    for row in _rows(limit=head.size):
        yield row.line()
    for known in Head.objects.unguarded(WHY).filter(pk__lte=head.pk).order_by("size", "pk"):
        yield as_line(known).line()


def as_line(head: Head) -> journalfile.Head:
    """A head in the form in which it leaves the installation."""
    return journalfile.Head(head.size, head.root, moment(head.at), head.note, head.key)


def moment(at: datetime) -> str:
    """RFC 3339 in UTC, to the microsecond, as leaves have it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Moment(Func):
    """A moment in the text that leaves have, made by the database."""

    template = """to_char(%(expressions)s at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
    output_field = TextField()


@dataclass
class Growing:
    """The tree over all rows so far, which grows with the journal."""

    tree: merkle.Frontier = field(default_factory=merkle.Frontier)
    end: int = 0
    is_whole: bool = True
    roots: dict[int, bytes] = field(default_factory=dict)

    def grow(self, roots_at: Collection[int] = ()) -> None:
        """Take in what was appended since; on the way keep the roots of the tree at these sizes."""
        for row in _rows(first=self.end):
            self.is_whole = self.is_whole and row.seq == self.tree.size
            self.end = row.seq + 1
            self.tree.append(merkle.leaf_hash(row.leaf.encode()))
            if self.tree.size in roots_at:
                self.roots[self.tree.size] = self.tree.root()

    def contradicts(self, head: Head) -> bool:
        """Had the journal another root than this head says, or has it lost a row?"""
        root = self.roots.get(head.size, merkle.EMPTY)
        return not self.is_whole or root.hex() != head.root


def verdict(kept: Sequence[journalfile.Head] = ()) -> journalfile.Verdict:
    """Judge the database: rows, columns, chain, end, whose they are, every head, kept ones too."""
    heads = [as_line(head) for head in Head.objects.unguarded(WHY).order_by("size", "pk")]
    faults: list[journalfile.Fault] = []
    found = journalfile.examine(_checked(faults), heads, kept)
    faults += [found.fault] if found.fault else _unlike()
    if not faults:
        return found
    fault = min(faults, key=lambda fault: fault.seq if fault.seq is not None else found.size)
    return journalfile.Verdict(False, found.size, found.root, found.heads, fault)


def proof(state: str, head: Head, since: journalfile.Head | None) -> Iterator[str]:
    """The lines of a State's proof up to `head`; WrongStage when the journal has not that past."""
    tree = _tree(head, since)
    own = (row for row in _rows(limit=head.size) if (json.loads(row.leaf)["state"] or "") == state)
    return journalfile.prove(state, own, tree, as_line(head), since)


def proof_of(entry: Entry, head: Head) -> Iterator[str]:
    """The lines that prove one entry under `head`."""
    return proofs_of(entry.state or "", [entry], head)


def proofs_of(state: str, entries: Iterable[Entry], head: Head) -> Iterator[str]:
    """The lines that prove these entries, in order of their number, under `head`."""
    own = (journalfile.Row(row.seq, row.leaf, bytes(row.chain)) for row in entries)
    return journalfile.prove(state, own, _tree(head, None), as_line(head))


def _tree(head: Head, since: journalfile.Head | None) -> merkle.Tree:
    tree = merkle.Tree(merkle.leaf_hash(row.leaf.encode()) for row in _rows(limit=head.size))
    for size, root in [(head.size, head.root)] + ([(since.size, since.root)] if since else []):
        if size > len(tree) or tree.root(size).hex() != root:
            raise WrongStage(
                _("La raíz de los %(size)d primeros asientos es otra: la historia se reescribió.")
                % {"size": size}
            )
    return tree


def concerns(sizes: Iterable[int]) -> dict[int, str]:
    """For each size, a digest of whose things the entries below it are about."""
    ends, digest = sorted(set(sizes), reverse=True), sha256()
    found = {}
    rows = Entry.objects.unguarded(WHY).filter(concerns__isnull=False).order_by("seq", "concerns")
    for row in rows.values_list(*WHOSE).iterator(BATCH):
        while ends and row[0] >= ends[-1]:
            found[ends.pop()] = digest.hexdigest()
        digest.update(json.dumps(row).encode())
    return found | dict.fromkeys(ends, digest.hexdigest())


def _unlike() -> Iterator[journalfile.Fault]:
    """The signings that said of the entries so far another digest than they have now."""
    signings = Entry.objects.unguarded(WHY).filter(thing="journal:all", verb="sign").order_by("seq")
    leaves = (json.loads(leaf) for leaf in signings.values_list("leaf", flat=True))
    said = [(leaf["seq"], *leaf["detail"].get("concerns", (0, ""))) for leaf in leaves]
    now = concerns(size for _seq, size, _digest in said)
    for seq, size, digest in said:
        if digest not in ("", now[size]):
            yield journalfile.Fault(_("A quién concierne cada asiento no es lo que se firmó."), seq)


def _rows(first: int = 0, limit: int | None = None) -> Iterator[journalfile.Row]:
    """Rows in order from `first`; at most `limit` of them."""
    found = Entry.objects.unguarded(WHY).filter(seq__gte=first).order_by("seq")[:limit]
    for seq, leaf, chain in found.values_list("seq", "leaf", "chain").iterator(BATCH):
        yield journalfile.Row(seq, leaf, bytes(chain))


def _checked(faults: list[journalfile.Fault]) -> Iterator[journalfile.Row]:
    """The rows; on the way the first whose columns are not its leaf's, and an end moved."""
    found = Entry.objects.unguarded(WHY).annotate(moment=Moment("at")).order_by("seq")
    size, chain = 0, journalfile.FIRST_CHAIN
    for row in found.values_list("seq", "leaf", "chain", "moment", *COLUMNS).iterator(BATCH):
        size, chain = row[0] + 1, bytes(row[2])
        if not faults and not _repeats(*row[:2], *row[3:]):
            faults.append(journalfile.Fault(_("Las columnas no repiten su hoja."), row[0]))
        yield journalfile.Row(row[0], row[1], chain)
    tip = Tip.objects.unguarded(WHY).first()
    if not faults and (tip is None or (tip.size, bytes(tip.chain)) != (size, chain)):
        faults.append(journalfile.Fault(_("El final de la bitácora no es donde debe estar."), size))


def _repeats(seq: int, leaf: str, at: str, actor: str, *columns: str | None) -> bool:
    """Do the columns say what the leaf says? A canonical leaf has one place for each member."""
    state, institution, verb, thing, outcome = (_json(column) for column in columns)
    return leaf.startswith(f'{{"actor":{_json(actor)},"at":"{at}","detail":') and leaf.endswith(
        f',"institution":{institution},"outcome":{outcome},"seq":{seq},"state":{state},'
        f'"thing":{thing},"verb":{verb}}}'
    )


def _json(text: str | None) -> str:
    return "null" if text is None else encode_basestring(text)
