"""What programs are told of deliveries: the exact members of each answer."""

from pydantic import Field

from almenara.core.api.describing import Day, Given


class Received(Given):
    """A file that came in; what was found in it is told by its address."""

    submission: str


class Change(Given):
    """A figure that the vintage before had otherwise."""

    area: str
    key: list[str]
    period: str
    before: float
    after: float


class Correction(Given):
    """What a file says otherwise than the one of the same vintage that it corrects."""

    submission: str
    new: int
    changed: int
    removed: int
    changes: list[Change]


class CellFinding(Given):
    """What was found at a cell, in the reader's language; line and column count from 1."""

    rule: str
    area: str
    period: str
    level: str
    key: list[str]
    line: int
    column: int
    msg: str
    answer: str


class Submission(Given):
    """A delivery; before its file was read it has no figures to tell of."""

    submission: str
    dataflow: str
    state: str | None
    vintage: Day
    stage: str
    cells: int | None = Field(default=None, description="Cells with a figure")
    new: int | None = None
    changed: int | None = None
    removed: int | None = None
    changes: list[Change] | None = None
    corrects: Correction | None = None
    findings: list[CellFinding] | None = None
    quality: dict[str, int | None] | None = None
