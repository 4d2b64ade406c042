"""What the tests of studies need: writers, and releases of the observatory with other figures."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils import timezone

from almenara.core.access.context import system_work
from almenara.core.parties.actor import SYSTEM, Actor
from almenara.directory.tests import make as people
from almenara.observatory import queries as observatory
from almenara.observatory.cells import Cell, table
from almenara.observatory.models import Release
from almenara.observatory.services import agreeing, releasing, sources

HOMICIDE, PRISON = "DF_HOMICIDE", "DF_PRISON_WPB"
Said = tuple[str, str, float | None]  # area, period, value


def analyst() -> Actor:
    return people.actor(people.person(people.institution("dsp-dis", kind="secretariat"), "analyst"))


def officer(home: str = "ssm-oe") -> Actor:
    home_of = people.institution(home, kind="secretariat")
    return people.actor(people.person(home_of, "secretariat"))


def release(said: Iterable[Said], code: str = HOMICIDE, day: date = date(2026, 1, 1)) -> Release:
    """What a public source says of areas and periods goes out, by the acts of two people."""
    with system_work():
        flow = observatory.flow(SYSTEM, code)
    fixed = {"FREQ": "A", "UNIT_MEASURE": "PER_100K", "INDICATOR": "HELD"}
    cells = [
        Cell(
            tuple({**fixed, "REF_AREA": area}.get(one, "_T") for one in flow.dimensions),
            period,
            value,
        )
        for area, period, value in said
    ]
    source = sources.Source(code, day, table(flow.dimensions, cells))
    submission = sources.take_in(SYSTEM, source)
    by = analyst()
    agreeing.accept(by, submission)
    out = releasing.schedule(by, [submission], timezone.now() - timedelta(seconds=1))
    return releasing.publish(by, out)
