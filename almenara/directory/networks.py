"""The type `network`: what its document says, and what its activation does."""

from typing import Any, Literal

from pydantic import Field

from almenara.core.types.heads import Duration, Head, Names, Strict
from almenara.directory.models import Network

Role = Literal["ncp", "mission", "secretariat", "administrator", "members"]
Sees = Literal["members", "own", "owner", "nominates"]


class Seats(Strict):
    """How many institutions a State may have in it (null: any number), and who may hold one."""

    per_state: int | None = Field(default=1, ge=1)
    holders: list[Literal["state", "secretariat", "subregional", "observer"]] = ["state"]
    note: Names | None = None


class Seen(Strict):
    """Who is shown each field of a card; a field left out is shown to the members."""

    phone: list[Sees] = ["members"]
    mail: list[Sees] = ["members"]
    holder: list[Sees] = ["members"]
    title: list[Sees] = ["members"]
    institution: list[Sees] = ["members"]


class Terms(Strict):
    """What a State accepts when it joins a voluntary network."""

    version: str
    summary: Names


class Admission(Strict):
    """Who says yes before an institution enters, and in how many working days."""

    approvals: list[Literal["ncp", "national-csirt"]] = Field(min_length=1)
    within_working_days: int = Field(ge=1)


class NetworkType(Head):
    """A network of institutions of the States that answer for one matter."""

    short: Names | None = None
    seats: Seats
    nominates: list[Role] = Field(min_length=1)
    nominates_without_state: list[Role] = ["secretariat"]
    verifies: list[Role] = ["secretariat"]
    sees: Seen = Seen()
    check_every: Duration
    reattest_every: Duration = "P4M"
    duty_hours: Literal["24/7", "office"] = "office"
    voluntary: bool = False
    owner: str
    who_checks: list[Role] = ["secretariat"]
    windows: bool = False
    sealed_copy: bool = False
    second_approver: str | None = None
    on_end: Literal["mission"] | None = None
    gives_role: Literal["ncp", "mission"] | None = None
    terms: Terms | None = None
    admission: Admission | None = None


def apply(version: Any) -> None:
    """A version became active: the network is as it says from now on."""
    document = NetworkType.model_validate(version.document).model_dump(mode="json")
    Network.objects.unguarded("the register of types writes it").update_or_create(
        slug=version.slug,
        defaults={
            "names": document["names"],
            "version": version.version,
            "document": document,
            "owner": document["owner"],
            "is_voluntary": document["voluntary"],
            "is_windowed": document["windows"],
            "is_active": True,
        },
    )
