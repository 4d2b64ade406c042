"""What follows for mandates and tasks when the decision that they come from ends."""

from django.db.models import Q

from almenara.bodies import queries as bodies
from almenara.bodies.services import ENDED
from almenara.core.parties.actor import Actor
from almenara.mandates import queries, services
from almenara.mandates.stages import LIVE


def end_with(actor: Actor, decision: bodies.Decision) -> None:
    """What was still to be done ends with it; what was done and reported stays as it was."""
    of = Q(resolution__decision=decision)
    for mandate in queries.mandates(actor).filter(of, stage__in=LIVE):
        services.step(actor, mandate, "ended")
    out_of_it = Q(decision=decision) | Q(mandate__resolution__decision=decision)
    for task in queries.tasks(actor, "open").filter(out_of_it):
        services.drop_task(actor, task)


ENDED.append(end_with)
