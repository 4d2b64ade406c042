"""Three reminders of a delivery that is late; each is told once."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from almenara.core.access.rules import require
from almenara.core.journal.acts import act, record
from almenara.core.parties.actor import Actor
from almenara.observatory import schedules, telling
from almenara.observatory.models import Provision


@act
def remind(actor: Actor, provision: Provision, due: schedules.Due, today: date) -> Sequence[Any]:
    """Tell a State that a delivery is late; who was told now."""
    require(actor, "arrange", provision)
    number = schedules.reminder(due.day, today)
    people = telling.late(actor, provision, due.period, number) if number else []
    record(actor, "remind", provision, period=due.period, reminder=number, told=len(people))
    return people
