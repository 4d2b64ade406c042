"""Verify a journal's export or a State's proof by docs/api.md alone: exit 0 good, 1 bad, 2 unread.

python verify_journal.py FILE [--head KEPT], where KEPT is a signed head that was kept elsewhere
"""

import base64
import functools
import hashlib
import json
import sys
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def demand(holds, what):
    if not holds:
        sys.exit(f"FAULT: {what}")


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def climb(node, last, path):  # RFC 9162 §2.1.3.2, §2.1.4.2: older root, newer root, what is left
    before = after = bytes.fromhex((path or [""])[0])
    for sibling in map(bytes.fromhex, path[1:]):
        if node & 1 or node == last:
            before, after = sha(b"\x01", sibling, before), sha(b"\x01", sibling, after)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            after = sha(b"\x01", after, sibling)
        node, last = node >> 1, last >> 1
    return before.hex(), after.hex(), last


def checked(head):
    size, root, (origin, key_id, material) = head["size"], head["root"], head["key"].split("+", 2)
    text = f"{origin}\n{size}\n{base64.b64encode(bytes.fromhex(root)).decode()}\n"
    start = f"{text}\n— {origin} "
    demand(head["note"].startswith(start), f"head {size}: the note says something else")
    signature, material = map(base64.b64decode, (head["note"][len(start) :], material))
    named = sha(origin.encode(), b"\n", material)[:4]
    is_named = material[0] == 1 and signature[:4].hex() == named.hex() == key_id
    demand(is_named, f"head {size}: signed with another key")
    Ed25519PublicKey.from_public_bytes(material[1:]).verify(signature[4:], text.encode())
    return size, root


def check_export(lines, rows, hashes, heads, kept):
    chain, peaks, roots = bytes(32), [], {0: sha()}
    for seq, row in enumerate(rows):
        chain = sha(chain, hashes[seq])
        placed = row["seq"] == json.loads(row["leaf"])["seq"] == seq
        demand(placed and row["chain"] == chain.hex(), f"entry {seq}: changed, missing or moved")
        node, size = hashes[seq], seq
        while size & 1:  # RFC 6962 §2.1, kept as the roots of the perfect subtrees so far
            node, size = sha(b"\x01", peaks.pop(), node), size >> 1
        peaks.append(node)
        roots[seq + 1] = functools.reduce(lambda b, a: sha(b"\x01", a, b), peaks[::-1])
    for size, root in map(checked, heads + kept):
        demand(roots.get(size, b"").hex() == root, f"head {size}: the root is another")
    demand(heads and heads[-1]["size"] == len(rows), "no signed head covers every entry")


def check_proof(lines, rows, hashes, heads, kept):
    (m, old), *_, (n, now) = [(head["size"], head["root"]) for head in heads * 2]
    for row, own in zip(rows, hashes, strict=True):
        seq, leaf = row["seq"], json.loads(row["leaf"])
        found = climb(seq, n - 1, [own.hex(), *row["inclusion"]])[1:]
        demand(found == (now, 0) and leaf["seq"] == seq < n, f"entry {seq}: not in the head")
        demand((leaf["state"] or "") == lines[0]["state"], f"entry {seq}: of another State")
    for found in map(checked, heads + kept):
        demand(found in [(m, old), (n, now)], f"head {found[0]}: not one of this proof")
    if 0 < m < n:
        shift, path = (m & -m).bit_length() - 1, lines[-1]["consistency"]
        found = climb((m - 1) >> shift, (n - 1) >> shift, [old] * (m == 1 << shift) + path)
        demand(found == (old, now, 0), "the older head is not the beginning of the newer")
    demand(m < n or (m, old) == (n, now), "the two heads contradict each other")


def main(file, flag="--head", kept_file="/dev/null"):
    texts = [Path(name).read_text("utf-8").split("\n") for name in (file, kept_file)]
    lines, kept = [[json.loads(line) for line in text if line] for text in texts]
    rows, heads = [[line for line in lines if name in line] for name in ("leaf", "note")]
    hashes = [sha(b"\x00", row["leaf"].encode()) for row in rows]
    (check_proof if "proof" in lines[0] else check_export)(lines, rows, hashes, heads, kept)
    print(f"OK: {len(rows)} entries, {len(heads)} heads, root {heads[-1]['root']}")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except InvalidSignature:
        sys.exit("FAULT: the signature of a head is not valid")
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as fault:
        print(f"could not be read: {fault!r}")
        sys.exit(2)
