"""What can be asked about measures, reports and their editions."""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.access.context import as_system
from almenara.core.access.rules import guarded_models, policy_of
from almenara.core.journal import queries as journal
from almenara.core.parties.actor import SYSTEM, Actor
from almenara.core.parties.refusals import Denied
from almenara.core.types import queries as types
from almenara.formats.refusal import Unreadable
from almenara.programmes import queries as programmes
from almenara.reports import measuring
from almenara.reports.drafts import ReportShape
from almenara.reports.measures import MEASURES, Measure, checked, is_of_posts, together
from almenara.reports.measuring import Row
from almenara.reports.models import Edition, Figure, Kept, Prose

__all__ = ["Edition", "Figure", "Measure"]
COUNTED_APPS = ("programmes", "funds", "types")
_memory: dict[str, tuple[tuple[object, ...], measuring.Figure]] = {}
WHY = "a figure is over everything; who may see which of its rows is asked row by row"


@dataclass(frozen=True)
class Taken:
    """A figure at a moment, with the rows that make it."""

    measure: Measure
    asked: dict[str, str]
    rows: list[Row]
    whole: int | None
    at: datetime

    @property
    def value(self) -> measuring.Figure:
        return measuring.figure(self.measure.aggregation, self.rows, self.whole)

    @property
    def token(self) -> str:
        return measuring.token(self.measure.code, self.asked)


def measures(viewer: Actor) -> list[Measure]:
    """What each measure is, is public."""
    return list(MEASURES.values())


def measure(viewer: Actor, code: str) -> Measure:
    if code not in MEASURES:
        raise ObjectDoesNotExist
    return MEASURES[code]


def taken(viewer: Actor, code: str, asked: dict[str, str]) -> Taken:
    """A figure as it is now, for whoever may ask this measure."""
    found = measure(viewer, code)
    if not may_ask(viewer, found):
        if not viewer.is_known:
            raise ObjectDoesNotExist
        raise Denied(_("Antes de publicarse en un informe lo lee solo la secretaría."))
    checked(found, asked)
    with as_system(WHY):
        return _taken(found, asked)


def _taken(measure: Measure, asked: dict[str, str]) -> Taken:
    rows, whole = measure.rows(asked)
    return Taken(measure, asked, rows, whole, timezone.now())


def may_ask(viewer: Actor, measure: Measure) -> bool:
    return measure.is_open or viewer.is_system or viewer.has_role("secretariat")


def taken_token(viewer: Actor, text: str) -> Taken:
    """The figure of a token of a report."""
    code, _mark, query = text.partition("?")
    try:
        return taken(viewer, code, dict(parse_qsl(query, keep_blank_values=True)))
    except ObjectDoesNotExist:
        raise Unreadable([text], _("Medida desconocida.")) from None
    except Unreadable as refusal:
        raise refusal.under(text) from None


def shown(viewer: Actor, measure: Measure, asked: dict[str, str], rows: list[Row]) -> list[Row]:
    """Those of the rows that this viewer may see, in the order in which they are hashed."""
    rows = sorted(rows)
    if viewer.is_system or viewer.has_role("secretariat"):
        return rows
    seen = measure.sees(viewer, asked, [row.id for row in rows])
    return [row for row in rows if row.id in seen]


def templates(viewer: Actor) -> list[Any]:
    """The newest version in force of every report, by slug."""
    found: dict[str, Any] = {}
    for version in types.versions(viewer, "report").filter(stage="active"):
        found.setdefault(version.slug, version)
    return list(found.values())


def template(viewer: Actor, slug: str) -> ReportShape:
    """The report as its newest version in force says it."""
    found = types.versions(viewer, "report").filter(slug=slug, stage="active")[:1].get()
    return ReportShape.model_validate(found.document)


def editions(viewer: Actor, slug: str = "") -> QuerySet[Edition]:
    """The newest first."""
    found = Edition.objects.visible_to(viewer).select_related("replaces", "replacement")
    return (found.filter(report=slug) if slug else found).order_by("-made_at", "report")


def edition(viewer: Actor, slug: str, number: int | str) -> Edition:
    if not str(number).isdecimal() or len(str(number)) > 9:
        raise ObjectDoesNotExist
    return editions(viewer, slug).get(number=number)


def figures(viewer: Actor, edition: Edition) -> QuerySet[Figure]:
    """In the order in which the report says them."""
    return Figure.objects.visible_to(viewer).filter(edition=edition).order_by("position")


def figure(viewer: Actor, edition: Edition, position: int | str) -> Figure:
    if not str(position).isdecimal() or len(str(position)) > 4:
        raise ObjectDoesNotExist
    return figures(viewer, edition).get(position=position)


def frozen(viewer: Actor, figure: Figure) -> list[Row]:
    """The rows of a figure as they were when the edition was built."""
    with as_system(WHY):
        kept = Kept.objects.unguarded(WHY).get(pk=figure.kept_id)
    return measuring.read(zlib.decompress(kept.lines))


def changed(viewer: Actor, rows: Iterable[Figure]) -> dict[str, measuring.Figure]:
    """By token, what the figures are now that are otherwise than when they were frozen.

    Nothing where the viewer may not ask; None where the measure has nothing to say any more.
    """
    known = [row for row in rows if row.measure in MEASURES]
    asked = [row for row in known if may_ask(viewer, MEASURES[row.measure])]
    with as_system(WHY), together():
        mark = _mark() if asked else ()
        now = {row.token: _remembered(mark, row) for row in asked}
    return {row.token: now[row.token] for row in asked if now[row.token] != row.value}


def _mark() -> tuple[object, ...]:
    """What changes when a figure may have: an act on what figures are made of, or the members.

    The chain is that of the whole journal up to this act, so that no other journal has the same.
    """
    verbs = {
        verb
        for model in guarded_models().values()
        if model._meta.app_label in COUNTED_APPS
        for verb in policy_of(model).may
    }
    newest = journal.latest(SYSTEM, verbs)
    members = programmes.members(SYSTEM, timezone.now().date())
    return bytes(newest.chain) if newest else b"", frozenset(members)


def _remembered(mark: tuple[object, ...], row: Figure) -> measuring.Figure:
    """The figure now, from memory where nothing happened that could have moved it."""
    if is_of_posts(row.measure, row.parameters):
        return _now(row)
    known = _memory.get(row.token)
    if known is None or known[0] != mark:
        _memory[row.token] = known = mark, _now(row)
    return known[1]


def _now(row: Figure) -> measuring.Figure:
    try:
        return _taken(MEASURES[row.measure], row.parameters).value
    except Unreadable:
        return None


def prose(viewer: Actor, slug: str) -> dict[str, dict[str, str]]:
    """By place and language what people have written for the next edition."""
    found: dict[str, dict[str, str]] = {}
    for row in Prose.objects.visible_to(viewer).filter(report=slug).exclude(text=""):
        found.setdefault(row.place, {})[row.language] = row.text
    return found
