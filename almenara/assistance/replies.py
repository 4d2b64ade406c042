"""What programs are told of cases: the exact members of each answer."""

from typing import Any, Literal

from almenara.core.api.describing import Day, Given, Moment


class Case(Given):
    """A request of a State; `late`: without an owner after `due_at`."""

    id: str
    reference: str
    state: str
    topic: str
    title: str
    stage: Literal["received", "scoped", "accepted", "declined", "delivered", "evaluated"]
    owner: str = ""
    made_at: Moment
    due_at: Moment
    late: bool


class Confirmed(Given):
    unit: bool
    state: bool


class CaseMeeting(Given):
    """`recorded`: written down by the unit after it was held; a State may dispute it."""

    id: str
    held_on: Day
    stage: Literal["planned", "held", "agreed", "disputed"]
    version: int
    agenda: str
    notes: str
    terms: str
    recorded: bool
    confirmed: Confirmed
    activity: str | None


class WholeCase(Case):
    request: str
    fields: dict[str, Any]
    meetings: list[CaseMeeting]


class Remark(Given):
    """A word between the State and the unit."""

    id: str
    institution: str
    text: str
    at: Moment
