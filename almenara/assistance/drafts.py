"""What programs and pages send about cases, read strictly."""

from datetime import date
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from pydantic import AfterValidator, Field, StringConstraints

from almenara.core.types.heads import Strict


def without_nul(text: str) -> str:
    if "\x00" in text:
        raise ValueError(_("El texto contiene caracteres de control."))
    return text


NoNul = AfterValidator(without_nul)
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), NoNul]
Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), NoNul]
Prose = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000), NoNul]
Words = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000), NoNul
]


class NothingShape(Strict):
    """Nothing to say but the call itself."""


class CaseShape(Strict):
    """POST /cases; `fields` answer the questions of the topic."""

    topic: str
    title: Said
    request: Words
    fields: dict[str, Any] = {}


class MeetingShape(Strict):
    """POST /cases/{id}/meetings: with `terms` it was held, without it is called."""

    held_on: date
    hour: Line = ""
    link: Line = ""
    agenda: Prose = ""
    notes: Prose = ""
    terms: Prose = ""


class MinutesShape(Strict):
    """Notes and terms of a meeting; `version` is the one that the writer had read."""

    notes: Words
    terms: Words
    version: int = Field(ge=0)


class ConfirmShape(Strict):
    """POST /cases/{id}/meetings/{id}/confirm: exactly what was read is confirmed."""

    version: int = Field(ge=0)


class RemarkShape(Strict):
    """POST /cases/{id}/messages."""

    text: Words


class ErrandShape(Strict):
    """A task of a case."""

    title: Said
    area: str = ""
    owner: Said
    due: date


class OutcomeShape(Strict):
    """Something delivered: in words, and the activity in which it happened."""

    text: Words
    activity: str = ""


class EvaluationShape(Strict):
    """What the State says of what it got."""

    met: Literal["yes", "in-part", "no"]
    words: Prose = ""
