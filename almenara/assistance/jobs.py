"""What the clock does for cases."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from almenara.assistance import queries, services
from almenara.assistance.models import Case
from almenara.core.access.context import system_work
from almenara.core.jobs import job
from almenara.core.parties.actor import SYSTEM
from almenara.core.parties.refusals import WrongStage


def remind_at(at: datetime) -> list[tuple[Case, list[Any]]]:
    """Tell the head of each case without an owner whose time is up at `at`; and who was told."""
    with system_work():
        late = list(queries.late(SYSTEM, at))
    return [(case, people) for case in late if (people := _told(case, at)) is not None]


def _told(case: Case, at: datetime) -> list[Any] | None:
    try:
        with system_work():
            return services.escalate(SYSTEM, case, at)
    except WrongStage:  # somebody took it meanwhile, or another worker was first
        return None


@job(queue="assistance", every="10 5 * * *")
def remind_of_cases() -> None:
    """Each night."""
    remind_at(timezone.now())
