"""Reference data as documents: what each file must say, and the rows that it makes.

What has no column of its own is kept in `facts`, so that nothing of a file is lost.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model
from pydantic import BaseModel, ConfigDict, Field

from almenara.core.parties.models import (
    Belonging,
    Institution,
    Membership,
    Observer,
    State,
    Unit,
)
from almenara.core.types.heads import Names, read


class Sheet(BaseModel):
    """A part of a file; what is not named here goes to the facts."""

    model_config = ConfigDict(extra="allow")

    def facts(self, **more: Any) -> dict[str, Any]:
        """What the file says besides, without what it leaves empty."""
        return {k: v for k, v in {**(self.model_extra or {}), **more}.items() if v is not None}


class Period(Sheet):
    since: date | None = None
    until: date | None = None
    source: str = ""


class Status(Period):
    status: str = Field(min_length=1, max_length=20)
    since: date


class StateSheet(Sheet):
    code: str = Field(pattern=r"^[A-Z]{3}$")
    names: Names
    sort: str
    language: str
    zone: str
    membership: list[Status]


class ObserverSheet(Period):
    code: str = Field(pattern=r"^[A-Z]{2,8}$")
    names: Names
    sort: str
    status: str


class UnitSheet(Period):
    code: str = Field(pattern=r"^[A-Z0-9-]{1,24}$")
    slug: str = Field(pattern=r"^[a-z0-9-]{1,60}$")
    names: Names
    parent: str | None = None
    kind: str
    since: date
    successor: str | None = None
    act: str = Field(default="", max_length=120)
    head: Names | None = None


class Member(Period):
    state: str = Field(pattern=r"^[A-Z]{3}$")


class OrganisationSheet(Sheet):
    slug: str = Field(pattern=r"^[a-z0-9-]{1,60}$")
    names: Names
    members: list[Member]


class States(Sheet):
    states: list[StateSheet]


class Observers(Sheet):
    observers: list[ObserverSheet]


class Units(Sheet):
    units: list[UnitSheet]


class Organisations(Sheet):
    organisations: list[OrganisationSheet]


@dataclass(frozen=True)
class Row:
    """One row as a file says it is: `key` finds it, `values` are the rest."""

    model: type[Model]
    key: dict[str, Any]
    values: dict[str, Any]


def state_rows(document: Any) -> Iterator[Row]:
    """States, then the periods of each one's status."""
    found = read(States, document).states
    for state in found:
        periods = {str(p.since): p.facts() for p in state.membership if p.facts()}
        yield Row(
            State,
            {"code": state.code},
            {
                "names": state.names.model_dump(),
                "sort_key": state.sort,
                "language": state.language,
                "zone": state.zone,
                "facts": state.facts(periods=periods),
            },
        )
    for state in found:
        for period in state.membership:
            yield Row(
                Membership,
                {"state_id": state.code, "since": period.since},
                {"status": period.status, "until": period.until, "source": period.source},
            )


def observer_rows(document: Any) -> Iterator[Row]:
    for observer in read(Observers, document).observers:
        yield Row(
            Observer,
            {"code": observer.code},
            {
                "names": observer.names.model_dump(),
                "sort_key": observer.sort,
                "status": observer.status,
                "since": observer.since,
                "until": observer.until,
                "facts": observer.facts(source=observer.source),
            },
        )


def unit_rows(document: Any) -> Iterator[Row]:
    """The units, and the secretariat's institution that goes with each."""
    for unit in read(Units, document).units:
        head = unit.head and unit.head.model_dump()
        yield Row(
            Unit,
            {"code": unit.code, "since": unit.since},
            {
                "names": unit.names.model_dump(),
                "parent_code": unit.parent or "",
                "kind": unit.kind,
                "head": head["es"] if head else "",
                "until": unit.until,
                "act": unit.act,
                "successor_code": unit.successor or "",
                "facts": unit.facts(head=head, slug=unit.slug, source=unit.source),
            },
        )
        yield Row(
            Institution,
            {"slug": unit.slug},
            {
                "names": unit.names.model_dump(),
                "state_id": None,
                "kind": "secretariat",
                "facts": {"unit": unit.code},
            },
        )


def organisation_rows(document: Any) -> Iterator[Row]:
    """Subregional organisations, and each State's time in them."""
    found = read(Organisations, document).organisations
    for organisation in found:
        yield Row(
            Institution,
            {"slug": organisation.slug},
            {
                "names": organisation.names.model_dump(),
                "state_id": None,
                "kind": "subregional",
                "facts": organisation.facts(
                    notes=[
                        m.facts(state=m.state, since=m.since and str(m.since))
                        for m in organisation.members
                        if m.facts()
                    ]
                ),
            },
        )
    for organisation in found:
        for member in organisation.members:
            yield Row(
                Belonging,
                {
                    "organisation_id": organisation.slug,
                    "state_id": member.state,
                    "since": member.since,
                },
                {"until": member.until, "source": member.source},
            )


SHEETS = {
    "states": state_rows,
    "observers": observer_rows,
    "units": unit_rows,
    "organisations": organisation_rows,
}
