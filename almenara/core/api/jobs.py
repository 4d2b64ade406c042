"""What the API does by the clock."""

from almenara.core.api.once import forget
from almenara.core.jobs import job


@job(every="7 * * * *")
def forget_answers() -> None:
    """First answers are kept for a day, not longer."""
    forget()
