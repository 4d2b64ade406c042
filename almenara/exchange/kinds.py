"""A message kind as data: what may be sent in a network, how fast it is answered, who is next."""

from typing import Annotated, Literal

from pydantic import Field as Constrained
from pydantic import field_validator

from almenara.core.forms.schema import Field
from almenara.core.types.heads import ORDERED, Duration, Head, Names

Marking = Literal["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"]
Step = Literal["duty", "alternate", "head"]
Origin = Literal["state", "secretariat", "subregional"]


class KindShape(Head):
    """The document of a message kind (CONTRACTS §5 and the README of `types/`)."""

    network: str
    markings: list[Marking] = Constrained(min_length=1)
    time_to_acknowledge: Duration
    time_immediate: Duration | None = None
    escalation: Annotated[list[Step], ORDERED] = Constrained(min_length=1)
    fields: list[Field] = []
    handing_on: bool = True
    origins: list[Origin] = ["state", "secretariat", "subregional"]
    draft_because: Names | None = None

    @field_validator("fields")
    @classmethod
    def keys_differ(cls, value: list[Field]) -> list[Field]:
        if len({field.key for field in value}) != len(value):
            raise ValueError("the same key twice")
        return value
