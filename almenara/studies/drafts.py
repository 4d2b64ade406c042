"""What programs and pages send about studies and briefs, read strictly; the threats as a type."""

from typing import Annotated, Literal, Self

from django.utils.translation import gettext as _
from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from almenara.core.types.heads import Head, Names, Slug, Strict
from almenara.formats.tlp import TLP

Language = Literal["es", "en", "pt", "fr"]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Summary = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000)]
Body = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60_000)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_@$-]{1,60}$")]
Period = Annotated[str, StringConstraints(pattern=r"^(\d{4}(-[A-Z0-9]{2,4})?(-\d\d)?)?$")]
Named = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
Marking = Literal["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT"]


class TermShape(Strict):
    """A threat or a word of confidence: what it is called and what it means."""

    key: str = Slug
    names: Names
    means: Names


class ThreatsShape(Head):
    """What a brief may be about, and how sure its authors may say that they are."""

    threats: list[TermShape] = Field(min_length=1)
    confidence: list[TermShape] = Field(min_length=2)

    @model_validator(mode="after")
    def is_told_apart(self) -> Self:
        for terms in (self.threats, self.confidence):
            if len({one.key for one in terms}) < len(terms):
                raise ValueError(_("Está dos veces."))
        return self


class TextShape(Strict):
    """The words of an edition in one language; figures are `{{figure name}}`, `{{table name}}`."""

    language: Language
    title: Line
    summary: Summary = ""
    body: Body = ""


class HeadShape(Strict):
    """Who signs, and of a brief: about which threat, how sure, for whom, resting on what.

    `units`: those that sign besides the writer's own; `alerts`: references such as PAN-7K3F9Q.
    """

    units: list[str] = []
    threat: str = ""
    confidence: str = ""
    marking: Marking = "TLP:CLEAR"
    audience: list[str] = []
    alerts: list[str] = []


class StudyShape(HeadShape, TextShape):
    """POST /studies: an edition with its original text."""

    kind: Literal["study", "brief"] = "study"

    @model_validator(mode="after")
    def is_marked(self) -> Self:
        if self.kind == "study" and (self.audience or self.threat or self.alerts):
            raise ValueError(_("Amenaza, audiencia y alertas son de una apreciación."))
        if (self.kind == "study") != (self.marking == str(TLP.CLEAR)):
            raise ValueError(_("Un estudio es TLP:CLEAR; una apreciación, no."))
        return self


class CitationShape(Strict):
    """POST …/citations: figures of a dataflow as they are published now, or were at `as_of`."""

    name: Named
    dataflow: Code
    version: Annotated[str, StringConstraints(pattern=r"^(\d+(\.\d+)*)?$")] = ""
    where: dict[Code, list[Line]] = {}
    start: Period = ""
    end: Period = ""
    as_of: AwareDatetime | None = None


class StageShape(Strict):
    """POST …/stage; whoever withdraws says why."""

    stage: Literal["cleared", "drafted", "published", "withdrawn"]
    reason: Summary = ""


class NothingShape(Strict):
    """Nothing to say but the call itself."""
