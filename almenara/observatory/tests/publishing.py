"""Worlds for tests of what is published: a source taken over, a State's delivery agreed."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from almenara.core.parties.actor import SYSTEM, Actor
from almenara.directory.tests import make
from almenara.observatory import queries
from almenara.observatory.cells import Cell, table
from almenara.observatory.services import agreeing, releasing, sources

ANNUAL = "A"


def analyst(name: str = "") -> Actor:
    return make.actor(make.person(make.institution("s-dsp", kind="secretariat"), "analyst"))


def homicide(cells: Iterable[tuple]) -> list[Cell]:
    """(area, unit, period, value, …) as cells of DF_HOMICIDE."""
    return [Cell((ANNUAL, area, unit), *said) for area, unit, *said in cells]


def taken_over(flow: str, cells: Iterable[Cell], vintage: str = "2025-06-30") -> None:
    """Figures of a public source, out since now."""
    desk = analyst()
    dimensions = queries.flow(desk, flow).dimensions
    source = sources.Source(flow, date.fromisoformat(vintage), table(dimensions, cells))
    made = sources.take_in(SYSTEM, source)
    agreeing.accept(desk, made)
    release = releasing.schedule(desk, [made], timezone.now())
    releasing.publish(desk, release)
