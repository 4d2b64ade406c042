"""Files of substances: whose a signal is, two that become one, and one that becomes two again."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.parties.actor import Actor
from almenara.core.parties.refusals import WrongStage
from almenara.formats.refusal import Unreadable
from almenara.substances import identity, queries
from almenara.substances.drafts import NameShape, VerifyShape
from almenara.substances.models import (
    Alias,
    BulletinItem,
    DrugSignal,
    Listing,
    Merging,
    OfSubstance,
    Substance,
)

LOCKED = "a verifier changes files, of which all are there for them"
OWNED: tuple[type[OfSubstance], ...] = (DrugSignal, Alias, Listing, BulletinItem)


def identified(
    actor: Actor, signal: DrugSignal, shape: VerifyShape
) -> tuple[Substance | None, str]:
    """The file of a signal and by what it was found; where nothing is certain a person says."""
    if not signal.said and not signal.inchikey:
        return None, ""
    found = queries.decision(actor, signal.said, signal.inchikey)
    if found.by == "key":
        if shape.is_new or shape.substance not in (None, *found.found):
            raise Unreadable(["substance"], _("Ese InChIKey ya tiene archivo: es esa sustancia."))
        return _file(actor, found.found[0]), "key"
    if shape.substance:
        return _file(actor, shape.substance), "person"
    if shape.is_new:
        return made(signal.said or signal.inchikey, signal.inchikey), "person"
    if found.by == "new":
        return made(signal.said or signal.inchikey, signal.inchikey), "key"
    if found.by == "name":
        return _file(actor, found.found[0]), "name"
    raise Unreadable(
        ["substance"],
        _("Ni el InChIKey ni el nombre lo deciden: elija el archivo o diga que es una nueva."),
    )


def made(name: str, inchikey: str = "", formula: str = "") -> Substance:
    """A new file; of two at once with one InChIKey there is one."""
    facts = {"name": name, "formula": formula, "made_at": timezone.now()}
    if inchikey:
        return Substance.objects.get_or_create(inchikey=inchikey, defaults=facts)[0]
    return Substance.objects.create(**facts)


def named_by(file: Substance, signal: DrugSignal) -> None:
    """The file is called as the signal calls it, for whoever sees the signal."""
    other = signal.inchikey if signal.inchikey != file.inchikey else ""
    if not signal.said and not other:
        return
    kept = Alias.objects.unguarded("a name is not written twice").filter(
        named=file, name=signal.said, inchikey=other, signal=None
    )
    if not kept.exists():
        kind = "name" if signal.said == file.name else _kind_of(signal.said)
        _alias(file, signal.said or other, kind, other, signal)


def named(file: Substance, shape: NameShape) -> None:
    """One more name, for whoever sees the file."""
    key = identity.inchikey(shape.inchikey, ["inchikey"]) if shape.inchikey else ""
    if key and key == file.inchikey:
        raise Unreadable(["inchikey"], _("Es el InChIKey de la propia sustancia."))
    _alias(file, shape.name, shape.kind, key)


def _alias(
    file: Substance, name: str, kind: str, key: str = "", signal: DrugSignal | None = None
) -> None:
    whole = file.one or file
    Alias.objects.create(
        substance=whole, named=file, name=name, key=identity.name_key(name), kind=kind,
        inchikey=key, signal=signal, is_public=signal is None and whole.is_public,
    )  # fmt: skip


def open_to_all(files: Iterable[UUID]) -> None:
    """Files that everybody may see from now on, with the names that no signal brought."""
    ids = set(files)
    Substance.objects.unguarded(LOCKED).filter(pk__in=ids).update(is_public=True)
    names = Alias.objects.unguarded(LOCKED).filter(substance__in=ids, signal=None)
    names.update(is_public=True)


def _kind_of(name: str) -> str:
    """A name that says a salt is one of a salt."""
    return "salt" if identity.SALTS & set(name.casefold().split()) else "synonym"


def merge(actor: Actor, gone: Substance, kept: Substance, reason: str) -> Merging:
    """All that belongs to one file belongs to another now; `named` remembers whose it was."""
    gone, kept = _locked(actor, gone, kept)
    if gone.one_id or kept.one_id:
        raise WrongStage(_("Uno de los dos archivos ya está unido a otro."))
    if gone.is_public and not kept.is_public:
        raise Unreadable(["into"], _("Conserve el archivo público y una a él el otro."))
    _move({gone.pk}, gone, kept)
    return Merging.objects.create(
        gone=gone, kept=kept, reason=reason, by_id=actor.person or None, at=timezone.now()
    )


def separate(actor: Actor, gone: Substance, reason: str) -> Merging:
    """What had named this file, or one that was merged into it, is its own again."""
    live = Merging.objects.visible_to(actor).filter(undone_at=None)
    merging = live.filter(gone=gone).first()
    if merging is None or gone.one is None:
        raise WrongStage(_("Este archivo no está unido a otro."))
    edges = dict(live.values_list("gone", "kept"))
    members = {pk for pk in edges if gone.pk in _chain(pk, edges)} | {gone.pk}
    gone, root = _locked(actor, gone, gone.one)
    _move(members, root, gone)
    facts = {"undone_at": timezone.now(), "undone_by": actor.person or None}
    live.filter(pk=merging.pk).update(undone_reason=reason, **facts)
    merging.refresh_from_db()
    return merging


def _move(members: Collection[UUID], here: Substance, there: Substance) -> None:
    """Everything that is here, of these files, goes there; files merged into one of them too."""
    is_back = there.pk in members
    for model in OWNED:
        rows = model.objects.unguarded(LOCKED).filter(substance=here)
        (rows.filter(named__in=members) if is_back else rows).update(substance=there)
    files = Substance.objects.unguarded(LOCKED)
    inside = files.filter(pk__in=members) if is_back else files.filter(one=here)
    inside.exclude(pk=there.pk).update(one=there)
    moved, one = (there, None) if is_back else (here, there)
    files.filter(pk=moved.pk).update(one=one)
    names = Alias.objects.unguarded(LOCKED).filter(substance=there, signal=None)
    names.update(is_public=there.is_public)


def _chain(pk: UUID, edges: dict[UUID, UUID]) -> list[UUID]:
    """The files into which a file was merged, one after the other."""
    found: list[UUID] = []
    while pk in edges and edges[pk] not in found:
        pk = edges[pk]
        found.append(pk)
    return found


def _locked(actor: Actor, one: Substance, other: Substance) -> tuple[Substance, Substance]:
    """Both files, ours until the end of the act."""
    if one.pk == other.pk:
        raise Unreadable(["into"], _("Es el mismo archivo."))
    rows = Substance.objects.visible_to(actor).filter(pk__in=[one.pk, other.pk]).order_by("pk")
    found = {row.pk: row for row in rows.select_for_update()}
    return found[one.pk], found[other.pk]


def _file(actor: Actor, pk: UUID) -> Substance:
    found = Substance.objects.visible_to(actor).filter(pk=pk).select_related("one").first()
    if found is None:
        raise Unreadable(["substance"], _("Esa sustancia no existe."))
    return found.one or found
