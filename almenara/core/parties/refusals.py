"""Three of the four refusals; `formats.refusal.Unreadable` is the one that knows formats."""

from collections.abc import Callable
from typing import Any


class Denied(Exception):
    """The actor may not do this; the message is the reason, ready to be shown."""

    def __init__(self, reason: str, verb: str = "", thing: Any = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.verb = verb
        self.thing = thing


class WrongStage(Exception):
    """The step is not possible from where the thing is now; the message says who was first.

    `place`: the field of a form by which the person chose it.
    """

    def __init__(self, message: str, place: str = "") -> None:
        super().__init__(message)
        self.place = place


class TooMany(Exception):
    """Asked too often; `retry_after` in seconds says when to come back.

    `afterwards` keeps count once the refusal has taken its transaction back.
    """

    def __init__(
        self, message: str, retry_after: int, afterwards: Callable[[], None] | None = None
    ) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.afterwards = afterwards
