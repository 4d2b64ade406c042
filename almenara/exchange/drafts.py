"""What may be posted as an alert: the exact shape of docs/api.md, read strictly."""

from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from pydantic import Field, StringConstraints, field_validator

from almenara.core.types.heads import Strict
from almenara.exchange.audience import Audience
from almenara.exchange.kinds import Marking

Language = Literal["es", "en", "pt", "fr"]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Body = Annotated[str, StringConstraints(max_length=20_000)]
State = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,60}$")]
Action = Literal["block", "watch", "call-origin", "verify-contact", "no-action"]
MOST = 500
MOST_HOURS = 24  # that a broken glass stays open; asking again takes two persons again


class AudienceShape(Strict):
    network: bool = False
    states: list[State] = Field(default=[], max_length=MOST)
    institutions: list[Slug] = Field(default=[], max_length=MOST)
    persons: list[Annotated[str, StringConstraints(max_length=150)]] = Field(
        default=[], max_length=MOST
    )
    public: bool = False

    def named(self) -> Audience:
        return Audience(
            self.network,
            tuple(self.states),
            tuple(self.institutions),
            tuple(self.persons),
            self.public,
        )


class Words(Strict):
    """The parts of an alert that an update may change."""

    title: Title | dict[Language, Title] | None = None
    body: Body | dict[Language, Body] | None = None
    fields: dict[str, Any] | None = None

    @field_validator("title", "body", mode="after")
    @classmethod
    def without_nul(cls, value: Any) -> Any:
        for text in value.values() if isinstance(value, dict) else [value or ""]:
            if "\x00" in text:
                raise ValueError(_("El texto contiene caracteres de control."))
        return value


class AlertShape(Words):
    """A whole alert as its author writes it; with `stix` some parts come from the bundle."""

    network: Slug
    kind: Slug
    marking: Marking | None = None
    language: Language = "es"
    audience: AudienceShape
    urgency: Literal["immediate", "normal"] = "normal"
    exercise: bool = False
    actions: list[Action] = Field(default=[], max_length=5)
    documents: list[Annotated[str, StringConstraints(max_length=64)]] = Field(
        default=[], max_length=20
    )
    hand_on: bool = True
    persons: dict[str, Any] = {}
    stix: dict[str, Any] | None = None


def by_language(text: str | dict[Language, str] | None, language: str) -> dict[str, str]:
    """One text as a text by language."""
    if isinstance(text, dict):
        return {str(key): value for key, value in text.items()}
    return {language: text} if text else {}


class AcknowledgeShape(Strict):
    answer: Literal["received", "acting", "not-applicable"] = "received"
    note: str = Field(default="", max_length=2000)


class RetractShape(Strict):
    reason: str


class WidenShape(Strict):
    audience: AudienceShape


class HandOnShape(Strict):
    institutions: list[Slug] = Field(min_length=1, max_length=MOST)


class AnswerShape(Strict):
    body: str
    to: Literal["origin", "all"] = "origin"


class GlassShape(Strict):
    """A request to read one alert that is not addressed to who asks (R3)."""

    reference: str = Field(max_length=20)
    reason: str = Field(max_length=2000)
    legal_basis: str = Field(max_length=500)
    hours: int = Field(ge=1, le=MOST_HOURS)


class RefuseShape(Strict):
    answer: str = Field(max_length=2000)


class EnableShape(Strict):
    """What a State lets its alerts of a kind say about persons, and on what ground (R6)."""

    fields: list[str] = Field(min_length=1, max_length=MOST)
    legal_basis: str = Field(max_length=500)


class CorrectShape(Strict):
    persons: dict[str, Any] = Field(min_length=1)


class RetractPersonsShape(Strict):
    persons: list[str] = Field(min_length=1, max_length=MOST)
