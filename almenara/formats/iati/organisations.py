"""What an organisation's own IATI 2.03 file says: identity, budgets, spending, documents."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from almenara.formats.iati.records import (
    Country,
    DocumentLink,
    Money,
    Organisation,
    Region,
    ReportingOrg,
    Words,
)


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of a budget or of spending (…/budget-line, …/expense-line)."""

    ref: Annotated[str | None, "@ref"] = None
    value: Annotated[Money, "value"]
    words: Annotated[Words, "narrative"] = ()


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """A budget of the organisation: all of it, or for one recipient (total-budget …)."""

    status: Annotated[str | None, "@status"] = None
    recipient: Annotated[Organisation | None, "recipient-org"] = None
    region: Annotated[Region | None, "recipient-region"] = None
    country: Annotated[Country | None, "recipient-country"] = None
    starts: Annotated[date, "period-start/@iso-date"]
    ends: Annotated[date, "period-end/@iso-date"]
    value: Annotated[Money, "value"]
    lines: Annotated[tuple[Line, ...], "budget-line"] = ()


@dataclass(frozen=True, kw_only=True)
class Expenditure:
    """What the organisation spent in a period (total-expenditure)."""

    starts: Annotated[date, "period-start/@iso-date"]
    ends: Annotated[date, "period-end/@iso-date"]
    value: Annotated[Money, "value"]
    lines: Annotated[tuple[Line, ...], "expense-line"] = ()


@dataclass(frozen=True, kw_only=True)
class Reporter:
    """The organisation itself (iati-organisations/iati-organisation)."""

    language: Annotated[str | None, "@xml:lang"] = None
    currency: Annotated[str | None, "@default-currency"] = None
    updated: Annotated[datetime | None, "@last-updated-datetime"] = None
    identifier: Annotated[str, "organisation-identifier"]
    names: Annotated[Words, "name/narrative"] = ()
    reporter: Annotated[ReportingOrg, "reporting-org"]
    budgets: Annotated[tuple[Forecast, ...], "total-budget"] = ()
    to_organisations: Annotated[tuple[Forecast, ...], "recipient-org-budget"] = ()
    to_regions: Annotated[tuple[Forecast, ...], "recipient-region-budget"] = ()
    to_countries: Annotated[tuple[Forecast, ...], "recipient-country-budget"] = ()
    spending: Annotated[tuple[Expenditure, ...], "total-expenditure"] = ()
    documents: Annotated[tuple[DocumentLink, ...], "document-link"] = ()


@dataclass(frozen=True, kw_only=True)
class Organisations:
    """A file of organisations (iati-organisations)."""

    version: Annotated[str, "@version"] = "2.03"
    generated: Annotated[datetime | None, "@generated-datetime"] = None
    organisations: Annotated[tuple[Reporter, ...], "iati-organisation"] = ()
