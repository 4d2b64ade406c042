"""A result framework as data: what a plan promises, to whom, and how each promise is measured."""

from collections.abc import Iterator
from datetime import date
from typing import Literal, Self

from django.utils.translation import gettext as _
from pydantic import Field, model_validator

from almenara.core.types.heads import Head, Names, Strict

Code = Field(pattern=r"^[A-Z][A-Z0-9]*(\.[0-9]+)?$", max_length=12)
Rule = Literal["all", "list", "group", "limited", "not-stated"]
Goal = Literal["at-least", "exactly", "each-state", "none"]
Measure = Literal["people", "activities", "posts"]
COUNTED = ("at-least", "exactly")
SECURITY = "15210"  # OECD-DAC: management and reform of security systems


class Beneficiaries(Strict):
    """Whose people count; `limited` and `not-stated` name no State, so that any member's do."""

    rule: Rule
    states: list[str] = []
    group: str = ""

    @model_validator(mode="after")
    def is_named(self) -> Self:
        if self.rule == "list" and not self.states:
            raise ValueError(_("Nombre los Estados de la lista."))
        if self.rule == "group" and not self.group:
            raise ValueError(_("Nombre el grupo."))
        return self


class Target(Strict):
    """`none` is no promise of a figure: it is never shown as 0 %."""

    kind: Goal
    value: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def has_a_value(self) -> Self:
        if (self.kind in COUNTED) != (self.value is not None):
            raise ValueError(_("Llevan valor «at-least» y «exactly», y solo ellas."))
        return self


class ResultShape(Strict):
    """One promise; `posts` counts the States with a post in `network`."""

    id: str = Code
    names: Names
    kind: str = Field(pattern=r"^[a-z][a-z-]{1,39}$")
    unit: str = Field(pattern=r"^[a-z][a-z-]{1,39}$")
    target: Target
    measure: Measure
    network: str = ""

    @model_validator(mode="after")
    def has_a_network(self) -> Self:
        if (self.measure == "posts") != bool(self.network):
            raise ValueError(_("Los puestos se cuentan en una red, y nada más."))
        return self


class ProgrammeShape(Strict):
    """`sector` is the purpose code of the OECD's development committee, for IATI."""

    code: str = Code
    group: str = ""
    sector: str = Field(default=SECURITY, pattern=r"^[0-9]{5}$")
    names: Names
    purposes: Names
    beneficiaries: Beneficiaries
    results: list[ResultShape] = Field(min_length=1)


class GroupShape(Strict):
    """Programmes that people name together."""

    code: str = Code
    names: Names
    purposes: Names


class PlanShape(Head):
    """The document of a plan; `period` is its first and its last day.

    `decision`: by which act a later version amends the one before.
    """

    owner: str
    period: tuple[date, date]
    decision: Names | None = None
    groups: list[GroupShape] = []
    programmes: list[ProgrammeShape] = Field(min_length=1)

    @model_validator(mode="after")
    def is_whole(self) -> Self:
        if self.period[1] <= self.period[0]:
            raise ValueError(_("Termina antes de empezar."))
        groups = {one.code for one in self.groups}
        if unknown := sorted({one.group for one in self.programmes} - groups - {""}):
            raise ValueError(_("Grupo desconocido: %s") % ", ".join(unknown))
        _once([one.code for one in self.programmes])
        _once([result.id for one in self.programmes for result in one.results])
        return self


class GatheredShape(Strict):
    """Results of one plan, by their codes."""

    plan: str
    ids: list[str] = Field(min_length=1)


class GoalShape(Strict):
    """A strategic goal and the results of plans that roll up to it."""

    code: str = Code
    names: Names
    purposes: Names
    results: list[GatheredShape] = []


class StrategyShape(Head):
    """The document of a strategic plan: a result rolls up to one of its goals, once."""

    owner: str
    period: tuple[date, date]
    decision: Names | None = None
    goals: list[GoalShape] = Field(min_length=1)

    @model_validator(mode="after")
    def is_whole(self) -> Self:
        if self.period[1] <= self.period[0]:
            raise ValueError(_("Termina antes de empezar."))
        _once([goal.code for goal in self.goals])
        _once([f"{plan} {code}" for plan, code, _loc in self.gathered()])
        return self

    def gathered(self) -> Iterator[tuple[str, str, list[str | int]]]:
        """Each result with its plan, and where it is named."""
        for g, goal in enumerate(self.goals):
            for r, part in enumerate(goal.results):
                for i, code in enumerate(part.ids):
                    yield part.plan, code, ["goals", g, "results", r, "ids", i]


def _once(codes: list[str]) -> None:
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        raise ValueError(_("Está dos veces: %s") % ", ".join(twice))
