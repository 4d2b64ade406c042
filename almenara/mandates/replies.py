"""What programs are told of mandates: the exact members of each answer."""

from typing import Literal

from almenara.core.api.describing import Day, Given

Names = dict[str, str]


class Mandate(Given):
    """An operative paragraph; `owner` null is a gap, `results` are those that serve it."""

    id: str
    resolution: str
    paragraph: int
    verb: str
    summaries: Names
    addressee: str | None
    owner: str | None
    report_to: str | None
    due: Day | None
    stage: Literal["adopted", "assigned", "in-course", "done", "ended"]
    results: list[str]


class Action(Given):
    """What a State, or the secretariat (no `state`), did."""

    id: str
    kind: Literal["measure", "report", "note"]
    text: str
    on: Day
    state: str | None


class Detail(Mandate):
    """For officials: what was done; `activities` by id, those that the viewer may see."""

    actions: list[Action]
    activities: list[str]


class Resolution(Given):
    """What a body adopted; `adopted` as far as the day is known."""

    id: str
    body: str
    symbol: str
    kind: Literal["resolution", "declaration", "decision"]
    titles: Names
    adopted: str
    mandates: list[str]


class Hop(Given):
    """One link of the chain."""

    verb: Literal["pass", "endorse", "send"]
    post: str
    on: Day


class Receipt(Given):
    """What one State's Mission recorded; no `institution`: it has none here."""

    id: str
    state: str
    institution: str | None
    stage: Literal["sent", "received", "forwarded", "answered"]
    received_on: Day | None
    forwarded_on: Day | None
    forwarded_to: str | None
    answered_on: Day | None
    answer: str | None


class Transmission(Given):
    """A decision on its way; to a State its own receipt alone."""

    id: str
    resolution: str
    stage: Literal["adopted", "passed", "endorsed", "sent"]
    hops: list[Hop]
    receipts: list[Receipt]
