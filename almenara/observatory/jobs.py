from almenara.core.access.context import system_work
from almenara.core.jobs import job
from almenara.core.parties.actor import SYSTEM
from almenara.observatory.services import agreeing, releasing


@job(every="*/5 * * * *")
def publish_due() -> None:
    """Releases whose embargo is over go out; each in a transaction of its own."""
    for release in releasing.due():
        with system_work():
            releasing.publish(SYSTEM, release)


@job(every="20 * * * *")
def lapse_due() -> None:
    """A State that did not answer in time is seen not to have answered (R9)."""
    for submission in agreeing.overdue():
        with system_work():
            agreeing.lapse(SYSTEM, submission)
