"""What programs are told of studies: the exact members of each answer."""

from typing import Literal

from almenara.core.api.describing import Given, Moment

Value = float | None


class StudyHead(Given):
    """An edition; `changed` quoted figures are otherwise published today than in it."""

    slug: str
    edition: int
    kind: Literal["study", "brief"]
    titles: dict[str, str]
    language: Literal["es", "en", "pt", "fr"]
    units: list[str]
    marking: str
    stage: Literal["drafted", "cleared", "published", "superseded", "withdrawn"]
    made_at: Moment
    published_at: Moment | None
    changed: int
    url: str
    threat: str = ""
    confidence: str = ""


class StudyWords(Given):
    """An edition's words in one language."""

    language: str
    title: str
    summary: str
    body: str


class QuotedChange(Given):
    """A quoted figure that is otherwise now: revised, withdrawn, or suppressed to protect."""

    key: list[str]
    period: str
    was: Value
    now: Value
    kind: Literal["revised", "withdrawn", "suppressed"]


class Quoted(Given):
    """What an edition quotes: the question, its vintage `as_of`, and what changed since."""

    name: str
    dataflow: str
    version: str
    where: dict[str, list[str]]
    start: str
    end: str
    as_of: Moment
    sdmx: str
    figures: int
    changes: list[QuotedChange]
    url: str


class QuotedCell(Given):
    """A figure as it was published; null was not, and is no zero."""

    key: list[str]
    period: str
    value: Value
    status: str
    confidentiality: str


class QuotedTable(Quoted):
    """A citation with its cells."""

    dimensions: list[str]
    cells: list[QuotedCell]


class StudyWhole(StudyHead):
    """An edition with its texts and citations; `alerts` are those that this viewer may see."""

    reason: str
    texts: list[StudyWords]
    citations: list[Quoted]
    alerts: list[str]
    citation: str
