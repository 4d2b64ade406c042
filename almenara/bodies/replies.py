"""What programs are told of bodies: the exact members of each answer."""

from typing import Literal

from pydantic import ConfigDict, Field

from almenara.core.api.describing import Day, Given, Moment

Names = dict[str, str]
Language = Literal["es", "en", "pt", "fr"]
Distribution = Literal["public", "invited", "members", "delegates"]


class Body(Given):
    """Who meets and decides; `classes` are those of its papers."""

    slug: str
    acronym: str
    names: Names
    parent: str | None
    members: Literal["all", "states", "persons"]
    classes: list[str]
    languages: list[Language]


class Meeting(Given):
    """A session; `zone` is that of its clock."""

    id: str
    body: str
    ordinal: int
    names: Names
    starts: Moment
    ends: Moment
    zone: str
    mode: Literal["virtual", "in-person", "hybrid"]
    place: str | None
    is_open_to_all: bool
    stage: Literal["convened", "open", "closed", "reported", "cancelled"]


class Paper(Given):
    """A paper, or a part of one; `texts` are its files by language."""

    model_config = ConfigDict(extra="forbid", serialize_by_alias=True)

    id: str
    meeting: str
    symbol: str
    series: str = Field(alias="class")
    number: int
    year: int
    part: Literal["rev", "add", "corr"] | None
    original: str | None
    language: Language
    titles: Names
    marking: str
    distribution: Distribution
    item: str | None
    missing: list[Language]
    out_of_date: list[Language]
    texts: dict[str, str]


class DecisionTarget(Given):
    kind: str
    ref: str


class Reservation(Given):
    state: str
    text: str


class Decision(Given):
    """What a meeting decided; `present` and `required` are the quorum of that day."""

    id: str
    meeting: str
    body: str
    number: int
    kind: str
    titles: Names
    texts: Names
    targets: list[DecisionTarget]
    mode: Literal["consensus", "vote"]
    present: int
    required: int
    reservations: list[Reservation]
    replaces: str | None
    adopted_on: Day
    stage: Literal["adopted", "annulled", "replaced"]
