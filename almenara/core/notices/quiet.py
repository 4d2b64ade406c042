"""When a person does not want to be woken by what can wait."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


def end_of_quiet(moment: datetime, zone: str, since: time, until: time) -> datetime | None:
    """The end of the quiet hours in which `moment` falls; None outside them.

    Both times are wall-clock times in `zone`; `until` before `since` means the next day.
    """
    here = moment.astimezone(ZoneInfo(zone))
    clock = here.time()
    if since < until:
        is_quiet, days = since <= clock < until, 0
    else:
        is_quiet, days = clock >= since or clock < until, int(clock >= since)
    if not is_quiet:
        return None
    day = here.date() + timedelta(days=days)
    return datetime.combine(day, until, ZoneInfo(zone)).astimezone(moment.tzinfo)
