from almenara.core.access.context import system_work
from almenara.core.jobs import job
from almenara.core.parties.actor import SYSTEM
from almenara.programmes import queries, services


@job(every="0 5 * * *")
def publish_plans() -> None:
    """Every night each plan as IATI; one in a transaction of its own."""
    with system_work():
        found = list(queries.plans(SYSTEM))
    for plan in found:
        with system_work():
            services.publish(SYSTEM, plan)
