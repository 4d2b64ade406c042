"""All that a State gave and this person may read, as one archive of open formats (X7).

Each app adds its part. What the State's other institutions sent and this person may not read is
not here: an export shows what the pages show (R2), and each institution holds its own.
"""

import csv
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from almenara.core.access.context import as_system
from almenara.core.documents import queries as documents
from almenara.core.journal import archive
from almenara.core.journal import queries as journal
from almenara.core.parties.actor import Actor

Part = Callable[[Actor], Iterable[tuple[str, bytes]]]
PIECE = 1024 * 1024  # bytes
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_json(found: Any) -> bytes:
    return json.dumps(found, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode()


def as_csv(rows: list[dict[str, Any]]) -> bytes:
    """A table that no spreadsheet takes for formulas; the exact texts are in the JSON beside it."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]) if rows else [])
    writer.writeheader()
    writer.writerows({key: _cell(value) for key, value in row.items()} for row in rows)
    return out.getvalue().encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, cls=DjangoJSONEncoder)
    return f"'{text}" if text.startswith(FORMULA) else text


def files(viewer: Actor) -> Iterator[tuple[str, bytes]]:
    """The documents that the State's institutions uploaded, as they came."""
    kept = documents.documents(viewer).filter(institution__state=viewer.state)
    listed = []
    for one in kept:
        name = re.sub(r"[^\w.-]+", "-", one.name).lstrip(".") or "file"
        place = f"documents/{one.pk}-{name}"
        listed.append({"id": one.pk, "name": one.name, "type": one.type, "file": place,
                       "marking": one.marking, "sha256": one.sha256, "kept_at": one.kept_at,
                       "institution": one.institution_id})  # fmt: skip
        yield place, one.path.read_bytes()
    yield "documents.json", as_json(listed)


def acts(viewer: Actor) -> Iterator[tuple[str, bytes]]:
    """The lines of the journal on the State's acts, with their proof under the newest head."""
    head = journal.heads(viewer).first()
    own = journal.entries(viewer).filter(state=viewer.state).order_by("seq")
    rows = list(own.filter(seq__lt=head.size)) if head else []
    with as_system("of other entries only hashes go out"):
        lines = list(archive.proofs_of(viewer.state, rows, head)) if head else []
    yield "journal-proof.jsonl", "".join(lines).encode()
    told = own.values("seq", "at", "actor", "institution", "verb", "thing", "outcome")
    yield "journal.json", as_json(list(told))


PARTS: dict[str, Part] = {"documents": files, "journal": acts}


def pack(viewer: Actor, file: BinaryIO) -> int:
    """Write the archive with its manifest; how many files it holds."""
    manifest = []
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for part in PARTS.values():
            for name, content in part(viewer):
                packed.writestr(name, content)
                digest = hashlib.sha256(content).hexdigest()
                manifest.append({"file": name, "size": len(content), "sha256": digest})
        whole = {"state": viewer.state, "made_at": timezone.now(), "files": manifest}
        packed.writestr("manifest.json", as_json(whole))
    return len(manifest)
