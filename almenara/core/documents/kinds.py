"""What a file is, by its content; and what may not come in: executables, bombs, tricks in names."""

import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from almenara.formats.refusal import Unreadable

UNPACKED = 500 * 1024 * 1024
RATIO = 200
ENTRIES = 10_000
PIXELS = 100_000_000
HEAD = 4096
TEXT = {
    ".txt": "text/plain", ".md": "text/markdown", ".csv": "text/csv", ".tsv": "text/plain",
    ".json": "application/json", ".ics": "text/calendar", ".eml": "message/rfc822",
    ".xml": "application/xml", ".yaml": "application/yaml", ".yml": "application/yaml",
    ".log": "text/plain", ".asc": "application/pgp-encrypted", ".geojson": "application/geo+json",
}  # fmt: skip
OOXML = "application/vnd.openxmlformats-officedocument."
ODF = "application/vnd.oasis.opendocument."
ZIPPED = {
    ".zip": "application/zip", ".epub": "application/epub+zip",
    ".docx": OOXML + "wordprocessingml.document", ".xlsx": OOXML + "spreadsheetml.sheet",
    ".pptx": OOXML + "presentationml.presentation", ".odt": ODF + "text",
    ".ods": ODF + "spreadsheet", ".odp": ODF + "presentation",
}  # fmt: skip
MAGIC: list[tuple[bytes, dict[str, str]]] = [
    (b"%PDF-", {".pdf": "application/pdf"}),
    (b"\x89PNG\r\n\x1a\n", {".png": "image/png"}),
    (b"\xff\xd8\xff", {".jpg": "image/jpeg", ".jpeg": "image/jpeg"}),
    (b"GIF87a", {".gif": "image/gif"}),
    (b"GIF89a", {".gif": "image/gif"}),
    (b"\x1f\x8b\x08", {".gz": "application/gzip"}),
    (b"PK\x03\x04", ZIPPED),
    (b"-----BEGIN PGP", {".asc": "application/pgp-encrypted"}),
]


def clean_name(name: str) -> str:
    """The last part of a path, without control, direction or invisible characters."""
    last = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    kept = "".join(c for c in last if unicodedata.category(c)[0] != "C" and c not in '<>:"|?*')
    kept = kept.strip(" .")
    if not kept:
        raise Unreadable(["file"], _("El archivo no tiene nombre."))
    stem, dot, ending = kept.rpartition(".")
    return f"{stem[:150]}.{ending[:20]}" if dot else kept[:150]


def recognise(path: Path, name: str) -> str:
    """The type by content; a name that says otherwise, or a content of no use, is refused."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    ending = PurePosixPath(name).suffix.lower()
    for magic, types in MAGIC:
        if head.startswith(magic):
            found = _named(types, ending)
            CHECKS.get(magic, _nothing)(path)
            return found
    _check_text(path, head, ending)
    return _named(TEXT, ending)


def _named(types: dict[str, str], ending: str) -> str:
    if ending not in types:
        endings = ", ".join(sorted(types))
        raise Unreadable(
            ["file"], _("El nombre no corresponde al contenido; se espera: ") + endings
        )
    return types[ending]


def _nothing(path: Path) -> None:
    """No further check."""


def _check_text(path: Path, head: bytes, ending: str) -> None:
    """UTF-8 without control characters, no script, no XML with entities of its own."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(["file"], _("Tipo de archivo no admitido.")) from None
    if re.search(r"[\x00-\x08\x0e-\x1f\x7f]", text) or head.startswith(b"#!"):
        raise Unreadable(["file"], _("Tipo de archivo no admitido."))
    if re.search(r"<!(DOCTYPE|ENTITY)", text, re.IGNORECASE):
        raise Unreadable(["file"], _("Un XML no puede traer entidades propias."))


def _check_zip(path: Path) -> None:
    """What it would unpack to, and paths that leave the folder."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error):
        raise Unreadable(["file"], _("El archivo comprimido está dañado.")) from None
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(path.stat().st_size, 1)
    if len(entries) > ENTRIES or unpacked > UNPACKED or unpacked > RATIO * packed:
        raise Unreadable(["file"], _("Al descomprimirlo ocuparía demasiado."))
    for entry in entries:
        parts = PurePosixPath(entry.filename.replace("\\", "/")).parts
        if ".." in parts or entry.filename.startswith(("/", "\\")) or "\x00" in entry.filename:
            raise Unreadable(["file"], _("El archivo comprimido tiene rutas que salen de él."))


def _check_gzip(path: Path) -> None:
    """Unpack piece by piece without keeping anything, up to the limit."""
    unpacked, limit = 0, min(UNPACKED, RATIO * path.stat().st_size)
    reader = zlib.decompressobj(wbits=31)
    with path.open("rb") as file:
        while piece := file.read(65536):
            while piece:
                try:
                    unpacked += len(reader.decompress(piece, 1024 * 1024))
                except zlib.error:
                    raise Unreadable(["file"], _("El archivo comprimido está dañado.")) from None
                if unpacked > limit:
                    raise Unreadable(["file"], _("Al descomprimirlo ocuparía demasiado."))
                piece = reader.unconsumed_tail


def _check_png(path: Path) -> None:
    with path.open("rb") as file:
        head = file.read(24)
    if len(head) < 24 or head[12:16] != b"IHDR":
        raise Unreadable(["file"], _("La imagen está dañada."))
    _check_pixels(*struct.unpack(">II", head[16:24]))


def _check_gif(path: Path) -> None:
    with path.open("rb") as file:
        head = file.read(10)
    if len(head) < 10:
        raise Unreadable(["file"], _("La imagen está dañada."))
    _check_pixels(*struct.unpack("<HH", head[6:10]))


def _check_pixels(width: int, height: int) -> None:
    if width * height > PIXELS:
        raise Unreadable(["file"], _("La imagen tiene demasiados puntos."))


CHECKS: dict[bytes, Callable[[Path], None]] = {
    b"PK\x03\x04": _check_zip,
    b"\x1f\x8b\x08": _check_gzip,
    b"\x89PNG\r\n\x1a\n": _check_png,
    b"GIF87a": _check_gif,
    b"GIF89a": _check_gif,
}
