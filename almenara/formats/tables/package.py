"""An Office file is a folder of XML in a zip: opened without trust, read piece by piece.

Nothing is unpacked to disk, followed or resolved; what one part may hold is counted while it is
read, so that a small file cannot ask for much memory or time.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from itertools import count
from posixpath import join, normpath, split
from typing import NoReturn
from xml.parsers import expat

from almenara.formats.refusal import Said as _
from almenara.formats.refusal import Unreadable
from almenara.formats.tables.model import Limits

_PIECE = 65_536
_PARTS = 10_000
_ENTRY = b"PK\x01\x02"
_FEW = 300_000
_LONGEST = 1024 * 1024
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError,
    LookupError, struct.error, expat.ExpatError,
)  # fmt: skip

Attributes = dict[str, str]


def damaged() -> Unreadable:
    """The refusal of a file that is not what it says."""
    return Unreadable((), _("El archivo está dañado."))


def _too_much() -> Unreadable:
    return Unreadable((), _("Al descomprimirlo ocuparía demasiado."))


class Listener:
    """What a reader of one part hears; names come without their prefix."""

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""

    def text(self, said: str) -> None:
        """Some of the text inside."""

    def end(self, name: str) -> None:
        """An element ends."""


class Package:
    """The parts of an Office file."""

    def __init__(self, raw: bytes, limits: Limits) -> None:
        if raw.count(_ENTRY) > _PARTS:
            raise _too_much()
        try:
            self.archive = zipfile.ZipFile(BytesIO(raw))
        except _DAMAGE:
            raise damaged() from None
        parts = self.archive.infolist()
        self.names = frozenset(part.filename for part in parts)
        if len(self.names) < len(parts) or any(part.flag_bits & 1 for part in parts):
            raise damaged()
        if any(
            part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts
        ):
            raise damaged()
        if sum(part.file_size for part in parts) > limits.unpacked:
            raise _too_much()

    def read(self, name: str, listener: Listener, most: int = _FEW) -> None:
        """Read a whole part of at most so many elements; one that is not there says nothing."""
        for _piece in self.pieces(name, listener, most):
            pass

    def pieces(self, name: str, listener: Listener, most: int) -> Iterator[None]:
        """Read a part and stop after each piece; Unreadable when it is damaged or too much."""
        if name not in self.names:
            return
        parser, fed = _parser(listener, most), 0
        try:
            with self.archive.open(name) as part:
                while piece := part.read(_PIECE):
                    parser.Parse(piece)
                    fed += len(piece)
                    if fed - max(parser.CurrentByteIndex, 0) > _LONGEST:
                        raise damaged()
                    yield
                parser.Parse(b"", True)
                yield
        except _DAMAGE:
            raise damaged() from None

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """What a part points at inside the file: id to the last word of its kind and its name."""
        folder, leaf = split(name)
        found = _Relations(folder)
        self.read(join(folder, "_rels", f"{leaf}.rels"), found)
        return found.targets


def _parser(listener: Listener, most: int) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _no_doctype
    parser.CharacterDataHandler = listener.text
    parser.EndElementHandler = lambda name: listener.end(name.rpartition(":")[2])
    heard = count(1)

    def counted(name: str, attributes: Attributes) -> None:
        if next(heard) > most:
            raise Unreadable((), _("El archivo contiene demasiado."))
        listener.start(name.rpartition(":")[2], attributes)

    parser.StartElementHandler = counted
    return parser


class _Relations(Listener):
    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.targets: dict[str, tuple[str, str]] = {}

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = normpath(join("/", self.folder, attributes["Target"])).lstrip("/")
            kind = attributes["Type"].rpartition("/")[2]
            self.targets[attributes["Id"]] = (kind, target)


def _no_doctype(*_declaration: object) -> NoReturn:
    raise damaged()
