"""Shifts as iCalendar (RFC 5545) for any calendar, and a calendar back as proposed shifts."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from icalendar import Calendar, Component, Event
from icalendar.error import BrokenCalendarProperty

from almenara.directory.rosters import Errors, Moved, Shift, overlaps
from almenara.directory.wallclock import instant, zone, zone_names
from almenara.formats.refusal import Said as _
from almenara.formats.refusal import Unreadable

PRODUCT = "-//Almenara//Directory//ES"
NAMESPACE = UUID("6d1c1f0e-7f0b-5f63-9a54-2c6f5be0c7a1")
LARGEST = 524_288  # bytes
MOST = 2_000  # events: 13 months of three shifts a day are 1,188
LONGEST = timedelta(days=366)
MONTH = timedelta(days=31)
FOREVER = datetime.max.replace(tzinfo=UTC)
YEARS = range(1970, 2200)
FOLD = re.compile(rb"(?:\r?\n)+[ \t]")
RECURRING = ("RRULE", "RDATE", "EXDATE", "RECURRENCE-ID")


@dataclass(frozen=True, slots=True)
class Entry:
    """A shift as a calendar shows it: the post's title and a user name, no other personal data."""

    post: str
    title: str
    username: str
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Comparison:
    """What an imported calendar would do to the roster; both lie in the same stretch of time."""

    added: tuple[Shift, ...]
    removed: tuple[Shift, ...]
    changed: tuple[Moved, ...]


def write(name: str, entries: Iterable[Entry], host: str) -> bytes:
    """The calendar of these shifts; `host` is the installation's and makes the UIDs its own."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _plain(name))
    for entry in sorted(entries, key=lambda entry: (entry.starts_at, entry.post)):
        calendar.add_component(_event(entry, host))
    written: bytes = calendar.to_ical()
    return written


def uid(post: str, starts_at: datetime, host: str) -> str:
    """The same for the same post and start, however often the roster is made anew."""
    return f"{uuid5(NAMESPACE, f'{post} {starts_at.astimezone(UTC).isoformat()}')}@{host}"


def _event(entry: Entry, host: str) -> Event:
    event = Event()
    event.add("uid", uid(entry.post, entry.starts_at, host))
    event.add("summary", f"{_plain(entry.title)}: {_plain(entry.username)}")
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    event.add("dtend", entry.ends_at.astimezone(UTC))
    event.add("dtstamp", entry.changed_at.astimezone(UTC))
    event.add("last-modified", entry.changed_at.astimezone(UTC))
    event.add("class", "PRIVATE")
    return event


def _plain(text: str) -> str:
    """One line without control or direction characters, which some calendars obey."""
    return "".join(char if char.isprintable() else " " for char in text).strip()


def read(
    content: bytes, people: Mapping[str, str], place: str, latest: datetime = FOREVER
) -> list[Shift]:
    """The shifts that a calendar proposes; every event that cannot be read is in the refusal.

    `people`: user name → person, of this roster. An event names its person at the end of its
    summary, after a colon or alone. Times without a zone are on the wall clock of `place`. None
    ends after `latest`, none lasts longer than a month.
    """
    errors: Errors = []
    placed: list[tuple[int, Shift]] = []
    for index, event in enumerate(_events(content)):
        try:
            placed.append((index, _short(_shift(event, people, place), latest)))
        except Unreadable as refusal:
            errors += refusal.under("events", index).errors
    errors += _overlapping(placed)
    if errors:
        raise Unreadable.many(errors)
    return sorted((shift for _index, shift in placed), key=lambda shift: shift.starts_at)


def _events(content: bytes) -> list[Component]:
    """The events that stand; bytes on purpose: the library takes a short text for a file's name."""
    if len(content) > LARGEST:
        raise Unreadable([], _("El calendario es demasiado grande."))
    plain = _without_zones(unfolded(content))
    if plain.upper().count(b"VEVENT") > 2 * MOST:
        raise Unreadable([], _("El calendario es demasiado grande."))
    try:
        plain.decode("utf-8")
        calendars = Calendar.from_ical(plain, multiple=True)
    except ValueError:
        raise Unreadable([], _("No es un calendario que se pueda leer.")) from None
    if not calendars or any(calendar.name != "VCALENDAR" for calendar in calendars):
        raise Unreadable([], _("No es un calendario que se pueda leer."))
    return [
        event
        for calendar in calendars
        for event in calendar.walk("VEVENT")
        if str(event.get("status", "")).upper() != "CANCELLED"
    ]


