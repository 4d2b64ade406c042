"""An IATI file from a stranger: read whole or refused, and never at anybody's cost.

What `xmltext` refuses, and a file of more bytes, elements or children than an honest one has (the
Registry's own validator stops at 60 MiB).
"""

from pathlib import Path
from typing import Any

from almenara.formats import xmltext
from almenara.formats.refusal import Said as _
from almenara.formats.refusal import Unreadable

BYTES = 60 * 1024 * 1024
TAGS = 2_000_000
# The time that faults take grows with the square of the children of one element.
CHILDREN = 10_000


def read(raw: bytes) -> Any:
    """The tree of an XML file, or Unreadable with the line as its place."""
    tree = xmltext.read(raw, BYTES, TAGS)
    for crowded in tree.xpath(f"/descendant::*[*[{CHILDREN + 1}]]"):
        said = _("El elemento «{name}» tiene más de {most} hijos.", name=crowded.tag, most=CHILDREN)
        raise Unreadable([crowded.sourceline or 1], said)
    return tree


def open_file(path: Path) -> bytes:
    """The bytes of an ordinary file, at most one more than is allowed, or Unreadable."""
    if not path.is_file():
        raise Unreadable([1], _("No hay ningún archivo «{name}».", name=path.name))
    try:
        with path.open("rb") as file:
            return file.read(BYTES + 1)
    except OSError as fault:
        why = fault.strerror or ""
        raise Unreadable([1], _("El archivo no se puede leer: {why}.", why=why)) from None
