"""An edition as a paper in one language: text, tables, frozen figures and their notes."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from almenara.core.dates import dated
from almenara.core.web.papers import paper_words
from almenara.formats.figures import grouped
from almenara.formats.papers import markdown
from almenara.formats.papers.model import Grid, Paper, Run, Runs, runs_of
from almenara.reports.measuring import Figure as Value
from almenara.reports.models import Edition, Figure
from almenara.reports.tables import Cell

MARKING = "TLP:CLEAR"


@dataclass(frozen=True)
class Reading:
    """An edition with its figures; `now` are those that changed, by token, `base` begins links."""

    edition: Edition
    figures: dict[str, Figure]
    now: dict[str, Value]
    language: str
    base: str = ""


def reading(
    edition: Edition, figures: Iterable[Figure], now: dict[str, Value], language: str, base: str
) -> Reading:
    return Reading(edition, {row.token: row for row in figures}, now, language, base)


def paper(read: Reading) -> Paper:
    """The edition as it is read, in words of its language."""
    with translation.override(read.language):
        edition = read.edition
        text = markdown.filled(edition.bodies[read.language], lambda place: _prose(read, place))
        blocks = markdown.read(text, lambda token: _figure(read, token), lambda t: _grid(read, t))
        return Paper(
            title=edition.names[read.language],
            facts=tuple(facts(edition)),
            blocks=blocks,
            language=read.language,
            marking=MARKING,
            at=edition.made_at,
            words=paper_words(edition.made_at),
        )


def facts(edition: Edition) -> list[str]:
    """Which edition this is, and of what day."""
    day = timezone.localtime(edition.made_at, timezone.get_fixed_timezone(0))
    found = [_("Edición %(n)d · datos del %(day)s UTC")
             % {"n": edition.number, "day": f"{dated(day)} {day:%H:%M}"}]  # fmt: skip
    if edition.replaces:
        found.append(_("Corrige y sustituye a la edición %d.") % edition.replaces.number)
    if hasattr(edition, "replacement"):
        found.append(_("Sustituida por la edición %d.") % edition.replacement.number)
    return found


def findings(found: Paper) -> list[str]:
    """Numbers that somebody typed by hand, in the order of reading."""
    return [run.text for run in runs_of(found.blocks) if run.is_unsourced]


def said(value: Value, unit: str, parameters: dict[str, str], language: str) -> str:
    """A figure as people write it: `68 %`, `1 234,56 USD`."""
    if value is None:
        return "—"
    if unit == "money":
        return f"{grouped(str(value), language)}\u00a0{parameters.get('currency', '')}".rstrip()
    return grouped(str(value), language) + ("\u00a0%" if unit == "per-cent" else "")


def _prose(read: Reading, place: str) -> str:
    """What was written there in the paper's language; else in another, and marked as such (X3)."""
    by_language = read.edition.prose.get(place, {})
    if read.language in by_language:
        return str(by_language[read.language])
    if not by_language:
        return ""
    language = read.edition.language if read.edition.language in by_language else min(by_language)
    return f"*[{language}]* {by_language[language]}"


def _figure(read: Reading, written: str) -> Run:
    row = read.figures.get(written) or read.figures.get(_sorted(written))
    if row is None:
        return Run(written, is_unsourced=True)
    value = said(row.value, row.unit, row.parameters, read.language)
    return Run(value, value=_machine(row.value), url=f"{read.base}{rows_url(read.edition, row)}",
               note=_note(read, row))  # fmt: skip


def rows_url(edition: Edition, row: Figure) -> str:
    """The page with the rows of a figure."""
    return f"/reports/{edition.report}/{edition.number}/figures/{row.position}/"


def _machine(value: Value) -> str:
    return "—" if value is None else str(value)


def _note(read: Reading, row: Figure) -> str:
    if row.token not in read.now:
        return ""
    now = said(read.now[row.token], row.unit, row.parameters, read.language)
    return _("cambió desde: ahora %s") % now


def _sorted(written: str) -> str:
    code, _mark, query = written.partition("?")
    return f"{code}?{'&'.join(sorted(query.split('&')))}"


def _grid(read: Reading, argument: str) -> Grid:
    found = read.edition.tables.get(argument)
    if found is None:
        return Grid(argument, (), ())
    return Grid(
        caption=found["caption"][read.language],
        header=tuple(names[read.language] for names in found["header"]),
        rows=tuple(tuple(_cell(read, cell) for cell in row) for row in found["rows"]),
        numbers=frozenset(found["numbers"]),
    )


def _cell(read: Reading, cell: Cell) -> Runs:
    if "token" in cell:
        return (_figure(read, cell["token"]),)
    return (Run(cell["names"][read.language] if "names" in cell else cell["text"]),)
