"""How structures are written as types: code lists, concepts, structures and dataflows."""

from typing import Any, Literal

from django.utils.translation import gettext as _
from pydantic import Field, ValidationInfo, field_validator, model_validator

from almenara.core.types.heads import Duration, Head, Names, Strict, Titles
from almenara.formats.refusal import Unreadable
from almenara.formats.sdmx import model

MOST = 2000
Id = Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,59}$")
Reference = Field(pattern=model._REFERENCE.pattern, max_length=140)


def _slug(name: str) -> str:
    return name.lower().replace("_", "-")


class Maintained(Head):
    """A type that SDMX knows by agency, id and version; the slug is the id in small letters."""

    id: str = Id
    agency: str = Field(default=model.AGENCY, pattern=r"^[A-Za-z][\w.-]{0,59}$")

    @model_validator(mode="before")
    @classmethod
    def is_named_alike(cls, said: Any) -> Any:
        """Who says only the id says the slug."""
        name = said.get("id") if isinstance(said, dict) and not said.get("slug") else None
        return {**said, "slug": _slug(name)} if isinstance(name, str) else said

    @field_validator("id")
    @classmethod
    def names_its_slug(cls, said: str, others: ValidationInfo) -> str:
        if others.data.get("slug") not in (None, _slug(said)):
            raise ValueError(_("El nombre corto es este código en minúsculas y con guiones."))
        return said


class CodeShape(Strict):
    """A code; of a unit also whether its figures may be added, are counts, and how large."""

    id: str = Field(pattern=r"^[A-Za-z0-9_@$-]{1,60}$")
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

    @field_validator("codes")
    @classmethod
    def is_a_tree(cls, codes: list[CodeShape]) -> list[CodeShape]:
        parents = {code.id: code.parent for code in codes}
        if len(parents) < len(codes):
            raise ValueError(_("Un código está dos veces."))
        for code, parent in parents.items():
            above = {code}
            while parent:
                if parent in above or parent not in parents:
                    said = _("%(code)s: no hay un código «%(parent)s» que lo contenga.")
                    raise ValueError(said % {"code": code, "parent": parent})
                above.add(parent)
                parent = parents[parent]
        return codes


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

    @field_validator("dimensions", "attributes")
    @classmethod
    def says_each_once(
        cls, said: list[ComponentShape], others: ValidationInfo
    ) -> list[ComponentShape]:
        names = [one.id for one in (*others.data.get("dimensions", ()), *said)]
        if len(set(names)) < len(names):
            raise ValueError(_("El mismo código está dos veces."))
        if {model.TIME, model.MEASURE} & set(names):
            raise ValueError(_("TIME_PERIOD y OBS_VALUE están siempre; no se escriben."))
        return said


class ShareShape(Strict):
    """A flow of the same persons; `at`: where this one stands in dimensions that it has not."""

    flow: str = Id
    at: dict[str, str] = {}


class CalendarShape(Strict):
    """How often a State delivers, and how many days after the period."""

    frequency: Literal["A", "S", "Q", "M", "W"]
    due_days: int = Field(default=90, ge=0, le=1000)


class LayoutShape(Strict):
    """How a publisher writes a flow, as `intake.layouts` reads it."""

    columns: dict[str, str] = {}
    ignored: list[str] = []
    year: str = ""
    years: bool = False
    figures: dict[str, dict[str, str]] = {}
    rows: dict[str, dict[str, dict[str, str]]] = {}
    values: dict[str, dict[str, str]] = {}
    where: dict[str, list[str]] = {}
    fixed: dict[str, str] = {}
    asks: list[str] = []


class DataflowShape(Maintained):
    """A flow: which structure, from whom, and what protects its figures (R8, R9)."""

    structure: str = Reference
    descriptions: Titles | None = None
    source: Literal["delivered", "external"] = "delivered"
    threshold: int = Field(default=5, ge=0, le=1000, validate_default=True)
    threshold_reason: Names | None = Field(default=None, validate_default=True)
    source_name: Names | None = Field(default=None, validate_default=True)
    source_date: str = ""
    licence: str = ""
    key_note: Names | None = None
    is_public: bool = True
    answer_within: Duration = "P15D"
    sums: list[str] = []
    shares: list[ShareShape] = []
    denominator: str = ""
    area: str = "REF_AREA"
    calendar: CalendarShape | None = None
    rules: list[dict[str, Any]] = []
    layout: dict[str, LayoutShape] = {}

    @field_validator("threshold")
    @classmethod
    def protects_what_is_delivered(cls, said: int, others: ValidationInfo) -> int:
        if others.data.get("source") == "external" and said:
            raise ValueError(_("Lo que se toma de una fuente pública tiene umbral 0."))
        if others.data.get("source") == "delivered" and not said:
            raise ValueError(_("Lo que los Estados entregan se protege: 1 o más."))
        return said

    @field_validator("threshold_reason")
    @classmethod
    def says_why_nothing_is_hidden(cls, said: Any, others: ValidationInfo) -> Any:
        if others.data.get("threshold") == 0 and not said:
            raise ValueError(_("Diga por qué no se oculta nada."))
        return said

    @field_validator("source_name")
    @classmethod
    def names_its_source(cls, said: Any, others: ValidationInfo) -> Any:
        if others.data.get("source") == "external" and not said:
            raise ValueError(_("Diga de qué fuente se toma."))
        return said

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
