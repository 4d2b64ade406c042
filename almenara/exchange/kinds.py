"""A message kind as data: what may be sent in a network, how fast it is answered, who is next."""

import re
from typing import Annotated, Literal

from django.utils.translation import gettext as _
from pydantic import Field as Constrained
from pydantic import ValidationInfo, field_validator

from almenara.core.forms.schema import Field
from almenara.core.types.heads import ORDERED, Duration, Head, Names

Marking = Literal["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"]
Step = Literal["duty", "alternate", "head"]
Origin = Literal["state", "secretariat", "subregional"]
PERSONS = "persons"  # the class of data of a kind that a State may let say something about persons
# Words that name a person: no field that everybody fills in asks for one (R6).
PERSONAL = re.compile(
    r"\b(suspects?|surname|birth|passport|sospechos[oa]s?|apellidos?|nacimiento|pasaporte|cédula"
    r"|suspeit[oa]s?|sobrenome|nascimento|passaporte|naissance|passeport)\b"
)


class KindShape(Head):
    """The document of a message kind (the README of `types/`).

    `persons` are fields that nobody has until a State enables them for its own alerts (R6).
    """

    network: str
    markings: list[Marking] = Constrained(min_length=1)
    time_to_acknowledge: Duration
    time_immediate: Duration | None = None
    escalation: Annotated[list[Step], ORDERED] = Constrained(min_length=1)
    fields: list[Field] = []
    persons: list[Field] = []
    handing_on: bool = True
    origins: list[Origin] = ["state", "secretariat", "subregional"]
    draft_because: Names | None = None

    @field_validator("fields", "persons")
    @classmethod
    def keys_differ(cls, value: list[Field]) -> list[Field]:
        if len({field.key for field in value}) != len(value):
            raise ValueError(_("Está dos veces."))
        return value

    @field_validator("fields")
    @classmethod
    def ask_for_no_person(cls, value: list[Field]) -> list[Field]:
        for field in value:
            if any(PERSONAL.search(name.lower()) for name in field.names.model_dump().values()):
                raise ValueError(_("Lo que se pregunte por personas va aparte: %s") % field.key)
        return value

    @field_validator("persons")
    @classmethod
    def may_ask_for_persons(cls, value: list[Field], info: ValidationInfo) -> list[Field]:
        if value and PERSONS not in info.data.get("data_classes", []):
            raise ValueError(_("Falta la clase de datos «persons»."))
        if {field.key for field in value} & {field.key for field in info.data.get("fields", [])}:
            raise ValueError(_("Está dos veces."))
        if any(field.required or field.relevant or field.type == "document" for field in value):
            raise ValueError(_("Por personas no se obliga a responder, ni con un documento."))
        return value
