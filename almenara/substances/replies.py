"""What programs are told of substances, signals and bulletins: the exact members of each answer."""

from typing import Any, Literal

from almenara.core.api.describing import Day, Given, Moment


class SignalField(Given):
    key: str
    names: dict[str, str]
    type: str
    required: bool
    choices: list[str]


class SignalKind(Given):
    """What a kind of signal asks besides title, summary and day."""

    slug: str
    network: str
    names: dict[str, str]
    substance: Literal["required", "optional", "none"]
    detects: bool
    cites: bool
    fields: list[SignalField]


class SubstanceName(Given):
    """A name, a synonym or a salt; a salt may have an InChIKey of its own."""

    name: str
    kind: Literal["name", "synonym", "salt"]
    inchikey: str | None


class ListedAs(Given):
    """A record of an outside list: it identifies the substance and dates it in no State."""

    source: str
    name: str
    category: str
    dated: Day


class Substance(Given):
    """`one`: the file into which this one was merged."""

    id: str
    name: str
    inchikey: str | None
    one: str | None
    names: list[SubstanceName]
    listed: list[ListedAs]


class FirstSeen(Given):
    """Computed of verified signals, as far as the viewer sees them."""

    state: str
    on: Day


class SaidOfIt(Given):
    bulletin: str
    kind: str
    state: str | None
    seen_on: Day | None
    first: Literal["", "state", "hemisphere"]
    retracted_at: Moment | None


class WholeSubstance(Substance):
    formula: str
    merged: list[str]
    first: FirstSeen | None
    firsts: list[FirstSeen]
    bulletins: list[SaidOfIt]


class SaidAs(Given):
    """The substance as the report calls it."""

    name: str
    inchikey: str | None


class DrugSignal(Given):
    id: str
    reference: str
    kind: str
    state: str | None
    institution: str
    title: str
    said: SaidAs
    substance: str | None
    seen_on: Day
    stage: Literal["reported", "verified", "alerted", "published", "closed", "retracted"]
    exercise: bool
    reported_at: Moment
    verified_at: Moment | None
    alert: str | None


class WholeDrugSignal(DrugSignal):
    """`first`: computed; `decided`: by what its substance was identified."""

    summary: str
    language: str
    may_name_state: bool
    fields: dict[str, Any]
    first: Literal["", "state", "hemisphere"]
    decided: Literal["", "key", "name", "person"]
    reason: str


class DrugBulletin(Given):
    id: str
    number: int | None
    titles: dict[str, str]
    language: str
    stage: Literal["drafted", "reviewed", "published"]
    version: int
    reviewer: str
    reviewed_at: Moment | None
    published_at: Moment | None
    exercise: bool


class BulletinItem(Given):
    substance: str | None
    inchikey: str | None
    state: str | None
    seen_on: Day | None
    first: Literal["", "state", "hemisphere"]
    texts: dict[str, str]
    retracted_at: Moment | None


class BulletinGroup(Given):
    kind: str
    items: list[BulletinItem]


class WholeDrugBulletin(DrugBulletin):
    groups: list[BulletinGroup]
