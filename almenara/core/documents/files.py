"""Contents on disk: written aside, hashed while they come in, kept once under their hash."""

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from almenara.core.documents.models import place
from almenara.formats.refusal import Unreadable

LIMIT = 50 * 1024 * 1024
PIECE = 1024 * 1024


@dataclass(frozen=True)
class Taken:
    """A content that came in and has no place yet."""

    path: Path
    sha256: str
    size: int


def take(upload: BinaryIO) -> Taken:
    """Write an upload aside; more than 50 MiB or nothing at all is unreadable."""
    folder = Path(settings.HOME) / "documents"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f".taken-{secrets.token_hex(8)}"
    digest, size = hashlib.sha256(), 0
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        while piece := upload.read(PIECE):
            size += len(piece)
            if size > LIMIT:
                break
            digest.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    if not 0 < size <= LIMIT:
        path.unlink()
        raise Unreadable(["file"], _("El archivo está vacío.") if not size else _("Más de 50 MiB."))
    return Taken(path, digest.hexdigest(), size)


def settle(taken: Taken) -> None:
    """Give the content its place; the same content is there only once."""
    target = place(taken.sha256)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not target.exists():
        taken.path.replace(target)


def drop(taken: Taken) -> None:
    """Whatever happened, nothing stays aside."""
    taken.path.unlink(missing_ok=True)
