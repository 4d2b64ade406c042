"""What programs are told of alerts (docs/api.md): the exact members of each answer."""

from typing import Any, Literal

from almenara.core.api.describing import Given, Moment
from almenara.core.forms.schema import FieldType
from almenara.core.types.heads import Duration
from almenara.exchange.drafts import Action, AudienceShape, Language
from almenara.exchange.kinds import Marking, Step

Names = dict[str, str]


class Question(Given):
    """What the form of a kind asks; `choices` are keys."""

    key: str
    names: Names
    type: FieldType
    required: bool
    choices: list[str] = []


class Kind(Given):
    """A message kind."""

    slug: str
    network: str
    names: Names
    markings: list[Marking]
    time_to_acknowledge: Duration
    time_immediate: Duration | None
    escalation: list[Step]
    fields: list[Question]
    persons: list[Question]
    handing_on: bool


class Preview(Given):
    """How many would receive and read it."""

    institutions: int
    states: int
    readers: int


class Origin(Given):
    state: str | None
    institution: str


class Row(Given):
    """An alert in a list; `audience` and `waiting` are its originating institution's."""

    id: str
    reference: str
    network: str
    kind: str
    marking: Marking
    urgency: Literal["immediate", "normal"]
    exercise: bool
    language: Language
    title: str
    actions: list[Action]
    documents: list[str]
    origin: Origin
    stage: Literal["sent", "updated", "retracted"]
    published_at: Moment
    updated_at: Moment | None
    delivery: str | None
    audience: AudienceShape | None
    waiting: int | None


class Particular(Given):
    """One value about a person (R6); null in answers to what was posted and once it is erased."""

    key: str
    value: Any
    legal_basis: str
    until: Moment
    corrected_at: Moment | None
    ended_at: Moment | None
    ending: Literal["retracted", "expired", "revoked"] | None


class Enabling(Given):
    """What a State lets its alerts of a kind say about persons, and on what ground: public."""

    id: str
    kind: str
    state: str
    fields: list[str]
    legal_basis: str
    since: Moment
    until: Moment | None


class Alert(Row):
    """A whole alert; `reason` once it is retracted."""

    body: str
    fields: dict[str, Any]
    persons: list[Particular]
    reason: str | None


class Notice(Given):
    """One word on its way to one person."""

    key: str
    step: int
    channel: Literal["mail", "inbox", "webhook", "phone"]
    to: str
    stage: Literal["queued", "sent", "failed", "withdrawn"]
    attempts: int
    at: Moment | None


class Delivery(Given):
    """An alert on its way to one institution."""

    id: str
    alert: str
    state: str | None
    institution: str
    stage: Literal["sent", "received", "escalated", "acknowledged"]
    step: int
    sent_at: Moment
    received_at: Moment | None
    due_at: Moment
    overdue: bool
    acknowledged_at: Moment | None
    acknowledged_by: str | None
    answer: Literal["received", "acting", "not-applicable"] | None
    note: str | None
    handed_on_by: str | None
    notices: list[Notice]


class Answer(Given):
    """A word in the thread."""

    id: str
    at: Moment
    state: str | None
    institution: str
    body: str
    to: Literal["origin", "all"]


class Glass(Given):
    """A request to break the glass (R3); `alert` once it is broken."""

    id: str
    reference: str
    alert: str | None
    asker: str
    approver: str | None
    reason: str
    legal_basis: str
    hours: int
    stage: str
    asked_at: Moment
    decided_at: Moment | None
    until: Moment | None
    ended_at: Moment | None
    answer: str | None
