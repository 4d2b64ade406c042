"""What programs are told of plans: the exact members of each answer."""

from typing import Literal

from almenara.core.api.describing import Day, Given, Problem

Names = dict[str, str]


class Plan(Given):
    """A plan; `period` is its first and its last day."""

    slug: str
    version: int
    titles: Names
    period: list[Day]
    stage: Literal["approved", "amended", "closed"]


class Strategy(Plan):
    """A strategic plan."""


class Contribution(Given):
    """A result that rolls up to a goal."""

    plan: str
    id: str


class Goal(Given):
    """`people` and `held` count each person and each activity of its results once."""

    code: str
    names: Names
    results: list[Contribution]
    people: int
    held: int


class Target(Given):
    """`none` has no value: nothing was promised in figures."""

    kind: Literal["at-least", "exactly", "each-state", "none"]
    value: int = 0


class Of(Given):
    """Both denominators of what is counted by State."""

    taking_part: int
    all: int


class Result(Given):
    """A promise and where it stands; `apart` are persons who are no beneficiaries."""

    id: str
    programme: str
    names: Names
    target: Target
    value: int
    progress: int | None
    unit: str
    evidence: int
    apart: int
    of: Of | None = None


class Activity(Given):
    """Something planned or done; `reach` is an estimate by State."""

    id: str
    stage: Literal["planned", "confirmed", "held", "reported", "postponed", "cancelled"]
    plan: str
    results: list[str]
    kind: str
    titles: Names
    starts: Day
    ends: Day
    modality: Literal["virtual", "in-person", "hybrid"]
    place: str | None
    states: list[str]
    reach: dict[str, int]
    minutes: int
    topic: str | None
    partner: str | None
    marking: Literal["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER"]


class Served(Given):
    """A mandate and the results that serve it."""

    id: str
    results: list[str]


class Evidence(Given):
    """A file and what it proves."""

    id: str
    kind: str
    document: str
    name: str
    sha256: str


class Fault(Given):
    """A row that cannot be read; the header is row 1."""

    row: int
    msg: str


class Roll(Given):
    """What became of each row of a list of participants; `notes`: what was assumed on reading."""

    rows: int
    new: int
    same_person: int
    proposed_same: int
    refused: list[Fault]
    notes: list[Fault] = []


class RefusedRoll(Problem):
    """Every row that cannot be read; nobody was enrolled. Other refusals say none of this."""

    rows: int = 0
    new: int = 0
    same_person: int = 0
    proposed_same: int = 0
    refused: list[Fault] = []
    notes: list[Fault] = []


class Named(Given):
    id: str
    name: str
    state: str


class Likeness(Given):
    """Two who may be one, and what was decided."""

    id: str
    persons: list[Named]
    why: Literal["name", "mail"]
    stage: Literal["open", "one", "two"]
