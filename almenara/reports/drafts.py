"""What a report is made from: a template as data; and what programs and pages send."""

from typing import Literal, Self

from django.utils.translation import gettext as _
from pydantic import Field, model_validator

from almenara.core.types.heads import Head, Names, Slug, Strict
from almenara.formats.papers import markdown

Language = Literal["es", "en", "pt", "fr"]


class PlaceShape(Strict):
    """A place where people write; `names` say what belongs there."""

    place: str = Slug
    names: Names


class ReportShape(Head):
    """A report: its text in Markdown with tokens of figures and tables, and places for prose."""

    body: Names
    places: list[PlaceShape] = []

    @model_validator(mode="after")
    def is_whole(self) -> Self:
        places = {one.place for one in self.places}
        first = None
        for language, text in self.body.model_dump().items():
            found = sorted(markdown.tokens(text))
            named = {argument for kind, argument in found if kind == "prose"}
            if unknown := sorted(named - places):
                raise ValueError(_("No hay un lugar así: %s") % ", ".join(unknown))
            if first is not None and found != first:
                raise ValueError(
                    _("Las cifras no son las mismas en todos los idiomas: %s") % language
                )
            first = found
        return self


class BuildShape(Strict):
    """POST /reports/{slug}/editions; `replaces` is the edition that this one corrects."""

    language: Language = "es"
    replaces: int | None = Field(default=None, ge=1)


class StageShape(Strict):
    """POST /reports/{slug}/editions/{n}/stage."""

    stage: Literal["cleared", "presented", "published"]


class ProseShape(Strict):
    """POST /reports/{slug}/prose."""

    place: str = Slug
    language: Language
    text: str = Field(max_length=20_000)
