"""What programs and pages send about meetings, papers and decisions, read strictly."""

from datetime import date, datetime
from typing import Literal, Self

from django.utils.translation import gettext as _
from pydantic import Field, model_validator

from almenara.core.types.heads import Strict, Texts, Titles

Language = Literal["es", "en", "pt", "fr"]
Marking = Literal["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"]
Distribution = Literal["public", "invited", "members", "delegates"]
# To whom a paper goes when nobody says so; a marking only narrows, so wider ones are refused.
WIDEST: dict[str, str] = {
    "TLP:CLEAR": "public",
    "TLP:GREEN": "invited",
    "TLP:AMBER": "members",
    "TLP:AMBER+STRICT": "delegates",
    "TLP:RED": "delegates",
}


class MeetingShape(Strict):
    """POST /bodies/{slug}/meetings; a time without an offset is that of the wall in `zone`."""

    starts: datetime
    ends: datetime
    zone: str
    mode: Literal["virtual", "in-person", "hybrid"]
    place: str = Field(default="", max_length=200)
    names: Titles | None = None
    ordinal: int | None = Field(default=None, ge=1, le=10_000)
    is_open_to_all: bool = False


class StageShape(Strict):
    stage: Literal["open", "closed", "reported", "cancelled"]


class ItemShape(Strict):
    """A point of the agenda."""

    titles: Titles
    parent: str | None = None
    distribution: Distribution = "public"


class PaperShape(Strict):
    """POST …/documents."""

    series: str = Field(alias="class")
    language: Language
    title: str = Field(min_length=1, max_length=200)
    marking: Marking
    distribution: Distribution | None = None
    item: str | None = None


class RevisionShape(Strict):
    """POST …/documents/{id}/revisions; without a title it keeps that of the original."""

    part: Literal["rev", "add", "corr"] = "rev"
    title: str = Field(default="", max_length=200)


class DelegateShape(Strict):
    """`username`: of an account, if there is one."""

    name: str = Field(min_length=1, max_length=200)
    username: str = ""


class DelegationShape(Strict):
    """Whom one State, observer or institution sends."""

    state: str | None = None
    observer: str | None = None
    institution: str | None = None
    capacity: Literal["vote", "voice"] | None = None
    delegates: list[DelegateShape] = Field(default=[], max_length=60)

    @model_validator(mode="after")
    def is_of_one(self) -> Self:
        if sum(bool(one) for one in (self.state, self.observer, self.institution)) != 1:
            raise ValueError(_("Una delegación es de un Estado, un observador o una institución."))
        return self


class TargetShape(Strict):
    """What a decision is about: a plan by its slug, an instrument, a report …"""

    kind: str = Field(pattern=r"^[a-z][a-z-]{1,39}$")
    ref: str = Field(min_length=1, max_length=80)


class ReservationShape(Strict):
    state: str = Field(pattern=r"^[A-Z]{3}$")
    text: str = Field(default="", max_length=2000)


class TextsShape(Texts):
    """A text in one official language or more."""

    es: str = Field(default="", max_length=20_000)
    en: str = Field(default="", max_length=20_000)
    pt: str = Field(default="", max_length=20_000)
    fr: str = Field(default="", max_length=20_000)


class DecisionShape(Strict):
    """POST …/decisions; with mode `vote` each State present says yes, no or abstain."""

    kind: Literal["adopts-report", "approves-instrument", "approves-plan", "creates-mandate",
                  "elects", "other"]  # fmt: skip
    titles: Titles
    texts: TextsShape = TextsShape()
    targets: list[TargetShape] = Field(default=[], max_length=20)
    mode: Literal["consensus", "vote"] = "consensus"
    votes: dict[str, Literal["yes", "no", "abstain"]] = {}
    reservations: list[ReservationShape] = []
    adopted_on: date | None = None
    item: str | None = None
    paper: str | None = None
    replaces: str | None = None
    distribution: Distribution = "public"


class RegistrationShape(Strict):
    """Somebody without an account asks to come, or for the accreditation of an organisation."""

    name: str = Field(min_length=1, max_length=200)
    mail: str = Field(max_length=254)
    organisation: str = Field(default="", max_length=200)
    purpose: str = Field(default="", max_length=2000)
