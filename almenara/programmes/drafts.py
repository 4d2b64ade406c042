"""What programs and pages send about activities, read strictly."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, NonNegativeInt

from almenara.core.types.heads import Strict, Titles

OF_RESULTS = {
    "training": "course", "online-course": "course", "capacity": "workshop",
    "outreach": "campaign", "network": "meeting", "research": "study", "assessment": "study",
    "manual": "publication", "roster": "other", "legislative-assistance": "advice",
    "strategy-support": "strategy", "knowledge-system": "system",
}  # fmt: skip


def _kind(said: Any) -> Any:
    """An activity may be given the kind of the result that it serves, as plans write it."""
    return OF_RESULTS.get(said.replace("_", "-"), said) if isinstance(said, str) else said


Kind = Annotated[
    Literal[
        "course", "webinar", "forum", "workshop", "meeting", "mission", "publication",
        "campaign", "exchange", "advice", "study", "strategy", "system", "other",
    ],
    BeforeValidator(_kind),
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

    stage: Literal["planned", "confirmed", "held", "reported", "postponed", "cancelled"]


class ServeShape(Strict):
    """POST /mandates/{id}/results."""

    plan: str
    results: list[str]


class DecisionShape(Strict):
    """POST /proposals/{id}."""

    stage: Literal["one", "two"]
