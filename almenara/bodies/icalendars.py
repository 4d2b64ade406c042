"""Meetings as iCalendar (RFC 5545) for any calendar."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from icalendar import Calendar, Event

PRODUCT = "-//Almenara//Bodies//ES"


@dataclass(frozen=True)
class Entry:
    """A meeting as a calendar shows it."""

    uid: str
    title: str
    starts: datetime
    ends: datetime
    place: str
    url: str
    changed: datetime
    is_cancelled: bool = False


def write(name: str, entries: Iterable[Entry]) -> bytes:
    """One VEVENT a meeting, in UTC: a calendar shows it on its reader's own clock."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for entry in entries:
        calendar.add_component(_event(entry))
    written: bytes = calendar.to_ical()
    return written


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("summary", entry.title)
    event.add("dtstart", entry.starts.astimezone(UTC))
    event.add("dtend", entry.ends.astimezone(UTC))
    event.add("dtstamp", entry.changed.astimezone(UTC))
    event.add("url", entry.url)
    if entry.is_cancelled:
        event.add("status", "CANCELLED")
    if entry.place:
        event.add("location", entry.place)
    return event
