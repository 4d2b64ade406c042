"""What programs and pages send about activities, read strictly."""

from datetime import date
from typing import Literal, Self

from pydantic import Field, NonNegativeInt, model_validator

from almenara.core.types.heads import Strict

Kind = Literal[
    "course", "webinar", "forum", "workshop", "meeting", "mission", "publication", "campaign",
    "exchange", "advice", "study", "strategy", "system", "other",
]  # fmt: skip
Text = Field(default="", max_length=200)


class Titles(Strict):
    """In one official language or more."""

    es: str = Text
    en: str = Text
    pt: str = Text
    fr: str = Text

    @model_validator(mode="after")
    def is_said(self) -> Self:
        if not any(self.said.values()):
            raise ValueError("a title in one language at least")
        return self

    @property
    def said(self) -> dict[str, str]:
        return {code: text.strip() for code, text in self.model_dump().items() if text.strip()}


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


class DecisionShape(Strict):
    """POST /proposals/{id}."""

    stage: Literal["one", "two"]
