"""Acts on documents: keep, hang, read."""

from typing import BinaryIO

from django.db.models import Model
from django.utils import timezone

from almenara.core.access.rules import require
from almenara.core.documents import files, hanging, kinds
from almenara.core.documents.models import Document
from almenara.core.journal.acts import act, record
from almenara.core.parties.actor import Actor
from almenara.formats import tlp


@act
def keep(actor: Actor, upload: BinaryIO, name: str, marking: str) -> Document:
    """Take a file in: its type is what its content says, and a bomb is refused unopened."""
    document = Document(
        name=kinds.clean_name(name),
        marking=str(tlp.parse(marking)),
        institution_id=actor.institution or None,
        uploader_id=actor.person or None,
        kept_at=timezone.now(),
    )
    require(actor, "keep", document)
    taken = files.take(upload)
    try:
        document.type = kinds.recognise(taken.path, document.name)
        document.sha256, document.size = taken.sha256, taken.size
        files.settle(taken)
    finally:
        files.drop(taken)
    document.save(force_insert=True)
    record(actor, "keep", document, size=document.size, sha256=document.sha256)
    return document


@act
def hang(actor: Actor, document: Document, thing: Model | str) -> Document:
    """Put a document on a thing: whoever may see the thing may read it."""
    require(actor, "hang", document)
    hanging.hang_one(actor, str(document.pk), thing, ["document"])
    record(actor, "hang", document)
    return document


@act
def read(actor: Actor, document: Document) -> Document:
    """Somebody takes the file out."""
    require(actor, "read", document)
    record(actor, "read", document)
    return document
