"""The figures that a selection finds, with their names: for pictures, tables and sentences."""

from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.identity import queries as identity
from almenara.core.languages import page_language
from almenara.core.parties.actor import Actor
from almenara.core.parties.alphabet import alphabetical
from almenara.formats.refusal import Unreadable
from almenara.observatory import queries
from almenara.observatory.cells import Cell, Key, Table
from almenara.observatory.charts.lines import Line, lines
from almenara.observatory.selections import Selection
from almenara.observatory.structures import AREA, UNIT, Flow

MOST = 50_000  # figures of one question, revisions counted too


@dataclass(frozen=True)
class Reading:
    """`silent`: member States of today without a figure, where all areas were asked for."""

    selection: Selection
    table: Table
    language: str
    silent: tuple[str, ...] = ()

    @property
    def flow(self) -> Flow:
        return self.selection.flow

    @cached_property
    def cells(self) -> dict[Key, dict[str, Cell]]:
        """By series and period."""
        found: dict[Key, dict[str, Cell]] = {}
        for cell in self.table:
            found.setdefault(cell.key, {})[cell.period] = cell
        return found

    @cached_property
    def telling(self) -> tuple[int, ...]:
        """Places of the dimensions that tell these series apart; the area at least."""
        width = range(len(self.flow.dimensions))
        found = tuple(n for n in width if len({key[n] for key in self.table.keys}) > 1)
        return found or tuple(n for n in width if self.flow.dimensions[n] == AREA)

    def name(self, key: Key) -> str:
        """A series in words that tell it from the others."""
        return " · ".join(self.label(self.flow.dimensions[n], key[n]) for n in self.telling)

    def label(self, dimension: str, code: str) -> str:
        return self.flow.label(dimension, code, self.language)

    @cached_property
    def lines(self) -> list[Line]:
        """In the order of their names, never of their values (R9)."""
        cells = (cell for own in self.cells.values() for cell in own.values())
        there = lines(cells, self.name)
        absent = [Line(self.label(AREA, code)) for code in self.silent]
        return alphabetical([*there, *absent], lambda line: line.name)

    @cached_property
    def periods(self) -> list[str]:
        """Those with a figure, the newest first."""
        numbers = self.table.period[self.table.value == self.table.value]
        return sorted({self.table.periods[n] for n in numbers.tolist()}, reverse=True)

    @cached_property
    def period(self) -> str:
        """Of bars and map: the one asked for, else the newest that half of the series have."""
        if self.selection.period:
            return self.selection.period
        counted = [
            (period, sum(_has(cells, period) for cells in self.cells.values()))
            for period in self.periods
        ]
        most = max((count for _period, count in counted), default=0)
        return next((period for period, count in counted if 2 * count >= most), "")

    @property
    def unit(self) -> str:
        return "".join(self.label(UNIT, code) for code in self.selection.where.get(UNIT, ())[:1])

    @property
    def narrowed(self) -> str:
        """What was chosen besides unit and areas, where there was a choice."""
        said = [
            self.label(name, code)
            for name, codes in self.selection.where.items()
            if name not in (UNIT, AREA, "FREQ")
            for code in codes
        ]
        return " · ".join(said)

    def of(self, period: str) -> dict[Key, float]:
        """By series the values of one period that are there."""
        found = ((key, cells.get(period)) for key, cells in self.cells.items())
        return {key: cell.value for key, cell in found if cell and cell.value is not None}

    def area(self, key: Key) -> str:
        return key[self.flow.dimensions.index(AREA)] if AREA in self.flow.dimensions else ""


def figures(viewer: Actor, chosen: Selection) -> Table:
    """Never fewer than were asked for: more than fit are refused, with the way out."""
    asked = (viewer, chosen.flow, dict(chosen.where), chosen.start, chosen.end)
    if queries.how_many(*asked, MOST) > MOST:
        raise Unreadable(["key"], _("Son más de %d cifras: elija menos códigos o años.") % MOST)
    return queries.figures(*asked, as_of=chosen.as_of)


def reading(viewer: Actor, selection: Selection) -> Reading:
    """What this viewer reads of it, as of the day asked for."""
    table = figures(viewer, selection)
    language = page_language()
    return Reading(selection, table, language, _silent(viewer, selection, table))


def _silent(viewer: Actor, selection: Selection, table: Table) -> tuple[str, ...]:
    flow = selection.flow
    if AREA not in flow.dimensions or selection.areas or not len(table):
        return ()
    at = flow.dimensions.index(AREA)
    there = {key[at] for key in table.keys}
    members = identity.members(viewer, timezone.now().date())
    known = flow.codes.get(AREA, {})
    return (
        tuple(sorted(code for code in members - there if code in known)) if there & members else ()
    )


def _has(cells: dict[str, Cell], period: str) -> bool:
    return period in cells and cells[period].value is not None
