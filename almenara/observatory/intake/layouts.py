"""What the columns of a file mean: SDMX's own names, or a publisher's layout, which is data."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from almenara.formats.sdmx.model import MEASURE, TIME
from almenara.observatory.intake.periods import MONTHS
from almenara.observatory.structures import Flow

STATUS, SECRET = "OBS_STATUS", "CONF_STATUS"
_SDMX = frozenset({"dataflow", "structure", "structure id", "structure name", "action"})
_SPACE = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Layout:
    """How a publisher writes a flow: its own columns, texts, and rows that are meant.

    columns: heading → dimension, attribute, TIME_PERIOD or OBS_VALUE. ignored: known, not read.
    year: the heading of the year where each month has a column.
    values: dimension → text in the file → code. where: heading → the texts of the rows to read.
    fixed: dimension → code, where the file does not say it.
    """

    name: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()
    year: str = ""
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    where: Mapping[str, frozenset[str]] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)

    def fits(self, header: Sequence[str]) -> bool:
        """Does a header have every column of this layout?"""
        here = {folded(name) for name in header}
        return {*self.columns, *filter(None, [self.year])} <= here


@dataclass(frozen=True)
class Columns:
    """Where everything stands in the rows of one file; positions count from 0.

    figures: (position, month or 0) of each column of figures. unknown: headings nobody knows.
    """

    layout: Layout
    dimensions: Mapping[str, int]
    time: int | None
    figures: tuple[tuple[int, int], ...]
    attributes: Mapping[str, int]
    flow: int | None
    unknown: tuple[int, ...]
    where: Mapping[int, frozenset[str]]


@cache
def folded(text: str) -> str:
    """The same for one heading or name in capitals or not, with accents or not."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return _SPACE.sub(" ", bare).strip()


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
        {name: str(code) for name, code in said.get("fixed", {}).items()},
    )


def columns(flow: Flow, header: Sequence[str]) -> Columns:
    """What each column of a header is; the layout that fits best, or SDMX's own."""
    names = [_heading(name) for name in header]
    own, *known = layouts(flow)
    chosen = next((one for one in known if one.fits(names)), own)
    both = {**own.columns, **chosen.columns}
    meant = {at: both.get(name, "") for at, name in enumerate(names)}
    months = {at: MONTHS[name] for at, name in enumerate(names) if name in MONTHS}
    attributes = {folded(one.id): one.id for one in flow.structure.attributes}
    attributes |= {folded(one): one for one in (STATUS, SECRET)}
    where = {at: chosen.where[name] for at, name in enumerate(names) if name in chosen.where}
    found = {attributes[name]: at for at, name in enumerate(names) if name in attributes}
    dimensions = {one: at for at, one in meant.items() if one in flow.dimensions}
    year = chosen.year or None
    time = _first(at for at, name in enumerate(names) if meant[at] == TIME or name == year)
    figures = tuple(months.items()) or tuple((at, 0) for at, one in meant.items() if one == MEASURE)
    read = {*dimensions.values(), *found.values(), *where, time, *(at for at, _m in figures)}
    unknown = tuple(
        at for at, name in enumerate(names)
        if at not in read and name not in chosen.ignored and name not in _SDMX
    )  # fmt: skip
    place = {name: at for at, name in enumerate(names)}
    flow_at = place.get("dataflow", place.get("structure id"))
    return Columns(chosen, dimensions, time, figures, found, flow_at, unknown, where)


def _heading(name: str) -> str:
    """SDMX-CSV may write `REF_AREA: Área` and `STRUCTURE[;]`."""
    return folded(re.sub(r"\[.*\]$", "", name.partition(":")[0]))


def _first(found: Iterable[int]) -> int | None:
    return next(iter(found), None)
