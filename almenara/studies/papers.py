"""An edition as a paper in one of its languages: its text, what it quotes, and what changed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from almenara.core.dates import dated
from almenara.core.parties.actor import Actor
from almenara.core.web.papers import paper_words
from almenara.formats.figures import grouped, rounded
from almenara.formats.names import folded
from almenara.formats.papers import markdown
from almenara.formats.papers.model import (
    Block,
    Grid,
    Heading,
    Items,
    Paper,
    Paragraph,
    Run,
    runs_of,
)
from almenara.studies import citing, comparing, naming, queries, tokens, words
from almenara.studies.models import Citation, StudyEdition, StudyText


@dataclass(frozen=True)
class Reading:
    """An edition with what it quotes; `now`: what is otherwise today; `base` begins links."""

    edition: StudyEdition
    text: StudyText
    citations: Mapping[str, Citation]
    now: Mapping[str, list[citing.Change]] = field(default_factory=dict)
    base: str = ""


def text_for(edition: StudyEdition, language: str) -> StudyText | None:
    """The words in this language, else in the original's, which is then marked (X3)."""
    texts = {text.language: text for text in edition.texts.all()}
    return texts.get(language) or texts.get(edition.language)


def reading(viewer: Actor, edition: StudyEdition, language: str, base: str = "") -> Reading | None:
    """The edition as this viewer reads it; None where nobody wrote anything yet."""
    text = text_for(edition, language)
    rows = queries.citations(viewer, edition)
    if text is None:
        return None
    now = queries.changed(viewer, rows)
    return Reading(edition, text, {row.name: row for row in rows}, now, base)


def paper(read: Reading, facts: Iterable[str]) -> Paper:
    """The paper in the language of its words."""
    at = read.edition.published_at or read.edition.made_at
    with translation.override(read.text.language):
        return Paper(
            title=read.text.title,
            facts=tuple(filter(None, [read.text.summary, *facts])),
            blocks=tuple(_blocks(read)),
            language=read.text.language,
            marking=read.edition.marking,
            at=at,
            words=paper_words(at),
        )


def _blocks(read: Reading) -> Iterator[Block]:
    """The text; below each table why its series are not comparable; at the end the sources."""
    tables: list[str] = []

    def table(names: str) -> Grid:
        tables.append(names)
        return _grid(read, names)

    asked = iter(tables)
    for block in markdown.read(read.text.body, lambda token: _figure(read, token), table):
        yield block
        if isinstance(block, Grid):
            rows = _named(read, next(asked))
            yield from (Paragraph((Run(why, "em"),)) for why in comparing.reasons(rows))
    if read.citations:
        yield Heading(2, (Run(_("Fuentes")),))
        yield Items(tuple((Run(one),) for one in sources(read)))


def sources(read: Reading) -> list[str]:
    """Of each dataflow that is quoted, once: what it is, whose, of what day."""
    language = read.text.language
    said = (
        f"{naming.flow(row, language)} ({row.dataflow} {row.version}). {source(row, language)}"
        for row in read.citations.values()
    )
    return list(dict.fromkeys(said))


def source(row: Citation, language: str) -> str:
    """Whose figures they are, and what one must know of them."""
    about = row.described
    named = naming.text_in(about["source"], language)
    if about["is_external"]:
        words = _("Tomada de una fuente pública: %s.") % f"{named}, {about['source_date']}"
    else:
        words = _("La entregaron los Estados.")
    note, licence = naming.text_in(about["note"], language), about["licence"]
    return " ".join(filter(None, [words, note, licence and _("Licencia: %s.") % licence]))


def _named(read: Reading, argument: str) -> list[Citation]:
    return [read.citations[name] for name in argument.split("+") if name in read.citations]


def findings(found: Paper) -> list[str]:
    """Numbers that somebody typed by hand, and tokens that name no figure."""
    return [run.text for run in runs_of(found.blocks) if run.is_unsourced]


def _figure(read: Reading, token: str) -> Run:
    found = tokens.cell(read.citations, token)
    if found is None:
        return Run(token, is_unsourced=True)
    return _run(read, *found, tokens.decimals(token))


