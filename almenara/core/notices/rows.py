"""From «tell these persons» to rows: which channels, and when."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils import timezone

from almenara.core.notices.models import CHANNELS, Address, Notice, key_of, zone_of
from almenara.core.notices.quiet import end_of_quiet
from almenara.core.parties.models import Person

ALWAYS = {"inbox", "mail"}
WAKING = {"mail", "phone"}
WHY = "the system reads where each reader wants to be reached"


@dataclass(frozen=True)
class Telling:
    """A word to persons about a thing; all of them share the step and what withdraws it.

    `group` is what `post.withdraw` takes back («delivery:<id>»); the same group, step, person and
    channel is told once, whatever happens. `origin` is the institution that tells, `institution`
    the one whose readers these are, `author` the person who sees the notices of a RED thing.
    """

    persons: tuple[UUID | str, ...]
    word: str
    about: str
    group: str
    marking: str
    step: int = 1
    origin: str = ""
    institution: str = ""
    author: UUID | str | None = None
    is_urgent: bool = False
    channels: frozenset[str] = field(default=frozenset(CHANNELS))


@dataclass(frozen=True)
class Told:
    """What came of it: channels with something to send, how many persons' quiet hours gave way."""

    channels: frozenset[str]
    overridden: int
    inboxes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reader:
    """A person and the channels on which they are reached."""

    person: Person
    channels: frozenset[str]


def write(tellings: Iterable[Telling]) -> Told:
    """Write the rows of several tellings at once, as the system, in the caller's transaction."""
    tellings = list(tellings)
    now = timezone.now()
    readers = _readers({_uuid(p) for telling in tellings for p in telling.persons})
    rows: list[Notice] = []
    woken: set[UUID] = set()
    for telling in tellings:
        for reader in (readers[pk] for pk in map(_uuid, telling.persons) if pk in readers):
            until = _quiet(reader.person, now)
            if until and telling.is_urgent:
                woken.add(reader.person.pk)
            later = now if until is None or telling.is_urgent else until
            rows += [
                _row(telling, reader.person, channel, now, later)
                for channel in CHANNELS
                if channel in telling.channels & reader.channels
            ]
    Notice.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)
    return Told(
        frozenset(row.channel for row in rows) - {"inbox"},
        len(woken),
        tuple(sorted({str(row.person_id) for row in rows if row.channel == "inbox"})),
    )


def _uuid(person: UUID | str) -> UUID:
    return person if isinstance(person, UUID) else UUID(person)


def _readers(ids: set[UUID]) -> dict[UUID, Reader]:
    """The persons with their zone, quiet hours and the channels that they have set up."""
    rows = Address.objects.unguarded(WHY).filter(person=OuterRef("pk"))
    kinds = ArraySubquery(rows.filter(kind__in=("webhook", "phone")).values("kind"))
    found = Person.objects.unguarded(WHY).filter(pk__in=ids, ended_at=None)
    return {
        person.pk: Reader(person, frozenset(ALWAYS.union(person.kinds)))
        for person in found.select_related("institution__state", "quiet").annotate(kinds=kinds)
    }


def _quiet(person: Person, now: datetime) -> datetime | None:
    quiet = getattr(person, "quiet", None)
    return end_of_quiet(now, zone_of(person), *quiet.hours) if quiet else None


def _row(telling: Telling, person: Person, channel: str, now: datetime, later: datetime) -> Notice:
    is_inbox = channel == "inbox"
    return Notice(
        key=key_of(telling.group, telling.step, person.pk, channel),
        group=telling.group,
        step=telling.step,
        person=person,
        channel=channel,
        word=telling.word,
        about=telling.about,
        marking=telling.marking,
        is_urgent=telling.is_urgent,
        origin=telling.origin,
        institution=telling.institution,
        author=telling.author or None,
        stage="sent" if is_inbox else "queued",
        made_at=now,
        sent_at=now if is_inbox else None,
        next_at=None if is_inbox else (later if channel in WAKING else now),
    )
