"""What can be asked about documents."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Model, QuerySet

from almenara.core.access.rules import reference
from almenara.core.documents import access, hanging
from almenara.core.documents.models import Document
from almenara.core.parties.actor import Actor


def documents(viewer: Actor) -> QuerySet[Document]:
    """Those that this viewer may read, newest first."""
    return Document.objects.visible_to(viewer).order_by("-kept_at")


def document(viewer: Actor, pk: UUID | str) -> Document:
    """One's own first; of others the things on which it hangs are asked, and no other kind."""
    own = Document.objects.unguarded("one's own uploads").filter(uploader=viewer.person or None)
    if found := own.filter(pk=pk).first():
        return found
    seen = access.documents(viewer, hanging.words_on(pk))
    return Document.objects.unguarded("filtered by the same rule").get(seen, pk=pk)


def documents_of(viewer: Actor, thing: Model | str) -> QuerySet[Document]:
    """Those on a thing, in the order in which they were kept."""
    word, _colon, ref = reference(thing).partition(":")
    return documents_on(viewer, word, [ref])


def documents_on(viewer: Actor, word: str, refs: Iterable[str]) -> QuerySet[Document]:
    """Those on things of a kind; of other kinds none is asked."""
    found = Document.objects.unguarded("by the rule of this one kind of thing").filter(
        access.documents(viewer, [word]), hangings__word=word, hangings__ref__in=list(refs)
    )
    return found.distinct().order_by("kept_at", "name")
