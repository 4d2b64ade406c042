"""What can be asked about documents."""

from uuid import UUID

from django.db.models import Model, QuerySet

from almenara.core.documents import hanging
from almenara.core.documents.models import Document
from almenara.core.parties.actor import Actor


def documents(viewer: Actor) -> QuerySet[Document]:
    """Those that this viewer may read, newest first."""
    return Document.objects.visible_to(viewer).order_by("-kept_at")


def document(viewer: Actor, pk: UUID | str) -> Document:
    """One's own first: a document of others asks for all things on which it may hang."""
    own = Document.objects.unguarded("one's own uploads").filter(uploader=viewer.person or None)
    return own.filter(pk=pk).first() or documents(viewer).get(pk=pk)


def documents_of(viewer: Actor, thing: Model | str) -> QuerySet[Document]:
    """Those on a thing, in the order in which they were kept."""
    return hanging.documents_of(viewer, thing)
