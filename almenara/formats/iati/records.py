"""What an IATI 2.03 file says, as frozen values (iatistandard.org/en/iati-standard/203).

Money and percentages are decimals, dates are dates. A person has no place here: `contact-info` is
left out on purpose. Left out, too, because nothing of ours speaks of them: `country-budget-items`,
`humanitarian-scope`, `planned-disbursement`, `capital-spend`, `legacy-data`, `conditions`,
`crs-add`, `fss`, and links to linked data.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated


@dataclass(frozen=True, kw_only=True)
class Narrative:
    """A text in a language; without one it is in the language of its activity (narrative)."""

    text: Annotated[str, "."]
    language: Annotated[str | None, "@xml:lang"] = None


Words = tuple[Narrative, ...]


def words(texts: Mapping[str, str], language: str) -> Words:
    """The same text in several languages, the one of the activity first."""
    order = sorted((code for code in texts if texts[code]), key=lambda code: code != language)
    return tuple(
        Narrative(text=texts[code], language=None if code == language else code) for code in order
    )


@dataclass(frozen=True, kw_only=True)
class Money:
    """An amount, its currency where it is not the default, its value date (…/value)."""

    amount: Annotated[Decimal, "."]
    currency: Annotated[str | None, "@currency"] = None
    on: Annotated[date, "@value-date"]


@dataclass(frozen=True, kw_only=True)
class ReportingOrg:
    """Who issues the report (iati-activity/reporting-org)."""

    ref: Annotated[str, "@ref"]
    kind: Annotated[str, "@type"]
    is_secondary: Annotated[bool | None, "@secondary-reporter"] = None
    names: Annotated[Words, "narrative"] = ()


@dataclass(frozen=True, kw_only=True)
class ParticipatingOrg:
    """Who funds (1), accounts (2), extends (3) or implements (4) (participating-org)."""

    role: Annotated[str, "@role"]
    ref: Annotated[str | None, "@ref"] = None
    kind: Annotated[str | None, "@type"] = None
    activity: Annotated[str | None, "@activity-id"] = None
    channel: Annotated[str | None, "@crs-channel-code"] = None
    names: Annotated[Words, "narrative"] = ()


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """An organisation by identifier or name (owner-org, recipient-org)."""

    ref: Annotated[str | None, "@ref"] = None
    names: Annotated[Words, "narrative"] = ()


@dataclass(frozen=True, kw_only=True)
class OtherIdentifier:
    """What else the activity is called (iati-activity/other-identifier)."""

    ref: Annotated[str, "@ref"]
    kind: Annotated[str, "@type"]
    owner: Annotated[Organisation | None, "owner-org"] = None


@dataclass(frozen=True, kw_only=True)
class Description:
    """General (1), objectives (2), target groups (3), other (4) (iati-activity/description)."""

    kind: Annotated[str | None, "@type"] = None
    words: Annotated[Words, "narrative"] = ()


@dataclass(frozen=True, kw_only=True)
class ActivityDate:
    """Planned start (1), actual start (2), planned end (3), actual end (4) (activity-date)."""

    kind: Annotated[str, "@type"]
    on: Annotated[date, "@iso-date"]
    words: Annotated[Words, "narrative"] = ()


@dataclass(frozen=True, kw_only=True)
class Country:
    """A country by ISO 3166-1 alpha-2 and its share (recipient-country)."""

    code: Annotated[str, "@code"]
    percentage: Annotated[Decimal | None, "@percentage"] = None
    words: Annotated[Words, "narrative"] = ()


@dataclass(frozen=True, kw_only=True)
class Share:
    """A part of the whole by a code of a vocabulary."""

    code: Annotated[str, "@code"]
    vocabulary: Annotated[str | None, "@vocabulary"] = None
    uri: Annotated[str | None, "@vocabulary-uri"] = None
    percentage: Annotated[Decimal | None, "@percentage"] = None
    words: Annotated[Words, "narrative"] = ()


class Region(Share):
    """A region and its share (recipient-region)."""


class Sector(Share):
    """A purpose and its share (sector)."""


@dataclass(frozen=True, kw_only=True)
class Tag:
    """A free classification (iati-activity/tag)."""

    code: Annotated[str, "@code"]
    vocabulary: Annotated[str, "@vocabulary"]
    uri: Annotated[str | None, "@vocabulary-uri"] = None
    words: Annotated[Words, "narrative"] = ()


@dataclass(frozen=True, kw_only=True)
class PolicyMarker:
    """A policy and how much it matters here (iati-activity/policy-marker)."""

    code: Annotated[str, "@code"]
    vocabulary: Annotated[str | None, "@vocabulary"] = None
    uri: Annotated[str | None, "@vocabulary-uri"] = None
    significance: Annotated[str | None, "@significance"] = None
    words: Annotated[Words, "narrative"] = ()


@dataclass(frozen=True, kw_only=True)
class Gazetteer:
    """A place by its code in a gazetteer (location-id, administrative)."""

    code: Annotated[str, "@code"]
    vocabulary: Annotated[str, "@vocabulary"]
    level: Annotated[int | None, "@level"] = None


@dataclass(frozen=True, kw_only=True)
class Point:
    """Latitude and longitude (location/point)."""

    projection: Annotated[str, "@srsName"] = "http://www.opengis.net/def/crs/EPSG/0/4326"
    position: Annotated[str, "pos"]


@dataclass(frozen=True, kw_only=True)
class Location:
    """Where it happens (iati-activity/location)."""

    ref: Annotated[str | None, "@ref"] = None
    reach: Annotated[str | None, "location-reach/@code"] = None
    ids: Annotated[tuple[Gazetteer, ...], "location-id"] = ()
    names: Annotated[Words, "name/narrative"] = ()
    description: Annotated[Words, "description/narrative"] = ()
    happening: Annotated[Words, "activity-description/narrative"] = ()
    administrative: Annotated[tuple[Gazetteer, ...], "administrative"] = ()
    point: Annotated[Point | None, "point"] = None
    exactness: Annotated[str | None, "exactness/@code"] = None
    place_class: Annotated[str | None, "location-class/@code"] = None
    feature: Annotated[str | None, "feature-designation/@code"] = None


@dataclass(frozen=True, kw_only=True)
class AidType:
    """A kind of aid by a vocabulary (aid-type, default-aid-type)."""

    code: Annotated[str, "@code"]
    vocabulary: Annotated[str | None, "@vocabulary"] = None


@dataclass(frozen=True, kw_only=True)
class Budget:
    """What is planned for a period of at most a year (iati-activity/budget)."""

    kind: Annotated[str | None, "@type"] = None
    status: Annotated[str | None, "@status"] = None
    starts: Annotated[date, "period-start/@iso-date"]
    ends: Annotated[date, "period-end/@iso-date"]
    value: Annotated[Money, "value"]


@dataclass(frozen=True, kw_only=True)
class Provider:
    """Whom the money comes from (transaction/provider-org)."""

    ref: Annotated[str | None, "@ref"] = None
    activity: Annotated[str | None, "@provider-activity-id"] = None
    kind: Annotated[str | None, "@type"] = None
    names: Annotated[Words, "narrative"] = ()


@dataclass(frozen=True, kw_only=True)
class Receiver:
    """Whom the money goes to (transaction/receiver-org)."""

    ref: Annotated[str | None, "@ref"] = None
    activity: Annotated[str | None, "@receiver-activity-id"] = None
    kind: Annotated[str | None, "@type"] = None
    names: Annotated[Words, "narrative"] = ()


@dataclass(frozen=True, kw_only=True)
class Transaction:
    """Money committed (2), disbursed (3), spent (4), received (1) …; a refund is negative."""

    ref: Annotated[str | None, "@ref"] = None
    is_humanitarian: Annotated[bool | None, "@humanitarian"] = None
    kind: Annotated[str, "transaction-type/@code"]
    on: Annotated[date, "transaction-date/@iso-date"]
    value: Annotated[Money, "value"]
    description: Annotated[Words, "description/narrative"] = ()
    provider: Annotated[Provider | None, "provider-org"] = None
    receiver: Annotated[Receiver | None, "receiver-org"] = None
    channel: Annotated[str | None, "disbursement-channel/@code"] = None
    sectors: Annotated[tuple[Sector, ...], "sector"] = ()
    country: Annotated[Country | None, "recipient-country"] = None
    region: Annotated[Region | None, "recipient-region"] = None
    flow: Annotated[str | None, "flow-type/@code"] = None
    finance: Annotated[str | None, "finance-type/@code"] = None
    aid: Annotated[tuple[AidType, ...], "aid-type"] = ()
    tied: Annotated[str | None, "tied-status/@code"] = None


@dataclass(frozen=True, kw_only=True)
class DocumentLink:
    """A public document (document-link); countries only in an organisation's file."""

    url: Annotated[str, "@url"]
    format: Annotated[str, "@format"]
    title: Annotated[Words, "title/narrative"] = ()
    description: Annotated[Words, "description/narrative"] = ()
    categories: Annotated[tuple[str, ...], "category/@code"] = ()
    languages: Annotated[tuple[str, ...], "language/@code"] = ()
    on: Annotated[date | None, "document-date/@iso-date"] = None
    countries: Annotated[tuple[Country, ...], "recipient-country"] = ()


