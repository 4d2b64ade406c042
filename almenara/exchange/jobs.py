from datetime import datetime

from django.utils import timezone

from almenara.core.access.context import system_work
from almenara.core.jobs import job
from almenara.core.parties.actor import SYSTEM
from almenara.core.parties.refusals import WrongStage
from almenara.exchange import queries, services
from almenara.exchange.models import Delivery


def chase_at(at: datetime) -> list[Delivery]:
    """Escalate each delivery whose time is up at `at`; each one in a transaction of its own."""
    with system_work():
        late = list(queries.due(SYSTEM, at))
    return [delivery for one in late if (delivery := _escalated(one, at))]


def _escalated(delivery: Delivery, at: datetime) -> Delivery | None:
    try:
        with system_work():
            return services.escalate(SYSTEM, delivery, at)
    except WrongStage:  # somebody answered, or another worker was first
        return None


@job(queue="chase", every="*/10 * * * *")
def erase_persons() -> None:
    """Values about persons whose thirty days are over are gone (R6)."""
    with system_work():
        now = timezone.now()
        for alert in queries.expired(SYSTEM, now):
            services.expire_persons(SYSTEM, alert, now)


@job(queue="chase", every="* * * * * */10")
def chase() -> None:
    chase_at(timezone.now())
