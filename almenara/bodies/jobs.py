"""Letters to people without an account, and forgetting them."""

from almenara.bodies import letters
from almenara.core.access.context import system_work
from almenara.core.jobs import job


@job(queue="notices", every="* * * * *")
def write_letters() -> None:
    """Whoever asked to come and waits for a letter."""
    with system_work():
        letters.write_all()


@job(queue="sweep", every="17 3 * * *")
def erase_registrations() -> None:
    """Ninety days after a meeting."""
    with system_work():
        letters.erase_all()
