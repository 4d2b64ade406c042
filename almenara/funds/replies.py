"""What programs are told of projects and funds: the exact members of each answer."""

from typing import Literal

from pydantic import ConfigDict, Field

from almenara.core.api.describing import Day, Given

Names = dict[str, str]


class Fund(Given):
    """A fund: from when until when, and under which codes, it may be spent."""

    model_config = ConfigDict(serialize_by_alias=True)

    code: str
    starts: Day = Field(alias="from")
    until: Day
    codes: list[str]


class FundContribution(Given):
    """What a partner gives; `is_public`: it agrees that this is published."""

    id: str
    partner: str
    fund: str | None
    amount: str
    currency: str
    stage: Literal[
        "prospect", "proposal", "pledge", "agreement", "received", "reported", "withdrawn"
    ]
    is_public: bool


class Year(Given):
    """What a project may cost in a year."""

    year: int
    amount: str
    currency: str


class Project(Given):
    """A project; strangers read those that were approved."""

    id: str
    names: Names
    stage: Literal["idea", "appraised", "approved", "running", "closed", "evaluated", "refused"]
    starts: Day
    ends: Day
    budget: list[Year]
    indicators: int


class Partner(Given):
    """An organisation of the register, with the standing of its latest agreement today."""

    slug: str
    names: Names
    kind: str
    since: Day
    until: Day | None
    standing: Literal["proposed", "signed", "in-force", "expired", "ended"] | None


class Batch(Given):
    """A file of the ledger; totals by fund and currency."""

    id: str
    name: str
    version: int
    stage: Literal["read", "taken", "replaced"]
    lines: int
    totals: dict[str, dict[str, str]]
