"""Documents hang on things: who may see the thing may read the document.

An app fills `THINGS` for its things, and in a migration opens the row for the database as well:
`widen("documents_hanging", "alert", "word = 'alert' and exists (select 1 from exchange_alert a
where a.id = case when word = 'alert' then ref::uuid end)")`; the thing's own row-level security
does the rest, and `case` keeps the names of other things from being cast.
"""

from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

from django.db.models import (
    BooleanField,
    Case,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    UUIDField,
    Value,
    When,
)
from django.db.models.functions import Cast
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.access.context import as_system
from almenara.core.access.rules import nothing, reference
from almenara.core.documents.models import Document, Hanging
from almenara.core.parties.actor import Actor
from almenara.formats.refusal import Loc, Unreadable
from almenara.formats.tlp import TLP

Things = Callable[[Actor], QuerySet]
THINGS: dict[str, Things] = {}


def hang_all(
    actor: Actor, documents: Sequence[str], thing: Model | str, loc: Loc, marking: str = ""
) -> None:
    """Hang documents on a thing, as a part of another act; one that may not is unreadable."""
    if not documents:
        return
    there = hangable(actor, documents, loc, marking)
    word, _colon, ref = reference(thing).partition(":")
    now = timezone.now()
    rows = [
        Hanging(
            document_id=pk,
            word=word,
            ref=ref,
            person=actor.person or None,
            hung_at=now,
        )
        for pk in sorted(there)
    ]
    Hanging.objects.bulk_create(rows, ignore_conflicts=True)  # twice the same is once


def hang_one(actor: Actor, document: str, thing: Model | str, loc: Loc) -> None:
    """The one document that a place takes: the refusal stands at that place."""
    try:
        hang_all(actor, [document], thing, [])
    except Unreadable as refusal:
        raise Unreadable(loc, refusal.errors[0][1]) from None


def hung(viewer: Actor, words: Iterable[str] | None = None) -> Q:
    """Hangings on things that this viewer may see, of these kinds or of all."""
    found = nothing()
    for word in THINGS if words is None else THINGS.keys() & words:
        found |= Q(word=word) & Q(_one_of(THINGS[word](viewer).filter(pk=_key_of(word))))
    return found


def words_on(pk: UUID | str) -> list[str]:
    """The kinds of things on which a document hangs."""
    with as_system("which kinds to ask, before any of them is"):
        there = Hanging.objects.unguarded("kinds alone").filter(document=pk)
        return list(there.values_list("word", flat=True).distinct())


def _one_of(things: QuerySet) -> Subquery:
    """Is there one? Asked of each hanging: an EXISTS may become a join that reads every thing.

    The policies of a thing stand before a key that is cast from text (it could fail, and tell).
    """
    return Subquery(things.order_by().values(there=Value(True))[:1], output_field=BooleanField())


def _key_of(word: str) -> Case:
    """The key of the thing, to be found by its index; the names of other things are not cast."""
    return Case(When(Exact(OuterRef("word"), word), then=Cast(OuterRef("ref"), UUIDField())))


def hangable(actor: Actor, documents: Sequence[str], loc: Loc, marking: str = "") -> set[UUID]:
    """Documents that the actor may put where others read them, on a thing of this marking.

    One's own institution's, and of others what anybody may read: who received a document does
    not widen it. None goes with a thing that is marked less strictly.
    """
    wanted = [_uuid(text) for text in documents]
    there = _readable(actor, {pk for pk in wanted if pk})
    faults = [
        ([*loc, index], said)
        for index, pk in enumerate(wanted)
        if (said := _why_not(actor, there.get(pk) if pk else None, marking))
    ]
    if faults:
        raise Unreadable.many(faults)
    return set(there)


def _why_not(actor: Actor, document: Document | None, marking: str) -> str:
    if document is None:
        return _("Documento desconocido.")
    is_own = actor.person == str(document.uploader_id) or (
        actor.institution and actor.institution == document.institution_id
    )
    if not is_own and document.marking != TLP.CLEAR:
        return _("Es de otra institución y no es TLP:CLEAR.")
    if marking and TLP(document.marking) > marking:
        return _("Su marcación es más estricta que la de lo que acompaña: súbalo con esta.")
    return ""


def _readable(actor: Actor, wanted: set[UUID]) -> dict[UUID, Document]:
    """Those of some documents that the actor may read; one's own ask for no further question."""
    own = Document.objects.unguarded("one's own uploads").filter(uploader=actor.person or None)
    found = own.in_bulk(wanted)
    if rest := wanted - found.keys():
        found |= Document.objects.visible_to(actor).in_bulk(rest)
    return found


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None