def _run(read: Reading, row: Citation, cell: citing.Shape, decimals: str = "") -> Run:
    """A figure that opens its page, with what is said of it now."""
    language = read.text.language
    change = next((one for one in read.now.get(row.name, []) if _is_of(one, cell)), None)
    return Run(
        said(cell["value"], language, decimals),
        value=machine(cell["value"]),
        url=f"{read.base}{figure_url(read.edition, row.name)}",
        note=words.change(change, said(change.now, language, decimals)) if change else "",
    )


def _is_of(change: citing.Change, cell: citing.Shape) -> bool:
    return (change.key, change.period) == citing.place(cell)


def said(value: float | None, language: str, decimals: str = "") -> str:
    """A figure as people read it; one without a value is a dash and never zero."""
    if value is None:
        return "—"
    if decimals.isdecimal() and len(decimals) == 1:
        return grouped(f"{value:.{min(int(decimals), 6)}f}", language)
    return rounded(value, language)


def machine(value: float | None) -> str:
    return "—" if value is None else repr(value)


def figure_url(edition: StudyEdition, name: str) -> str:
    """The page with the table of a citation, its codes, its vintage and its question."""
    return f"{address(edition)}figures/{name}/"


def address(edition: StudyEdition) -> str:
    """Where an edition stands for ever."""
    return f"/studies/{edition.slug}/{edition.number}/"


def _grid(read: Reading, argument: str) -> Grid:
    """One citation, or several side by side: a row for each area and period."""
    rows = _named(read, argument)
    if not rows:
        return Grid(argument, (), ())
    return grid(rows, read.text.language, lambda row, cell: _run(read, row, cell))


def table(read: Reading, row: Citation) -> Grid:
    """One citation on a page of its own: the figures lead nowhere further."""
    return grid(
        [row], read.text.language, lambda _row, cell: replace(_run(read, row, cell), url="")
    )


def grid(rows: list[Citation], language: str, run: Any) -> Grid:
    """The table of citations; `run(citation, cell)` is how a cell is written."""
    by_name = {row.name: row for row in rows}
    parts = {row.name: (row.described["dimensions"], row.cells) for row in rows}
    columns, found = citing.side_by_side(parts)
    lines = [(_area(rows, area, language), period, cells) for area, period, cells in found]
    lines.sort(key=lambda line: (folded(line[0]), line[1]))
    named = (naming.column(by_name[one.citation], one, language) for one in columns)
    header = (_("Lugar"), _("Periodo"), *named)
    body = [
        ((Run(area),), (Run(period),),
         *((run(by_name[one.citation], cells[one]) if one in cells else Run("—"),)
           for one in columns))
        for area, period, cells in lines
    ]  # fmt: skip
    caption = " · ".join(dict.fromkeys(naming.flow(row, language) for row in rows))
    return Grid(caption, header, tuple(body), frozenset(range(2, len(header))))


def _area(rows: list[Citation], code: str, language: str) -> str:
    said = (naming.code(row, citing.AREA, code, language) for row in rows)
    return next((name for name in said if name != code), code)


def facts(edition: StudyEdition, units: list[str]) -> list[str]:
    """Which edition this is: who signs, of what day, what became of it, how it is cited."""
    found = [" · ".join([*units, _("edición %d") % edition.number])]
    if edition.published_at:
        found.append(_("Publicada el %s.") % _day(edition.published_at))
    if edition.stage == "superseded":
        found.append(_("La sustituye una edición posterior."))
    if edition.stage == "withdrawn":
        found.append(_("Retirada: %s") % edition.reason)
    return found


def reference(edition: StudyEdition, title: str, units: list[str], base: str) -> str:
    """How the edition is cited: who, when, what, which, and where it stands for ever."""
    year = f"{(edition.published_at or edition.made_at):%Y}"
    number = _("edición %d") % edition.number
    return f"{'; '.join(units)} ({year}). {title}, {number}. {base}{address(edition)}"


def _day(moment: Any) -> str:
    return dated(moment.astimezone(timezone.get_fixed_timezone(0)))
