"""A body as data: who sits in it, with what voice, how it decides, how its papers are called."""

from datetime import date
from typing import Literal, Self

from django.utils.translation import gettext as _
from pydantic import Field, model_validator

from almenara.bodies.symbols import fault
from almenara.core.types.heads import Head, Names, Strict

Language = Literal["es", "en", "pt", "fr"]
Share = Literal["third", "majority", "two-thirds"]


class ClassShape(Strict):
    """One class of papers; `symbol` has the places {number} and {yy} or {year}."""

    key: str = Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")
    names: Names
    symbol: str = Field(max_length=60)

    @model_validator(mode="after")
    def makes_symbols(self) -> Self:
        if why := fault(self.symbol):
            raise ValueError(why)
        return self


class SeatShape(Strict):
    """A State's seat from a day to a day."""

    state: str = Field(pattern=r"^[A-Z]{3}$")
    capacity: Literal["vote", "voice"] = "vote"
    since: date
    until: date | None = None

    @model_validator(mode="after")
    def ends_later(self) -> Self:
        if self.until and self.until <= self.since:
            raise ValueError(_("Termina antes de empezar."))
        return self


class BodyShape(Head):
    """The document of a body; without `confirmed` quorum and voting are shown as proposed."""

    acronym: str = Field(min_length=1, max_length=40)
    parent: str = ""
    secretariat: str = ""
    members: Literal["all", "states", "persons"]
    quorum: Share
    voting: Literal["consensus", "majority", "two-thirds"]
    confirmed: bool = False
    languages: list[Language] = Field(min_length=1)
    classes: list[ClassShape] = Field(min_length=1)
    seats: list[SeatShape] = []

    @model_validator(mode="after")
    def is_whole(self) -> Self:
        keys = [one.key for one in self.classes]
        if twice := sorted({key for key in keys if keys.count(key) > 1}):
            raise ValueError(_("Está dos veces: %s") % ", ".join(twice))
        if self.seats and self.members == "persons":
            raise ValueError(_("Los expertos se nombran en la página del órgano."))
        return self
