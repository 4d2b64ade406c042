"""A topic of assistance as data: who answers for it, by when, and what is not written here."""

from typing import Self

from django.utils.translation import gettext as _
from pydantic import Field as Constrained
from pydantic import model_validator

from almenara.core.forms.schema import Field
from almenara.core.types.heads import Duration, Head, Names, Slug, Strict

Key = Constrained(pattern=r"^[a-z0-9-]{1,60}$")


class AreaShape(Strict):
    """A part of the work; `coordinates_with` is who else has a say in it."""

    key: str = Key
    names: Names
    coordinates_with: Names | None = None


class Elsewhere(Strict):
    """What no field of a case holds, and the channel where it belongs."""

    what: Names
    where: Names


class CountedShape(Strict):
    """The result of a plan in which each scoping meeting counts once."""

    plan: str = Slug
    result: str = Constrained(pattern=r"^[A-Z][A-Z0-9]*(\.[0-9]+)?$", max_length=12)


class TopicShape(Head):
    """The document of a topic; `unit` is the slug of the institution that answers."""

    unit: str = Slug
    owner_within: Duration = "P10D"
    areas: list[AreaShape] = []
    elsewhere: Elsewhere | None = None
    counted: CountedShape | None = None
    fields: list[Field] = []

    @model_validator(mode="after")
    def is_whole(self) -> Self:
        for keys in (
            [area.key for area in self.areas],
            [field.key for field in self.fields],
        ):
            if twice := sorted({key for key in keys if keys.count(key) > 1}):
                raise ValueError(_("Está dos veces: %s") % ", ".join(twice))
        if any(field.type == "document" for field in self.fields):
            raise ValueError(_("Los documentos van con el caso; no responden una pregunta."))
        return self
