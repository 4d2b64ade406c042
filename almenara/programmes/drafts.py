"""What programs and pages send about activities, read strictly."""

from datetime import date
from typing import Literal

from pydantic import Field, NonNegativeInt

from almenara.core.types.heads import Strict, Titles

Kind = Literal[
    "course", "webinar", "forum", "workshop", "meeting", "mission", "publication", "campaign",
    "exchange", "advice", "study", "strategy", "system", "other",
]  # fmt: skip
Text = Field(default="", max_length=200)


class ActivityShape(Strict):
    """POST /activities."""

    plan: str
    results: list[str] = Field(min_length=1)
    kind: Kind
    titles: Titles
    starts: date
    ends: date
    modality: Literal["virtual", "in-person", "hybrid"]
    place: str = Text
    states: list[str] = []
    minutes: int = Field(ge=1, le=1_000_000)
    topic: str = Field(default="", max_length=120)
    partner: str = Text
    marking: Literal["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER"] = "TLP:CLEAR"
    reach: dict[str, NonNegativeInt] = {}


class StageShape(Strict):
    """POST /activities/{id}/stage."""

    stage: Literal["confirmed", "held", "reported", "postponed", "cancelled"]


class ServeShape(Strict):
    """POST /mandates/{id}/results."""

    plan: str
    results: list[str]


class DecisionShape(Strict):
    """POST /proposals/{id}."""

    stage: Literal["one", "two"]
