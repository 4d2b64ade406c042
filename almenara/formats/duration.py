"""ISO 8601 durations with calendar months: `P4M` is four months, `PT30M` thirty minutes."""

import calendar
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from almenara.formats.refusal import Said as _
from almenara.formats.refusal import Unreadable

_SHAPE = re.compile(
    r"^P(?=.)(?:(\d{1,3})Y)?(?:(\d{1,3})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?"
    r"(?:T(?=.)(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?$"
)


@dataclass(frozen=True)
class Duration:
    """Calendar months and an exact length; `text` is as it was written."""

    text: str
    months: int
    exact: timedelta

    def after(self, moment: datetime) -> datetime:
        """The same wall-clock day so many months later (its last day if there is none)."""
        month0 = moment.month - 1 + self.months
        year, month = moment.year + month0 // 12, month0 % 12 + 1
        day = min(moment.day, calendar.monthrange(year, month)[1])
        return moment.replace(year=year, month=month, day=day) + self.exact


def parse(text: str, loc: list[str | int]) -> Duration:
    """Read a duration or say where it is wrong; a length of nothing is refused."""
    found = _SHAPE.match(text) if isinstance(text, str) else None
    if not found:
        raise Unreadable(loc, _("Se espera una duración de ISO 8601, como PT30M o P4M."))
    years, months, weeks, days, hours, minutes, seconds = (int(n or 0) for n in found.groups())
    exact = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    duration = Duration(text, years * 12 + months, exact)
    if not duration.months and not exact:
        raise Unreadable(loc, _("La duración es de nada."))
    return duration
