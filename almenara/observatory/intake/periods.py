"""Times as SDMX writes them: 2026, 2026-S1, 2026-Q1, 2026-01, 2026-W05, 2026-01-31."""

import re
from functools import lru_cache

from almenara.formats.refusal import Said, Unreadable
from almenara.formats.refusal import Said as _
from almenara.formats.sdmx.periods import days
from almenara.formats.tables.model import Date

_SHAPES = (
    ("A", re.compile(r"(?:1[5-9]|20|21)\d\d", re.ASCII)),
    ("M", re.compile(r"(?:1[5-9]|20|21)\d\d-(?:0[1-9]|1[0-2])", re.ASCII)),
    ("Q", re.compile(r"(?:1[5-9]|20|21)\d\d-Q[1-4]", re.ASCII)),
    ("S", re.compile(r"(?:1[5-9]|20|21)\d\d-S[12]", re.ASCII)),
    ("W", re.compile(r"(?:1[5-9]|20|21)\d\d-W(?:0[1-9]|[1-4]\d|5[0-3])", re.ASCII)),
    ("D", re.compile(r"(?:1[5-9]|20|21)\d\d-\d\d-\d\d", re.ASCII)),
)
EXAMPLES = {"A": "2026", "M": "2026-01", "Q": "2026-Q1", "S": "2026-S1", "W": "2026-W05",
            "D": "2026-01-31"}  # fmt: skip
_MONTHS = (
    ("enero", "january", "janeiro", "janvier"),
    ("febrero", "february", "fevereiro", "fevrier"),
    ("marzo", "march", "marco", "mars"),
    ("abril", "april", "abril", "avril"),
    ("mayo", "may", "maio", "mai"),
    ("junio", "june", "junho", "juin"),
    ("julio", "july", "julho", "juillet"),
    ("agosto", "august", "agosto", "aout"),
    ("septiembre", "september", "setembro", "septembre"),
    ("octubre", "october", "outubro", "octobre"),
    ("noviembre", "november", "novembro", "novembre"),
    ("diciembre", "december", "dezembro", "decembre"),
)
MONTHS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}


@lru_cache(4096)
def frequency(period: str) -> str:
    """Of which frequency a period is; "" = no period."""
    for letter, shape in _SHAPES:
        if shape.fullmatch(period):
            return letter if _is_there(period) else ""
    return ""


def read(text: str, expected: str) -> tuple[str, Said | None, bool]:
    """(period, what there is to say, may it be read so): expected is a letter of CL_FREQ or ""."""
    if isinstance(text, Date):
        return _out_of_excel(text, expected)
    found = frequency(text)
    if found and expected in ("", found):
        return text, None, True
    example = EXAMPLES.get(expected, "2026, 2026-Q1, 2026-01")
    if found:
        said = _("El período {text} no es de la frecuencia {expected}: se escribe como {example}.",
                 text=text, expected=expected, example=example)  # fmt: skip
        return text, said, False
    said = _(
        "«{text}» no es un período: se escribe como {example}.", text=text[:40], example=example
    )
    return text[:40], said, False


def _out_of_excel(text: Date, expected: str) -> tuple[str, Said | None, bool]:
    """A month or a year that Excel made a day of; nothing is guessed where a part would be lost."""
    day = text[:10]
    if frequency(day) != "D":
        return text[:40], _("«{text}» no es un período.", text=text[:40]), False
    if expected in ("", "D"):
        return day, None, True
    shorter = {"M": day[:7], "A": day[:4]}.get(expected)
    starts = {"M": day.endswith("-01"), "A": day.endswith("-01-01")}.get(expected)
    if shorter is None or not starts:
        said = _("Excel hizo de este período la fecha {day}; dé a la columna el formato de texto "
                 "y escríbalo como {example}.", day=day, example=EXAMPLES[expected])  # fmt: skip
        return day, said, False
    return shorter, _("Excel hizo de este período la fecha {day}; se leyó {read}.",
                      day=day, read=shorter), True  # fmt: skip


def _is_there(period: str) -> bool:
    """A year has 52 weeks or 53, and a month so many days."""
    try:
        days(period)
    except Unreadable:
        return False
    return True
