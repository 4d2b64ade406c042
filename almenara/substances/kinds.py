"""A kind of signal as data: what it asks, whether it names a substance, and what it rests on."""

from typing import Literal, Self

from django.utils.translation import gettext as _
from pydantic import Field as Constrained
from pydantic import model_validator

from almenara.core.forms.schema import Field
from almenara.core.types.heads import Head, Slug
from almenara.substances.sparing import NEVER

CITED = ("dataflow", "series", "data_version", "detection")


class SignalKindShape(Head):
    """The document of a kind of signal; `alert` is the message kind that carries it.

    `detects`: verified, it dates its substance in the State. `cites`: it names the series, the
    version of the data and the method that found it.
    """

    network: str = Slug
    alert: str = Slug
    order: int = Constrained(default=9, ge=1, le=99)
    substance: Literal["required", "optional", "none"] = "none"
    detects: bool = False
    cites: bool = False
    fields: list[Field] = []

    @model_validator(mode="after")
    def is_whole(self) -> Self:
        keys = [field.key for field in self.fields]
        if twice := sorted({key for key in keys if keys.count(key) > 1}):
            raise ValueError(_("Está dos veces: %s") % ", ".join(twice))
        if never := sorted(NEVER & set(keys)):
            raise ValueError(_("Una señal nunca pregunta esto: %s") % ", ".join(never))
        if any(field.type == "document" for field in self.fields):
            raise ValueError(_("Una señal no pide documentos."))
        asked = {field.key for field in self.fields if field.required}
        if self.cites and (missing := [key for key in CITED if key not in asked]):
            raise ValueError(_("Quien cita pregunta también: %s") % ", ".join(missing))
        if self.detects and self.substance != "required":
            raise ValueError(_("Lo que se detecta es una sustancia."))
        return self
