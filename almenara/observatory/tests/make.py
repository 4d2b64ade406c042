"""Deliveries of States as they are lived, through the services."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from almenara.core.access.context import system_work
from almenara.core.parties.actor import SYSTEM, Actor
from almenara.directory.tests import make as people
from almenara.observatory import queries
from almenara.observatory.models import Release, Submission
from almenara.observatory.services import agreeing, deliveries, releasing

FLOW = "DF_ICCS"
HEADER = "FREQ,REF_AREA,ICCS,SEX,AGE,MECHANISM,UNIT_MEASURE,TIME_PERIOD,OBS_VALUE"
Row = tuple[str, str, str]  # offence, period, count


@dataclass(frozen=True)
class Office:
    """Who in a State has to do with its figures."""

    code: str
    clerk: Actor
    second: Actor
    ncp: Actor
    mission: Actor


def office(code: str) -> Office:
    country = people.country(code)
    home = people.institution(f"{code.lower()}-figures", code)
    first, second = (people.actor(people.person(home, "statistician")) for _ in range(2))
    return Office(code, first, second, country.ncp, country.mission)


def analyst() -> Actor:
    home = people.institution("dsp-dis", kind="secretariat")
    return people.actor(people.person(home, "analyst"))


def lines(state: str, rows: Iterable[Row]) -> bytes:
    said = (f"A,{state},{one},_T,_T,_T,NUMBER,{year},{count}" for one, year, count in rows)
    return "\n".join([HEADER, *said]).encode()


def submitted(of: Office, rows: Iterable[Row], vintage: str = "2025-03-01") -> Submission:
    name = f"{of.code}-{vintage}.csv"
    sent = deliveries.Sent(FLOW, of.code, date.fromisoformat(vintage), name, lines(of.code, rows))
    return deliveries.receive(of.clerk, sent)


def checked(of: Office, rows: Iterable[Row], vintage: str = "2025-03-01") -> Submission:
    """Whatever was found is explained."""
    made = deliveries.check(SYSTEM, submitted(of, rows, vintage))
    with system_work():
        found = list(queries.findings(SYSTEM, made))
        if found:
            deliveries.explain(SYSTEM, made, found, "Así es.")
    return made


def accepted(
    of: Office, desk: Actor, rows: Iterable[Row], vintage: str = "2025-03-01"
) -> Submission:
    return agreeing.accept(desk, checked(of, rows, vintage))


def agreed(of: Office, desk: Actor, rows: Iterable[Row], vintage: str = "2025-03-01") -> Submission:
    return agreeing.agree(of.ncp, accepted(of, desk, rows, vintage))


def scheduled(desk: Actor, *submissions: Submission, after: timedelta = timedelta()) -> Release:
    return releasing.schedule(desk, submissions, timezone.now() + after)


def published(desk: Actor, *submissions: Submission) -> Release:
    return releasing.publish(desk, scheduled(desk, *submissions))


def moved(submission: Submission, **changes: datetime) -> None:
    """What only the calendar moves."""
    with system_work():
        Submission.objects.unguarded("tests").filter(pk=submission.pk).update(**changes)
        submission.refresh_from_db()
