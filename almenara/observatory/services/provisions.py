"""The calendar: who delivers what and when; and three reminders of what is late, each told once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from almenara.core.access.rules import require
from almenara.core.journal.acts import act, record
from almenara.core.parties.actor import Actor
from almenara.core.parties.models import Institution
from almenara.formats.refusal import Unreadable
from almenara.observatory import queries, telling
from almenara.observatory.models import Provision


@dataclass(frozen=True)
class Arrangement:
    """What is agreed with an institution of a State; how often, the flow says."""

    flow: str
    institution: str
    starts: date


@act
def arrange(actor: Actor, said: Arrangement) -> Provision:
    """From now on a State delivers a flow on a calendar; the former arrangement ends."""
    flow = queries.flow(actor, said.flow)
    home = Institution.objects.unguarded("institutions are public").filter(pk=said.institution)
    if not (institution := home.exclude(state=None).first()):
        raise Unreadable(["institution"], _("No es una institución de un Estado."))
    made = Provision(
        dataflow_id=flow.id, state_id=institution.state_id, institution=institution,
        frequency=flow.policy.calendar.get("frequency", "A"),
        due_days=flow.policy.calendar.get("due_days", 90), starts=said.starts,
    )  # fmt: skip
    require(actor, "arrange", made)
    if flow.policy.is_external:
        raise Unreadable(["dataflow"], _("Este flujo se toma de su fuente."))
    former = queries.provision(actor, flow.id, made.state_id)
    if former and former.starts >= said.starts:
        raise Unreadable(["starts"], _("El acuerdo anterior empieza ese día o después."))
    if former:
        former.ends = said.starts
        former.save(update_fields=["ends"])
    made.save(force_insert=True)
    record(actor, "arrange", made)
    return made


@act
def remind(actor: Actor, provision: Provision, period: str, number: int) -> Sequence[Any]:
    """Tell a State that a delivery is late, for the first, second or third time; who was told."""
    require(actor, "arrange", provision)
    people = telling.late(actor, provision, period, number) if number else []
    record(actor, "remind", provision, period=period, reminder=number, told=len(people))
    return people
