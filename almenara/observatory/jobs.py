from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.utils import timezone

from almenara.core.access.context import system_work
from almenara.core.jobs import job, later
from almenara.core.parties.actor import SYSTEM
from almenara.core.parties.refusals import WrongStage
from almenara.observatory import boards, queries, watched
from almenara.observatory.services import agreeing, deliveries, provisions, releasing, watching


@job(queue="observatory")
def check_delivery(submission: str) -> None:
    """Read a file that came in."""
    try:
        with system_work():
            deliveries.check(SYSTEM, queries.submission(SYSTEM, submission))
    except WrongStage:  # another worker was first, or it was taken back
        return


def check_soon(submission: str) -> None:
    """Let the worker read a file."""
    later(check_delivery, submission=submission)


deliveries.RECEIVED.append(check_soon)


@job(every="*/5 * * * *")
def check_waiting() -> None:
    """Files of which the job was lost."""
    with system_work():
        waiting = list(queries.submissions(SYSTEM).filter(stage="submitted"))
    for one in waiting:
        check_delivery(submission=str(one.pk))


def remind_at(at: datetime) -> list[tuple[boards.Late, Sequence[Any]]]:
    """Remind each State whose delivery is late at a moment; and who was told."""
    with system_work():
        late = list(boards.late(SYSTEM, at))
    told = []
    for one in late:
        with system_work():
            people = provisions.remind(SYSTEM, one.provision, one.due.period, one.number)
        if people:
            told.append((one, people))
    return told


@job(every="40 6 * * *")
def remind_of_deliveries() -> None:
    """Each morning."""
    remind_at(timezone.now())


@job(every="*/5 * * * *")
def publish_due() -> None:
    """Releases whose embargo is over go out; each in a transaction of its own."""
    with system_work():
        waiting = list(queries.due(SYSTEM))
    for release in waiting:
        with suppress(WrongStage), system_work():  # the desk was first, or a later vintage is out
            releasing.publish(SYSTEM, release)


@job(every="20 * * * *")
def lapse_due() -> None:
    """A State that did not answer in time is seen not to have answered (R9)."""
    with system_work():
        silent = list(queries.overdue(SYSTEM))
    for submission in silent:
        with suppress(WrongStage), system_work():  # it answered meanwhile
            agreeing.lapse(SYSTEM, submission)


@job(every="10 4 * * 1")
def watch_series() -> None:
    """Each Monday, every flow of which figures are stored."""
    with system_work():
        codes = watched.watchable(SYSTEM)
    for code in codes:
        with system_work():
            watching.watch(SYSTEM, code)
