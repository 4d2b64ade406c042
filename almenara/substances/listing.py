"""An outside list taken in whole: which file each record is, and the files that it makes."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.utils import timezone
from pydantic import BaseModel, ConfigDict

from almenara.core.types.heads import Names
from almenara.substances import identity, uniting
from almenara.substances.models import Alias, Listing, OutsideList, Substance

WHY = "a list is laid beside every file there is"
HEAD = ("publisher", "url", "as_of", "note", "categories")


class Record(BaseModel):
    """One line of a list."""

    model_config = ConfigDict(extra="forbid")

    inchikey: str = ""
    name: str
    formula: str = ""
    category: str = ""
    dated: date


class ListShape(BaseModel):
    """A list with its head: whose it is, of which day, what it does not say, its own categories."""

    model_config = ConfigDict(extra="forbid")

    slug: str
    names: Names
    publisher: Names
    url: str
    as_of: date
    note: Names
    categories: dict[str, Names] = {}
    rows: list[Record]


def source(shape: ListShape) -> OutsideList:
    document = shape.model_dump(mode="json", include=set(HEAD))
    return OutsideList(slug=shape.slug, names=shape.names.model_dump(), document=document)


def take(source: OutsideList, records: Iterable[Record]) -> int:
    """Lay every record to its file, anew each time; how many files it made."""
    shelf = _Shelf()
    files = [shelf.file(record) for record in records_by_date(records)]
    Substance.objects.bulk_create(shelf.fresh)
    Alias.objects.bulk_create(shelf.names)
    uniting.open_to_all(shelf.met | {shelf.one[pk] for pk in shelf.met & shelf.one.keys()})
    Listing.objects.unguarded("the list is laid anew").filter(source=source).delete()
    Listing.objects.bulk_create(
        Listing(
            source=source,
            substance_id=shelf.one.get(file, file),
            named_id=file,
            name=record.name,
            category=record.category,
            dated=record.dated,
        )
        for record, file in zip(records_by_date(records), files, strict=True)
    )
    return len(shelf.fresh)


def records_by_date(records: Iterable[Record]) -> list[Record]:
    """The oldest first, so that a file is called as it first was."""
    return sorted(records, key=lambda one: (one.dated, one.name))


class _Shelf:
    """The files there are, by key and by name, and those that a list adds."""

    def __init__(self) -> None:
        files = Substance.objects.unguarded(WHY).values_list("pk", "inchikey", "one")
        self.by_key: dict[str, UUID] = {key: pk for pk, key, _one in files if key}
        self.one: dict[UUID, UUID] = {pk: one for pk, _key, one in files if one}
        rows = Alias.objects.unguarded(WHY).filter(signal=None)
        self.called: set[tuple[UUID, str]] = set(rows.values_list("named", "name"))
        self.by_name: dict[str, UUID] = {}
        for file, key in rows.order_by("-pk").values_list("named", "key"):
            self.by_name[key] = file
        self.fresh: list[Substance] = []
        self.names: list[Alias] = []
        self.met: set[UUID] = set()

    def file(self, record: Record) -> UUID:
        """The file of a record; a record without a key is that of its name, if there is one."""
        key = identity.inchikey(record.inchikey, ["inchikey"]) if record.inchikey else ""
        spelt = identity.name_key(record.name)
        found = self.by_key.get(key) if key else self.by_name.get(spelt)
        if found is None:
            found = self._made(record, key)
        self.met.add(found)
        self.by_name.setdefault(spelt, found)
        if (found, record.name) not in self.called:
            self.called.add((found, record.name))
            kind = "name" if any(one.pk == found for one in self.fresh[-1:]) else "synonym"
            self.names.append(
                Alias(substance_id=self.one.get(found, found), named_id=found, name=record.name,
                      key=spelt, kind=kind)
            )  # fmt: skip
        return found

    def _made(self, record: Record, key: str) -> UUID:
        fresh = Substance(
            name=record.name, inchikey=key or None, formula=record.formula, is_public=True,
            made_at=timezone.now(),
        )  # fmt: skip
        self.fresh.append(fresh)
        if key:
            self.by_key[key] = fresh.pk
        return fresh.pk
