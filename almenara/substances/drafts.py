"""What programs and pages send about signals, substances and bulletins, read strictly."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.utils.translation import gettext as _
from pydantic import AfterValidator, Field, StringConstraints

from almenara.core.types.heads import Strict

Language = Literal["es", "en", "pt", "fr"]


def without_nul(text: str) -> str:
    if "\x00" in text:
        raise ValueError(_("El texto contiene caracteres de control."))
    return text


NoNul = AfterValidator(without_nul)
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), NoNul]
Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), NoNul]
Prose = Annotated[str, StringConstraints(strip_whitespace=True, max_length=5000), NoNul]
Words = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5000), NoNul
]
Texts = dict[Language, Words]


class DrugSignalShape(Strict):
    """POST /signals; `fields` answer the questions of the kind."""

    kind: str
    title: Said
    summary: Words
    seen_on: date
    substance: Line = ""
    inchikey: Line = ""
    language: Language = "es"
    may_name_state: bool = False
    fields: dict[str, Any] = {}


class VerifyShape(Strict):
    """POST /signals/{id}/verify; without a substance what is certain decides, or nobody does."""

    substance: UUID | None = None
    is_new: bool = False


class RaiseShape(Strict):
    """POST /signals/{id}/alert."""

    marking: Literal["TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT"] = "TLP:GREEN"
    urgency: Literal["normal", "immediate"] = "normal"


class ReasonShape(Strict):
    """Why something is retracted, closed, or taken apart again."""

    reason: Words


class SubstanceShape(Strict):
    """POST /substances: a file made by hand."""

    name: Said
    inchikey: Line = ""
    formula: Line = ""


class NameShape(Strict):
    """POST /substances/{id}/names; a salt may have a key of its own."""

    name: Said
    kind: Literal["name", "synonym", "salt"] = "synonym"
    inchikey: Line = ""


class MergeShape(Strict):
    """POST /substances/{id}/merge: this file goes into another."""

    into: UUID
    reason: Words


class PieceShape(Strict):
    """One signal of a bulletin, in words for everybody."""

    signal: UUID
    texts: Texts = Field(min_length=1)


class DrugBulletinShape(Strict):
    """POST /bulletins, and again to write it anew."""

    titles: dict[Language, Said] = Field(min_length=1)
    language: Language = "es"
    items: list[PieceShape] = Field(min_length=1, max_length=60)


class HealthReviewShape(Strict):
    """POST /bulletins/{id}/review: who read it for health, and that nothing harmful is in it."""

    version: int = Field(ge=1)
    reviewer: Said
    no_dose: Literal[True]
    no_source: Literal[True]
    no_person: Literal[True]
    notes: Prose = ""


class NothingShape(Strict):
    """Nothing to say but the call itself."""
