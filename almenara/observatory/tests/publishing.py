"""Worlds for tests of what is published: a source taken over, a State's delivery agreed."""

from collections.abc import Iterable
from datetime import date

from almenara.core.parties.actor import SYSTEM
from almenara.observatory import queries
from almenara.observatory.cells import Cell, table
from almenara.observatory.services import agreeing, sources
from almenara.observatory.tests import make

ANNUAL = "A"


def homicide(cells: Iterable[tuple]) -> list[Cell]:
    """(area, unit, period, value, …) as cells of DF_HOMICIDE."""
    return [Cell((ANNUAL, area, unit), *said) for area, unit, *said in cells]


def taken_over(flow: str, cells: Iterable[Cell], vintage: str = "2025-06-30") -> None:
    """Figures of a public source, out since now."""
    desk = make.analyst()
    dimensions = queries.flow(desk, flow).dimensions
    source = sources.Source(flow, date.fromisoformat(vintage), table(dimensions, cells))
    made = sources.take_in(SYSTEM, source)
    agreeing.accept(desk, made)
    make.published(desk, made)
