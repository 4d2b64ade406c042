"""What the columns of a file mean: SDMX's own names, or a publisher's layout, which is data."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from almenara.formats import names
from almenara.formats.sdmx.model import MEASURE, TIME
from almenara.observatory.intake.periods import MONTHS
from almenara.observatory.structures import Flow

STATUS, SECRET = "OBS_STATUS", "CONF_STATUS"
_SDMX = frozenset({"dataflow", "structure", "structure id", "structure name", "action"})
_SPACE = re.compile(r"[\W_]+")
_YEAR = re.compile(r"(?:1[5-9]|20|21)\d\d", re.ASCII)
Codes = Mapping[str, str]


@dataclass(frozen=True)
class Layout:
    """How a publisher writes a flow: its own columns, texts, and rows that are meant.

    columns: heading → dimension, attribute, TIME_PERIOD or OBS_VALUE. ignored: known, not read.
    year: the heading of the year where each month has a column. years: each year has a column.
    values: dimension → text in the file → code. where: heading → the texts of the rows to read.
    figures: heading of a column of figures → dimension → code. rows: heading → text → dimension →
    code, for the rows that have a counterpart; the others are left and said.
    fixed: dimension → code, where the file does not say it. asks: dimensions of which the file says
    nothing, and who sends it must.
    """

    name: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()
    year: str = ""
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    where: Mapping[str, frozenset[str]] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    years: bool = False
    figures: Mapping[str, Codes] = field(default_factory=dict)
    rows: Mapping[str, Mapping[str, Codes]] = field(default_factory=dict)
    asks: tuple[str, ...] = ()

    def fits(self, header: Sequence[str]) -> bool:
        """Does a header have every column of this layout?"""
        here = {folded(name) for name in header}
        has_years = not self.years or any(_YEAR.fullmatch(name) for name in here)
        return has_years and {*self.known, *self.figures} <= here

    @property
    def known(self) -> set[str]:
        """The headings that a row of headings is known by."""
        return {*self.columns, *self.rows, *filter(None, [self.year])}

    @property
    def says(self) -> set[str]:
        """The dimensions that need no column of their own."""
        told = [
            *self.figures.values(),
            *(one for each in self.rows.values() for one in each.values()),
        ]
        return {*self.fixed, *self.asks, *(name for codes in told for name in codes)}


@dataclass(frozen=True)
class Columns:
    """Where everything stands in the rows of one file; positions count from 0.

    rows: position → text → codes, for the rows that are meant. unknown: headings nobody knows.
    """

    layout: Layout
    dimensions: Mapping[str, int]
    time: int | None
    figures: tuple["Figures", ...]
    attributes: Mapping[str, int]
    flow: int | None
    action: int | None
    unknown: tuple[int, ...]
    where: Mapping[int, frozenset[str]]
    rows: Mapping[int, Mapping[str, Codes]]


class Figures(NamedTuple):
    """A column of figures: where it stands, and what its heading says of them."""

    at: int
    month: int = 0
    year: str = ""
    codes: Codes = {}


@cache
def folded(text: str) -> str:
    """The same for one heading or name in capitals or not, with accents or not."""
    return _SPACE.sub(" ", names.folded(text)).strip()


def layouts(flow: Flow) -> tuple[Layout, ...]:
    """SDMX's own, then those that the flow's document knows."""
    own = {folded(name): name for name in (*flow.dimensions, TIME, MEASURE)}
    known = (_layout(name, said) for name, said in flow.policy.layout.items())
    return (Layout(columns=own), *known)


def _layout(name: str, said: Mapping[str, Any]) -> Layout:
    return Layout(
        name,
        {folded(heading): meant for heading, meant in said.get("columns", {}).items()},
        frozenset(folded(heading) for heading in said.get("ignored", ())),
        folded(said.get("year", "")),
        {
            dimension: {folded(str(text)): str(code) for text, code in pairs.items()}
            for dimension, pairs in said.get("values", {}).items()
        },
        {
            folded(heading): frozenset(folded(str(one)) for one in texts)
            for heading, texts in said.get("where", {}).items()
        },
        _texts(said.get("fixed", {})),
        bool(said.get("years")),
        {folded(heading): _texts(codes) for heading, codes in said.get("figures", {}).items()},
        {
            folded(heading): {folded(str(text)): _texts(codes) for text, codes in each.items()}
            for heading, each in said.get("rows", {}).items()
        },
        tuple(said.get("asks", ())),
    )


def _texts(codes: Mapping[str, Any]) -> Codes:
    return {name: str(code) for name, code in codes.items()}


def columns(flow: Flow, header: Sequence[str]) -> Columns:
    """What each column of a header is; the layout that fits best, or SDMX's own."""
    names = [_heading(name) for name in header]
    own, *known = layouts(flow)
    chosen = next((one for one in known if one.fits(names)), own)
    both = {name: one for name, one in own.columns.items() if name not in chosen.rows}
    both |= chosen.columns
    meant = {at: both.get(name, "") for at, name in enumerate(names)}
    attributes = {folded(one.id): one.id for one in flow.structure.attributes}
    attributes |= {folded(one): one for one in (STATUS, SECRET)}
    where = {at: chosen.where[name] for at, name in enumerate(names) if name in chosen.where}
    found = {attributes[name]: at for at, name in enumerate(names) if name in attributes}
    dimensions = {one: at for at, one in meant.items() if one in flow.dimensions}
    year = chosen.year or None
    time = _first(at for at, name in enumerate(names) if meant[at] == TIME or name == year)
    figures = tuple(_figures(chosen, names)) or tuple(
        Figures(at) for at, one in meant.items() if one == MEASURE
    )
    rows = {at: chosen.rows[name] for at, name in enumerate(names) if name in chosen.rows}
    read = {*dimensions.values(), *found.values(), *where, *rows, time}
    read |= {one.at for one in figures}
    unknown = tuple(
        at for at, name in enumerate(names)
        if at not in read and name not in chosen.ignored and name not in _SDMX
    )  # fmt: skip
    place = {name: at for at, name in enumerate(names)}
    flow_at = place.get("dataflow", place.get("structure id"))
    action = place.get("action")
    return Columns(chosen, dimensions, time, figures, found, flow_at, action, unknown, where, rows)


def _figures(layout: Layout, names: Sequence[str]) -> Iterator[Figures]:
    """The columns of figures that a layout, a month or a year says by their heading."""
    for at, name in enumerate(names):
        if name in layout.figures:
            yield Figures(at, codes=layout.figures[name])
        elif layout.years and _YEAR.fullmatch(name):
            yield Figures(at, year=name)
        elif not layout.years and name in MONTHS:
            yield Figures(at, MONTHS[name])


def _heading(name: str) -> str:
    """SDMX-CSV may write `REF_AREA: Área` and `STRUCTURE[;]`."""
    return folded(re.sub(r"\[.*\]$", "", name.partition(":")[0]))


def _first(found: Iterable[int]) -> int | None:
    return next(iter(found), None)
