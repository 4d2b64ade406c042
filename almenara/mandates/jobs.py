"""What the clock does for mandates."""

from django.utils import timezone

from almenara.core.access.context import system_work
from almenara.core.jobs import job
from almenara.core.parties.actor import SYSTEM
from almenara.mandates import pending, services


@job(queue="mandates", every="40 6 * * *")
def warn() -> None:
    """Whatever is late is told once, to who owes it."""
    with system_work():
        for thing in pending.late(timezone.localdate()):
            services.warn(SYSTEM, thing)