@dataclass(frozen=True, kw_only=True)
class RelatedActivity:
    """Another activity: parent (1), child (2), sibling (3) … (related-activity)."""

    ref: Annotated[str, "@ref"]
    kind: Annotated[str, "@type"]


@dataclass(frozen=True, kw_only=True)
class Reference:
    """A result or indicator in somebody else's framework (result/reference)."""

    vocabulary: Annotated[str, "@vocabulary"]
    code: Annotated[str, "@code"]
    result_uri: Annotated[str | None, "@vocabulary-uri"] = None
    indicator_uri: Annotated[str | None, "@indicator-uri"] = None


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """One part of a disaggregated value (…/dimension)."""

    name: Annotated[str, "@name"]
    value: Annotated[str, "@value"]


@dataclass(frozen=True, kw_only=True)
class Baseline:
    """The value before (result/indicator/baseline)."""

    year: Annotated[int, "@year"]
    on: Annotated[date | None, "@iso-date"] = None
    value: Annotated[str | None, "@value"] = None
    locations: Annotated[tuple[str, ...], "location/@ref"] = ()
    dimensions: Annotated[tuple[Dimension, ...], "dimension"] = ()
    documents: Annotated[tuple[DocumentLink, ...], "document-link"] = ()
    comment: Annotated[Words, "comment/narrative"] = ()


