"""When a hand-over that failed is tried again."""

from datetime import timedelta

FIRST = [timedelta(seconds=s) for s in (10, 30, 60, 300, 900)]
HOURLY = 48


def wait_after(attempts: int) -> timedelta | None:
    """How long to wait after so many failed attempts; None when it is given up."""
    if attempts <= len(FIRST):
        return FIRST[attempts - 1]
    return timedelta(hours=1) if attempts <= len(FIRST) + HOURLY else None
