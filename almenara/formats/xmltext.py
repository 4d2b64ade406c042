"""XML from strangers: read whole or refused, and never at anybody's cost.

Nothing is fetched, no entity is expanded, a document type is refused, and so is a file of more
bytes or elements than its format needs.
"""

from typing import Any

from lxml import etree

from almenara.formats.refusal import Said as _
from almenara.formats.refusal import Unreadable


def parser() -> etree.XMLParser:
    """A parser that stays in the file; what would grow in memory it refuses by itself."""
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        dtd_validation=False,
    )


def read(raw: bytes, most: int, tags: int) -> Any:
    """The tree of a file of at most so many bytes and tags, or Unreadable with its line."""
    if not raw.strip():
        raise Unreadable([1], _("El archivo está vacío."))
    if len(raw) > most:
        raise Unreadable([1], _("El archivo pasa de {most} MiB.", most=most >> 20))
    if raw.count(b"<") > tags:
        raise Unreadable([1], _("El archivo tiene más de {most} etiquetas.", most=tags))
    try:
        tree = etree.fromstring(raw, parser()).getroottree()
    except etree.XMLSyntaxError as fault:
        why = str(fault.msg).strip()[:300]
        raise Unreadable([fault.lineno or 1], _("No es XML: {why}.", why=why)) from None
    if tree.docinfo.internalDTD is not None:
        raise Unreadable([1], _("No se admite un DOCTYPE."))
    return tree