def unfolded(content: bytes) -> bytes:
    """Each property on one line: a fold may lie inside a letter."""
    return FOLD.sub(b"", content.removeprefix(b"\xef\xbb\xbf"))


def _without_zones(content: bytes) -> bytes:
    """The calendar without its own zone rules: they may repeat every second since 1900."""
    kept, inside = [], False
    for line in content.splitlines(keepends=True):
        word = line.strip().upper()
        inside = inside or word == b"BEGIN:VTIMEZONE"
        if not inside:
            kept.append(line)
        inside = inside and word != b"END:VTIMEZONE"
    plain = b"".join(kept)
    if inside or b"VTIMEZONE" in plain.upper():
        raise Unreadable([], _("No es un calendario que se pueda leer."))
    return plain


def _shift(event: Component, people: Mapping[str, str], place: str) -> Shift:
    for key in RECURRING:
        if key in event:
            raise Unreadable([key.lower()], _("Los turnos que se repiten se importan uno a uno."))
    username = str(event.get("summary", "")).rsplit(":", 1)[-1].strip()
    if username not in people:
        raise Unreadable(["summary"], _("Esa persona no está en este turno."))
    starts_at = _moment(event, "DTSTART", place)
    if "DURATION" in event:
        return Shift(people[username], starts_at, _lasting(event, starts_at), "import")
    return Shift(people[username], starts_at, _moment(event, "DTEND", place), "import")


def _short(shift: Shift, latest: datetime) -> Shift:
    if shift.ends_at - shift.starts_at > MONTH:
        raise Unreadable(["dtend"], _("Un turno dura 31 días como máximo."))
    if shift.ends_at > latest:
        raise Unreadable(["dtend"], _("Es demasiado lejos: los turnos se hacen a 13 meses."))
    return shift


def summaries(content: bytes) -> list[str]:
    """What each event is called, to say which one could not be read."""
    return [_plain(str(event.get("summary", "")))[:60] for event in _events(content)]


def _lasting(event: Component, starts_at: datetime) -> datetime:
    lasting = _value(event, "DURATION")
    if not isinstance(lasting, timedelta) or abs(lasting) > LONGEST:
        raise Unreadable(["duration"], _("No se puede leer la duración."))
    return starts_at + lasting


def _moment(event: Component, key: str, place: str) -> datetime:
    """A date and time (UTC) on the wall clock of its own zone, or of `place` if it names none."""
    loc = [key.lower()]
    moment = _value(event, key)
    if not isinstance(moment, datetime) or moment.year not in YEARS:
        raise Unreadable(loc, _("Se esperaba una fecha con hora."))
    if moment.tzinfo is None and "TZID" in event[key].params:
        raise Unreadable(loc, _("No se conoce esa zona horaria."))
    own = place if moment.tzinfo is None else getattr(moment.tzinfo, "key", "")
    if own in zone_names():
        return instant(moment.date(), moment.time().replace(microsecond=0), zone(own))
    return moment.astimezone(UTC)


def _value(event: Component, key: str) -> object:
    """What a property says; None where it is missing, broken or there twice."""
    try:
        return getattr(event.get(key), "dt", None)
    except BrokenCalendarProperty:
        return None


def _overlapping(placed: Iterable[tuple[int, Shift]]) -> Iterator[tuple[list[str | int], str]]:
    indices = {id(shift): index for index, shift in placed}
    for _former, shift in overlaps(shift for _index, shift in placed):
        yield ["events", indices[id(shift)]], _("Este turno se cruza con otro.")


def compare(current: Iterable[Shift], imported: Iterable[Shift]) -> Comparison:
    """What would be added, removed, changed: shifts that start at the same time are the same."""
    before = {shift.starts_at: shift for shift in current}
    after = {shift.starts_at: shift for shift in imported}
    both = sorted(before.keys() & after.keys())
    return Comparison(
        added=tuple(after[start] for start in sorted(after.keys() - before.keys())),
        removed=tuple(before[start] for start in sorted(before.keys() - after.keys())),
        changed=tuple(
            Moved(before[start], after[start])
            for start in both
            if _what(before[start]) != _what(after[start])
        ),
    )


def _what(shift: Shift) -> tuple[str, datetime]:
    return shift.person, shift.ends_at
