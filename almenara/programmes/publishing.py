"""A plan as IATI 2.03: programmes with their results, under them public activities and funds.

Whoever asks for it, only what anybody may read goes out.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import translation

from almenara.core.parties.actor import NOBODY
from almenara.formats.iati import records as iati
from almenara.formats.iati import shares, writing
from almenara.formats.refusal import Loc, Unreadable
from almenara.programmes import money, queries, shown
from almenara.programmes.models import Activity, Place, Plan, Programme, Result
from almenara.programmes.stages import COUNTED
from almenara.programmes.words import UNITS

LANGUAGE = "es"
NUMBERED = re.compile(r"iati-activity\[(\d+)\]")
# Region 298 of the OECD's list: America, regional.
EVERYWHERE = (iati.Region(code="298", vocabulary="1", percentage=Decimal(100)),)
FUND = "fund"
MULTILATERAL = "40"
STATUS = {"planned": "1", "confirmed": "2", "held": "3", "reported": "4", "postponed": "6",
          "cancelled": "5"}  # fmt: skip


@dataclass(frozen=True)
class Sheaf:
    """Everything that is read for the file, before it is written."""

    plan: Plan
    now: datetime
    owner: Mapping[str, str]
    programmes: dict[UUID, Programme]
    results: dict[UUID, list[iati.Result]]
    activities: list[Activity]
    serves: dict[UUID, list[UUID]]
    places: dict[UUID, list[Place]]
    money: money.Money


def export(plan: Plan, now: datetime, folder: Path | None = None) -> tuple[bytes, int]:
    """The file and how many activities it has, or Unreadable with all that is wrong."""
    sheaf = gather(plan, now)
    file = document(sheaf)
    try:
        return writing.write(file, now, folder), len(sheaf.activities)
    except Unreadable as refusal:
        raise _named(refusal, file) from None


def _named(refusal: Unreadable, file: iati.Activities) -> Unreadable:
    """The same faults; a place within an activity begins with its title."""

    def titled(loc: Loc) -> Loc:
        number = NUMBERED.search(" ".join(map(str, loc)))
        found = file.activities[int(number[1]) - 1].title if number else ()
        return [found[0].text, *loc] if found else loc

    return Unreadable.many((titled(loc), message) for loc, message in refusal.errors)


def faults(refusal: Unreadable) -> list[dict[str, Any]]:
    """Where and why, in every language: a page is read by others than who asked for the file."""
    said = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            said.append([(code, words) for _loc, words in refusal.places(translation.gettext)])
    places = (" · ".join(map(str, loc)) for loc, _words in refusal.errors)
    return [
        {"where": where, "said": dict(words)}
        for where, *words in zip(places, *said, strict=True)
    ]  # fmt: skip


def gather(plan: Plan, now: datetime) -> Sheaf:
    """Read as a stranger reads, whoever asks."""
    rows = list(queries.results(NOBODY, plan))
    activities = list(queries.activities(NOBODY, plan).order_by("starts", "id"))
    programmes = {row.pk: row for row in queries.programmes(NOBODY, plan)}
    results: dict[UUID, list[iati.Result]] = {pk: [] for pk in programmes}
    for row, figure in zip(rows, shown.results(NOBODY, rows), strict=True):
        results[row.programme_id].append(_result(plan, row, figure, now.date()))
    return Sheaf(
        plan=plan, now=now, owner=queries.owner_names(NOBODY, plan), programmes=programmes,
        results=results, activities=activities,
        serves=queries.programmes_served(NOBODY, activities),
        places=queries.states_of(NOBODY, activities),
        money=money.of(plan.slug, now.date()),
    )  # fmt: skip


def document(sheaf: Sheaf) -> iati.Activities:
    """Programmes first, each activity with those that it serves as its parents; last the funds."""
    parents = (_programme(sheaf, row) for row in sheaf.programmes.values())
    children = (_activity(sheaf, row) for row in sheaf.activities)
    purses = (_purse(sheaf, one) for one in sheaf.money.purses)
    return iati.Activities(generated=sheaf.now, activities=(*parents, *children, *purses))


def _programme(sheaf: Sheaf, row: Programme) -> iati.Activity:
    plan = sheaf.plan
    given = [one.donors for one in sheaf.money.purses if one.programme == row.code]
    donors = dict.fromkeys(one for donors in given for one in donors)
    return _record(
        sheaf,
        hierarchy=1,
        identifier=_identifier(plan, row.code),
        title=_words(row.names),
        descriptions=(iati.Description(kind="1", words=_words(row.purposes)),),
        participants=(*donors, _implementer(sheaf)),
        status="4" if plan.stage == "closed" else _status(plan.starts, plan.ends, sheaf.now),
        dates=_dates(plan.starts, plan.ends),
        regions=EVERYWHERE,
        sectors=_sectors([row]),
        budgets=sheaf.money.budgets.get(row.code, ()),
        results=tuple(sheaf.results[row.pk]),
    )


def _activity(sheaf: Sheaf, row: Activity) -> iati.Activity:
    serves = [sheaf.programmes[pk] for pk in sheaf.serves[row.pk]]
    kind = sheaf.money.kinds.get(row.partner)
    others = [iati.ParticipatingOrg(role="4", kind=kind, names=_words({LANGUAGE: row.partner}))]
    return _record(
        sheaf,
        hierarchy=2,
        identifier=_identifier(sheaf.plan, str(row.pk)),
        title=_words(row.titles),
        descriptions=(iati.Description(kind="1", words=_words(row.titles)),),
        participants=(_implementer(sheaf), *(others if row.partner else [])),
        status=STATUS[row.stage],
        dates=_dates(row.starts, row.ends, row.stage in COUNTED),
        sectors=_sectors(serves),
        transactions=sheaf.money.transactions.get(row.pk, ()),
        related=_parents(sheaf.plan, serves),
        **_recipients(sheaf.places.get(row.pk, [])),
    )


def _purse(sheaf: Sheaf, one: money.Purse) -> iati.Activity:
    """What a fund received and spent, where no activity has it: beside them, never above."""
    served = [row for row in sheaf.programmes.values() if row.code == one.programme]
    return _record(
        sheaf,
        hierarchy=2,
        identifier=_identifier(sheaf.plan, f"{FUND}-{one.code}"),
        title=_words(one.names),
        descriptions=(iati.Description(kind="1", words=_words(one.names)),),
        participants=(*one.donors, _implementer(sheaf)),
        status=_status(one.starts, one.ends, sheaf.now),
        dates=_dates(one.starts, one.ends),
        regions=EVERYWHERE,
        sectors=_sectors(served),
        transactions=one.transactions,
        related=_parents(sheaf.plan, served),
    )


def _parents(plan: Plan, rows: Iterable[Programme]) -> tuple[iati.RelatedActivity, ...]:
    return tuple(iati.RelatedActivity(ref=_identifier(plan, row.code), kind="1") for row in rows)


def _record(sheaf: Sheaf, **said: Any) -> iati.Activity:
    """What is the same of all of them."""
    return iati.Activity(
        language=LANGUAGE, currency="USD", updated=sheaf.now,
        reporter=iati.ReportingOrg(
            ref=settings.IATI_REPORTER, kind=MULTILATERAL, names=_words(sheaf.owner)
        ),
        **said,
    )  # fmt: skip


def _identifier(plan: Plan, part: str) -> str:
    return f"{settings.IATI_REPORTER}-{plan.slug}-{part}"


def _implementer(sheaf: Sheaf) -> iati.ParticipatingOrg:
    return iati.ParticipatingOrg(
        role="4", ref=settings.IATI_REPORTER, kind=MULTILATERAL, names=_words(sheaf.owner)
    )


def _words(texts: Mapping[str, str]) -> iati.Words:
    return iati.words(texts, LANGUAGE)


def _status(starts: date, ends: date, now: datetime) -> str:
    return "1" if now.date() < starts else "2" if now.date() <= ends else "3"


def _dates(starts: date, ends: date, was_held: bool = False) -> tuple[iati.ActivityDate, ...]:
    """As planned; what was held has its real days too."""
    said = [("1", starts), ("3", ends), *([("2", starts), ("4", ends)] if was_held else [])]
    return tuple(iati.ActivityDate(kind=kind, on=on) for kind, on in said)


def _recipients(places: list[Place]) -> dict[str, Any]:
    """Its States in equal shares that add up to 100; none named: the Americas."""
    codes = [place.state.facts["iso2"] for place in places]
    if not codes:
        return {"regions": EVERYWHERE}
    parts = zip(codes, shares.percentages([Decimal(1)] * len(codes)), strict=True)
    return {"countries": tuple(iati.Country(code=code, percentage=part) for code, part in parts)}


def _sectors(programmes: Iterable[Programme]) -> tuple[iati.Sector, ...]:
    codes = sorted({row.sector for row in programmes})
    parts = zip(codes, shares.percentages([Decimal(1)] * len(codes)), strict=True)
    return tuple(iati.Sector(code=one, vocabulary="1", percentage=part) for one, part in parts)


def _result(plan: Plan, row: Result, figure: shown.Shape, today: date) -> iati.Result:
    """An output with one indicator; without a promise in figures there is no target."""
    wanted = figure["target"].get("value") or figure.get("of", {}).get("all")
    is_promised = row.target_kind != "none"
    period = iati.Period(
        starts=plan.starts,
        ends=plan.ends,
        targets=(iati.Measured(value=str(wanted)),) if is_promised else (),
        actuals=(iati.Measured(value=str(figure["value"])),) if today >= plan.starts else (),
    )
    indicator = iati.Indicator(
        measure="1", is_ascending=True, title=_words(_units(row.unit)), periods=(period,)
    )
    return iati.Result(
        kind="1", is_aggregated=False, title=_words(row.names), indicators=(indicator,)
    )


def _units(unit: str) -> dict[str, str]:
    """How a unit is called in every language."""
    found = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found[code] = str(UNITS.get(unit, unit))
    return found
