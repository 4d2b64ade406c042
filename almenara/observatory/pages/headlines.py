"""The indicator as a sentence with its figure, before any picture."""

import re
from datetime import date
from statistics import median
from typing import Any

from django.utils.translation import gettext as _

from almenara.core import dates
from almenara.formats.figures import rounded
from almenara.observatory.cells import text
from almenara.observatory.charts.lines import Line, Point
from almenara.observatory.pages.readings import Reading

Context = dict[str, Any]
LEAST = 5  # States: of fewer nobody says what is in the middle


def headline(read: Reading) -> Context:
    """`figure`, its `unit`, and what it is of; empty where there is no one figure to say."""
    if len(read.lines) == 1:
        return _newest(read, read.lines[0])
    is_by_area = len({read.area(key) for key in read.cells}) == len(read.cells)
    found = list(read.of(read.period).values()) if is_by_area else []
    if len(found) < LEAST:
        return {}
    said = (_("El valor central de %(n)d Estados con cifra en %(period)s: "
              "la mitad tiene más y la mitad menos.") if _is_of_states(read) else
            _("El valor central de %(n)d áreas con cifra en %(period)s: "
              "la mitad tiene más y la mitad menos."))  # fmt: skip
    return _said(read, median(found), said % {"n": len(found), "period": _when(read.period)})


def _newest(read: Reading, line: Line) -> Context:
    reported = [point for point in line.points if point.value is not None]
    if not reported:
        return {}
    last = reported[-1]
    told = f" ({_('provisional')})" if last.flag == "p" else ""
    words = f"{line.name}, {_when(last.period)}{told}"
    if len(reported) > 1 and reported[-2].piece == last.piece:
        moved = _moved(read, last, reported[-2])
        words = _("%(figure)s; %(moved)s") % {"figure": words, "moved": moved}
    return _said(read, last.value or 0.0, f"{words}.")


def _moved(read: Reading, last: Point, before: Point) -> str:
    """Against the period before it, by the same source and method."""
    change = (last.value or 0.0) - (before.value or 0.0)
    said = {"change": rounded(abs(change), read.language), "period": _when(before.period)}
    if not change:
        return _("igual que en %(period)s") % said
    return (_("%(change)s más que en %(period)s") if change > 0
            else _("%(change)s menos que en %(period)s")) % said  # fmt: skip


def _is_of_states(read: Reading) -> bool:
    """Are the areas States, or parts of one?"""
    return all(re.fullmatch("[A-Z]{3}", read.area(key)) for key in read.cells)


def _when(period: str) -> str:
    """A month in words; other periods are read as they stand."""
    if not re.fullmatch(r"\d{4}-\d{2}", period):
        return period
    return dates.month(date.fromisoformat(f"{period}-01"))


def _said(read: Reading, value: float, words: str) -> Context:
    return {
        "figure": rounded(value, read.language),
        "raw": text(value),
        "unit": read.unit,
        "said": words,
    }
