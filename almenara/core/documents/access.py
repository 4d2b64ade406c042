"""Who reads a document: its institution, and whoever may see the thing that it hangs on."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almenara.core.access.rules import Owners, Policy, nothing, register
from almenara.core.documents import hanging
from almenara.core.documents.models import Document, Hanging
from almenara.core.journal import titles
from almenara.core.parties.actor import Actor


def documents(viewer: Actor, words: Iterable[str] | None = None) -> Q:
    """Of `words` only the kinds of things on which it may hang; of none of them given, of all."""
    if viewer.is_system:
        return Q()
    there = Hanging.objects.filter(hanging.hung(viewer, words), document=OuterRef("pk"))
    on_things = Q(Exists(there))
    if not viewer.is_known:
        return on_things
    mine = Q(uploader=viewer.person)
    if viewer.institution:
        mine |= Q(institution=viewer.institution) & ~Q(marking="TLP:RED")
    return mine | on_things


def hangings(viewer: Actor) -> Q:
    if viewer.is_system:
        return Q()
    mine = Q(person=viewer.person) if viewer.is_known else nothing()
    return mine | hanging.hung(viewer)


def person(actor: Actor, document: Document) -> str:
    return "" if actor.person else _("Solo personas con cuenta suben documentos.")


def anybody(actor: Actor, document: Document) -> str:
    """Who found it may read it: finding asks."""
    return ""


def owners(document: Document) -> Owners:
    if document.marking == "TLP:RED" or not document.institution_id:
        return Owners(persons=frozenset({str(document.uploader_id)}))
    return Owners(institutions=frozenset({document.institution_id}))


register(Document, Policy(documents, {"keep": person, "hang": anybody, "read": anybody}, owners))
register(Hanging, Policy(hangings))
titles.register("document", gettext_lazy("un documento"))
