"""The wall clock: what a time of day in a zone means, from the pinned table of time zones."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from importlib import resources
from zoneinfo import ZoneInfo

from almenara.formats.refusal import Said as _
from almenara.formats.refusal import Unreadable


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """The IANA zones of the pinned `tzdata`."""
    return frozenset((resources.files("tzdata") / "zones").read_text("utf-8").split())


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo:
    """The rules of a zone from the pinned `tzdata`, never from the machine's own table."""
    if name not in zone_names():
        raise Unreadable(["zone"], _("No se conoce esa zona horaria."))
    with resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as table:
        return ZoneInfo.from_file(table, key=name)


def instant(day: date, clock: time, place: ZoneInfo) -> datetime:
    """When (UTC) that wall clock strikes: the jump if it never does, the first time if twice."""
    wall = datetime.combine(day, clock)
    moment = wall.replace(tzinfo=place).astimezone(UTC)
    if moment.astimezone(place).replace(tzinfo=None) == wall:
        return moment
    return _jump(wall, place)


def _jump(wall: datetime, place: ZoneInfo) -> datetime:
    """The second at which the clocks leap over `wall`."""
    before = wall.replace(tzinfo=place, fold=1).astimezone(UTC)
    after = wall.replace(tzinfo=place, fold=0).astimezone(UTC)
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if middle.astimezone(place).replace(tzinfo=None) < wall:
            before = middle
        else:
            after = middle
    return after
