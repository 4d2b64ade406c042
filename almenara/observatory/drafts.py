"""How structures are written as types: code lists, concepts, structures and dataflows."""

from typing import Any, Literal, Self

from django.utils.translation import gettext as _
from pydantic import Field, ValidationInfo, field_validator, model_validator

from almenara.core.types.heads import Duration, Head, Names, Strict, Titles
from almenara.formats.refusal import Unreadable
from almenara.formats.sdmx import model

MOST = 2000
Id = Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,59}$")
Reference = Field(pattern=model._REFERENCE.pattern, max_length=140)


class Maintained(Head):
    """A type that SDMX knows by agency, id and version; the slug is the id in small letters."""

    id: str = Id
    agency: str = Field(default=model.AGENCY, pattern=r"^[A-Za-z][\w.-]{0,59}$")

    @model_validator(mode="after")
    def is_named_alike(self) -> Self:
        if self.slug != self.id.lower().replace("_", "-"):
            raise ValueError("slug: the id in small letters, with hyphens")
        return self


class CodeShape(Strict):
    """A code; of a unit also whether its figures may be added, are counts, and how large."""

    id: str = Field(pattern=r"^[A-Za-z0-9_@$*+.-]{1,60}$")
    names: Titles
    parent: str = ""
    descriptions: Titles | None = None
    withdrawn: bool = False
    additive: bool = False
    whole: bool = False
    least: float | None = 0
    most: float | None = None


class CodelistShape(Maintained):
    codes: list[CodeShape] = Field(min_length=1)

    @model_validator(mode="after")
    def is_a_tree(self) -> Self:
        parents = {code.id: code.parent for code in self.codes}
        if len(parents) < len(self.codes):
            raise ValueError("codes: the same id twice")
        for code, parent in parents.items():
            above = {code}
            while parent:
                if parent in above or parent not in parents:
                    raise ValueError(f"codes: {code}: no such parent: {parent}")
                above.add(parent)
                parent = parents[parent]
        return self


class ConceptShape(Strict):
    id: str = Id
    names: Titles
    descriptions: Titles | None = None


class ConceptsShape(Maintained):
    concepts: list[ConceptShape] = Field(min_length=1)


class ComponentShape(Strict):
    """A dimension or an attribute; without a code list any text may stand there."""

    id: str = Id
    concept: str = ""
    codelist: str = ""
    required: bool = False


class StructureShape(Maintained):
    """Dimensions in the order of the key; TIME_PERIOD is always the last and is not written."""

    scheme: str = "CS_OAS"
    dimensions: list[ComponentShape] = Field(min_length=1)
    attributes: list[ComponentShape] = []

    @model_validator(mode="after")
    def says_each_once(self) -> Self:
        names = [one.id for one in (*self.dimensions, *self.attributes)]
        if len(set(names)) < len(names) or {model.TIME, model.MEASURE} & set(names):
            raise ValueError("dimensions: the same id twice, or one that stands by itself")
        return self


class ShareShape(Strict):
    """A flow of the same persons; `at`: where this one stands in dimensions that it has not."""

    flow: str = Id
    at: dict[str, str] = {}


class DataflowShape(Maintained):
    """A flow: which structure, from whom, and what protects its figures (R8, R9)."""

    structure: str = Reference
    descriptions: Titles | None = None
    source: Literal["delivered", "external"] = "delivered"
    threshold: int = Field(default=5, ge=0, le=1000)
    threshold_reason: Names | None = None
    source_name: Names | None = None
    source_date: str = ""
    licence: str = ""
    key_note: Names | None = None
    is_public: bool = True
    answer_within: Duration = "P15D"
    sums: list[str] = []
    shares: list[ShareShape] = []
    denominator: str = ""
    area: str = "REF_AREA"
    calendar: dict[str, Any] = {}
    rules: list[dict[str, Any]] = []
    layout: dict[str, Any] = {}

    @model_validator(mode="after")
    def says_why_nothing_is_hidden(self) -> Self:
        if self.source == "external" and (self.threshold or not self.source_name):
            raise ValueError("source: an external flow names its source and has threshold 0")
        if self.source == "delivered" and not self.threshold:
            raise ValueError("threshold: what States deliver is protected")
        if self.threshold == 0 and not self.threshold_reason:
            raise ValueError("threshold_reason: say why nothing is hidden")
        return self

    @field_validator("shares")
    @classmethod
    def shares_what_is_delivered(cls, said: Any, others: ValidationInfo) -> Any:
        if others.data.get("source") == "external" and said:
            raise ValueError(_("Se protege junto con otro flujo que entregan los Estados."))
        return said


def reason(text: str, field: str = "reason", empty: str = "") -> str:
    """Why something is so, goes back or is taken back: said, and not too long."""
    said = text.strip()
    if not said:
        raise Unreadable([field], empty or _("Diga por qué."))
    if len(said) > MOST:
        raise Unreadable([field], _("Máximo %d caracteres.") % MOST)
    return said
