"""An IATI file from a stranger: read whole or refused, and never at anybody's cost.

Nothing is fetched, no entity is expanded, a document type is refused, and so is a file of more
bytes, elements or children than an honest one has (the Registry's own validator stops at 60 MiB).
"""

from pathlib import Path
from typing import Any

from lxml import etree

from almenara.formats.refusal import Said as _
from almenara.formats.refusal import Unreadable

BYTES = 60 * 1024 * 1024
TAGS = 2_000_000
# The time that faults take grows with the square of the children of one element.
CHILDREN = 10_000


def parser() -> etree.XMLParser:
    """A parser that stays in the file; what would grow in memory it refuses by itself."""
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        dtd_validation=False,
    )


def read(raw: bytes) -> Any:
    """The tree of an XML file, or Unreadable with the line as its place."""
    if not raw.strip():
        raise Unreadable([1], _("El archivo está vacío."))
    if len(raw) > BYTES:
        raise Unreadable([1], _("El archivo pasa de {most} MiB.", most=BYTES >> 20))
    if raw.count(b"<") > TAGS:
        raise Unreadable([1], _("El archivo tiene más de {most} etiquetas.", most=TAGS))
    try:
        tree = etree.fromstring(raw, parser()).getroottree()
    except etree.XMLSyntaxError as fault:
        why = str(fault.msg).strip()[:300]
        raise Unreadable([fault.lineno or 1], _("No es XML: {why}.", why=why)) from None
    if tree.docinfo.internalDTD is not None:
        raise Unreadable([1], _("No se admite un DOCTYPE: IATI no lo usa."))
    for crowded in tree.xpath(f"//*[*[{CHILDREN + 1}]]"):
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
