"""What one cell of a workbook says, as text: numbers and dates as typed, never as shown."""

import re
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from openpyxl.styles.numbers import is_date_format, is_timedelta_format
from openpyxl.utils.datetime import from_excel

from almenara.formats.tables.model import Date, Number, Percent

_PLAIN = re.compile(r"-?(?:0|[1-9]\d{0,14})", re.ASCII)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ZEROS = re.compile(r"0{2,}")
_LAST_DAY = 2_958_465


class Cells:
    """Reads the cells of one workbook: its shared texts, its formats, the day it counts from."""

    def __init__(self, strings: Sequence[str], formats: Sequence[str], epoch: datetime) -> None:
        self.strings = strings
        self.formats = formats
        self.epoch = epoch

    def text(self, kind: str, style: int, raw: str) -> str:
        """The text of a cell; ValueError or IndexError when it cannot be what it says."""
        if kind == "s":
            return _unescaped(self.strings[_index(raw)])
        if kind in ("inlineStr", "str"):
            return _unescaped(raw)
        if kind == "b":
            return {"0": "FALSE", "1": "TRUE"}[raw.strip()]
        if kind == "d":
            return Date(raw.strip()[:40])
        return self._number(raw.strip(), self.formats[style])

    def _number(self, raw: str, shown: str) -> str:
        if _is_date(shown):
            return Date(self._moment(float(raw), is_timedelta_format(shown)))
        plain = raw if _PLAIN.fullmatch(raw) else as_typed(float(raw))
        if _ZEROS.fullmatch(shown) and plain.isdigit():
            return plain.zfill(len(shown))
        return Percent(plain) if "%" in shown else Number(plain)

    def _moment(self, days: float, is_length: bool) -> str:
        """ISO 8601; a length of time is `26:30:00`."""
        if not 0 <= days <= _LAST_DAY:
            raise ValueError("a day that Excel does not have")
        moment = from_excel(days, self.epoch, timedelta=is_length)
        if isinstance(moment, timedelta):
            minutes, seconds = divmod(round(moment.total_seconds()), 60)
            return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
        if isinstance(moment, datetime) and moment.time() == time():
            return moment.date().isoformat()
        return str(moment.isoformat())


def as_typed(value: float) -> str:
    """The number that somebody typed: the 15 digits that Excel keeps, no exponent."""
    try:
        typed = format(Decimal(f"{value:.15g}"), "f")
    except InvalidOperation:
        raise ValueError("not a number") from None
    if typed.lower().lstrip("-").startswith(("inf", "nan")) or len(typed) > 330:
        raise ValueError("not a number")
    return typed


def _index(raw: str) -> int:
    if not raw.strip().isdecimal() or len(raw) > 12:
        raise ValueError("not an index")
    return int(raw)


def _unescaped(said: str) -> str:
    """ECMA-376 writes what XML cannot hold as `_x000D_`."""
    if "_x" not in said:
        return said
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), said)


@lru_cache(maxsize=1024)
def _is_date(shown: str) -> bool:
    return bool(is_date_format(shown))
