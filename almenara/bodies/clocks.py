"""What a time on the wall of a meeting's place means."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from almenara.core import dates
from almenara.core.forms import clocks
from almenara.formats.refusal import Said as _
from almenara.formats.refusal import Unreadable


def place(zone: str) -> ZoneInfo:
    if zone not in dates.zones():
        raise Unreadable(["zone"], _("No se conoce esa zona horaria."))
    return ZoneInfo(zone)


def moment(said: datetime, zone: str, field: str) -> datetime:
    """A time with its offset as it is; one of the wall in its zone, if it strikes there once."""
    if said.tzinfo is not None:
        return said.astimezone(UTC)
    return clocks.meant(said, place(zone), [field])


def day(moment: datetime, zone: str) -> date:
    """The day of a moment on the calendar of its place."""
    return moment.astimezone(place(zone)).date()