@dataclass(frozen=True, kw_only=True)
class Measured:
    """The value wanted or reached in a period (period/target, period/actual)."""

    value: Annotated[str | None, "@value"] = None
    locations: Annotated[tuple[str, ...], "location/@ref"] = ()
    dimensions: Annotated[tuple[Dimension, ...], "dimension"] = ()
    comment: Annotated[Words, "comment/narrative"] = ()
    documents: Annotated[tuple[DocumentLink, ...], "document-link"] = ()


@dataclass(frozen=True, kw_only=True)
class Period:
    """A period with what was wanted and what was reached (result/indicator/period)."""

    starts: Annotated[date, "period-start/@iso-date"]
    ends: Annotated[date, "period-end/@iso-date"]
    targets: Annotated[tuple[Measured, ...], "target"] = ()
    actuals: Annotated[tuple[Measured, ...], "actual"] = ()


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """How a result is measured: unit (1), percentage (2) … qualitative (5) (result/indicator)."""

    measure: Annotated[str, "@measure"]
    is_ascending: Annotated[bool | None, "@ascending"] = None
    is_aggregated: Annotated[bool | None, "@aggregation-status"] = None
    title: Annotated[Words, "title/narrative"] = ()
    description: Annotated[Words, "description/narrative"] = ()
    documents: Annotated[tuple[DocumentLink, ...], "document-link"] = ()
    references: Annotated[tuple[Reference, ...], "reference"] = ()
    baselines: Annotated[tuple[Baseline, ...], "baseline"] = ()
    periods: Annotated[tuple[Period, ...], "period"] = ()


