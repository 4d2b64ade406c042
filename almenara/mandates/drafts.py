"""What programs and pages send about mandates and what follows from them, read strictly."""

from datetime import date
from typing import Literal

from pydantic import Field

from almenara.core.types.heads import Strict, Titles

Line = Field(min_length=1, max_length=200)
Long = Field(min_length=1, max_length=5000)


class Summaries(Titles):
    """What a paragraph asks, in our words, in one official language or more."""

    es: str = Field(default="", max_length=500)
    en: str = Field(default="", max_length=500)
    pt: str = Field(default="", max_length=500)
    fr: str = Field(default="", max_length=500)


class ParagraphShape(Strict):
    """One operative paragraph of a resolution; `supersedes` is the id of a former mandate."""

    paragraph: int = Field(ge=1, le=999)
    verb: Literal["request", "instruct", "invite", "urge", "recommend", "decide"]
    summaries: Summaries
    addressee: str = Field(default="", max_length=24)
    report_to: str = ""
    due: date | None = None
    since: date | None = None
    until: date | None = None
    supersedes: str = ""


class ResolutionShape(Strict):
    """POST /resolutions; `decision` is the id of the decision that adopted it."""

    body: str
    symbol: str = Field(min_length=1, max_length=60)
    kind: Literal["resolution", "declaration", "decision"]
    titles: Titles
    adopted_on: date
    precision: Literal["year", "month", "day"] = "day"
    decision: str = ""
    paragraphs: list[ParagraphShape] = []


class AssignShape(Strict):
    """POST /mandates/{id}/assign: `owner` is an office of the secretariat."""

    owner: str
    due: date | None = None


class StageShape(Strict):
    """POST /mandates/{id}/stage."""

    stage: Literal["in-course", "done", "ended"]


class ActionShape(Strict):
    """What was done about a paragraph; no `state`: by the secretariat."""

    kind: Literal["measure", "report", "note"]
    text: str = Field(min_length=1, max_length=500)
    on: date
    state: str = ""


class TaskShape(Strict):
    """Out of a mandate or of a decision; `owner` is a user name."""

    title: str = Line
    owner: str
    due: date
    mandate: str = ""
    decision: str = ""


class HopShape(Strict):
    """One link of the chain, passed on by a post on a day."""

    verb: Literal["pass", "endorse", "send"]
    post: str = Field(min_length=1, max_length=120)
    on: date


class ReceiptShape(Strict):
    """What a Mission records of its own: received, forwarded to whom, answered with what."""

    stage: Literal["received", "forwarded", "answered"]
    on: date
    text: str = Field(default="", max_length=5000)


class ConsultationShape(Strict):
    """Questions to States, until a day."""

    title: str = Line
    questions: list[str] = Field(min_length=1, max_length=20)
    states: list[str] = Field(min_length=1)
    due: date


class JudgementShape(Strict):
    """What becomes of an answer, and why."""

    outcome: Literal["accepted", "in-part", "no"]
    why: str = Field(min_length=1, max_length=500)


class LetterShape(Strict):
    """To another office; `due`: an answer is asked for until then."""

    addressee: str
    subject: str = Line
    text: str = Field(default="", max_length=5000)
    sent_on: date
    due: date | None = None


class JourneyShape(Strict):
    """An official's mission; `traveller` is a user name."""

    traveller: str
    purpose: str = Field(min_length=1, max_length=300)
    place: str = Line
    starts: date
    ends: date


class PeaceShape(Strict):
    """A file of good offices; `people` are user names, who opens it among them."""

    title: str = Line
    mandate: str = Long
    people: list[str] = Field(min_length=1, max_length=20)


class DeedShape(Strict):
    """Something done under a file."""

    text: str = Long
    on: date
