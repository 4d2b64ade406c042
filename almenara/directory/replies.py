"""What programs are told of the directory (docs/api.md): the exact members of each answer."""

from typing import Literal

from almenara.core.api.describing import Day, Given, Moment

Names = dict[str, str]
Kind = Literal["duty", "alternate", "head"]


class Me(Given):
    """Who asks."""

    username: str
    state: str | None
    institution: str | None
    roles: list[str]
    networks: list[str]
    language: Literal["es", "en", "pt", "fr"]
    mail: str


class State(Given):
    """A State on a day."""

    code: str
    names: Names
    member: bool
    since: Day | None
    until: Day | None
    since_precision: str | None


class Network(Given):
    """A network with both denominators (R5)."""

    slug: str
    names: Names
    states_taking_part: int
    states_all: int
    kinds: list[str]
    member: bool


class Post(Given):
    """A post; what the type of its network does not show to the viewer is null."""

    id: str
    state: str | None
    on_behalf: list[str] = []
    institution: str
    lead: bool
    kind: Kind
    title: str | None
    holder: str | None
    phone: str | None
    mail: str | None
    stage: Literal["nominated", "verified", "stale", "ended"]
    verified_at: Moment | None


class Step(Given):
    """Somebody who is told."""

    step: int
    kind: Kind
    post: str
    username: str
    mail: str | None
    phone: str | None


class OnDuty(Given):
    """Who is told, in order."""

    network: str
    state: str | None
    institution: str
    at: Moment
    until: Moment | None
    only_one: bool
    steps: list[Step]


class Probe(Given):
    """One institution in a check."""

    state: str | None
    institution: str
    stage: Literal["asked", "reached", "late", "silent"]
    answered_at: Moment | None


class Check(Given):
    """A check of the link with its sums; `answers` where one check is asked for."""

    id: str
    network: str
    opened_at: Moment
    closes_at: Moment
    announced: bool
    asked: int
    reached: int
    late: int
    silent: int
    states_taking_part: int
    states_all: int
    answers: list[Probe] = []