@dataclass(frozen=True, kw_only=True)
class Result:
    """Output (1), outcome (2), impact (3), other (9) (iati-activity/result)."""

    kind: Annotated[str, "@type"]
    is_aggregated: Annotated[bool | None, "@aggregation-status"] = None
    title: Annotated[Words, "title/narrative"] = ()
    description: Annotated[Words, "description/narrative"] = ()
    documents: Annotated[tuple[DocumentLink, ...], "document-link"] = ()
    references: Annotated[tuple[Reference, ...], "reference"] = ()
    indicators: Annotated[tuple[Indicator, ...], "indicator"] = ()


@dataclass(frozen=True, kw_only=True)
class Activity:
    """A programme (hierarchy 1) or an activity under it (2) (iati-activities/iati-activity)."""

    language: Annotated[str | None, "@xml:lang"] = None
    currency: Annotated[str | None, "@default-currency"] = None
    updated: Annotated[datetime | None, "@last-updated-datetime"] = None
    is_humanitarian: Annotated[bool | None, "@humanitarian"] = None
    hierarchy: Annotated[int | None, "@hierarchy"] = None
    no_budget_because: Annotated[str | None, "@budget-not-provided"] = None
    identifier: Annotated[str, "iati-identifier"]
    reporter: Annotated[ReportingOrg, "reporting-org"]
    title: Annotated[Words, "title/narrative"] = ()
    descriptions: Annotated[tuple[Description, ...], "description"] = ()
    participants: Annotated[tuple[ParticipatingOrg, ...], "participating-org"] = ()
    other_identifiers: Annotated[tuple[OtherIdentifier, ...], "other-identifier"] = ()
    status: Annotated[str, "activity-status/@code"]
    dates: Annotated[tuple[ActivityDate, ...], "activity-date"] = ()
    scope: Annotated[str | None, "activity-scope/@code"] = None
    countries: Annotated[tuple[Country, ...], "recipient-country"] = ()
    regions: Annotated[tuple[Region, ...], "recipient-region"] = ()
    locations: Annotated[tuple[Location, ...], "location"] = ()
    sectors: Annotated[tuple[Sector, ...], "sector"] = ()
    tags: Annotated[tuple[Tag, ...], "tag"] = ()
    markers: Annotated[tuple[PolicyMarker, ...], "policy-marker"] = ()
    collaboration: Annotated[str | None, "collaboration-type/@code"] = None
    flow: Annotated[str | None, "default-flow-type/@code"] = None
    finance: Annotated[str | None, "default-finance-type/@code"] = None
    aid: Annotated[tuple[AidType, ...], "default-aid-type"] = ()
    tied: Annotated[str | None, "default-tied-status/@code"] = None
    budgets: Annotated[tuple[Budget, ...], "budget"] = ()
    transactions: Annotated[tuple[Transaction, ...], "transaction"] = ()
    documents: Annotated[tuple[DocumentLink, ...], "document-link"] = ()
    related: Annotated[tuple[RelatedActivity, ...], "related-activity"] = ()
    results: Annotated[tuple[Result, ...], "result"] = ()


@dataclass(frozen=True, kw_only=True)
class Activities:
    """A file of activities (iati-activities)."""

    version: Annotated[str, "@version"] = "2.03"
    generated: Annotated[datetime | None, "@generated-datetime"] = None
    activities: Annotated[tuple[Activity, ...], "iati-activity"] = ()
