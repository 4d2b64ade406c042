"""Handing over, and finding what a dead worker left."""

from almenara.core.access.context import system_work
from almenara.core.jobs import job, later, take_up_stalled
from almenara.core.notices import handover, hooks, mailbag, phone

CARRIAGES = {"mail": mailbag.CARRIAGE, "webhook": hooks.CARRIAGE, "phone": phone.CARRIAGE}


@job(queue="notices")
def hand_over(channel: str) -> None:
    """Hand over everything due on one channel."""
    handover.run(channel, CARRIAGES[channel])


@job(queue="sweep", every="* * * * * */10")
def sweep() -> None:
    """Take up what is due: second attempts, quiet hours that ended, the work of a dead worker."""
    with system_work():
        for channel in handover.due_channels():
            later(hand_over, channel=channel)


@job(queue="sweep", every="* * * * *")
def retry_stalled() -> None:
    """Jobs of a worker that died are done by another."""
    take_up_stalled()
