"""Rules that need no other vintage: completeness, sum, unit, ratio, and times that are to come."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from almenara.formats.refusal import Said
from almenara.formats.refusal import Said as _
from almenara.formats.sdmx.periods import days
from almenara.observatory.cells import about, text
from almenara.observatory.checks.grid import Figures, Grid, Ground, Mask, cells
from almenara.observatory.findings import ERROR, WARNING, Finding
from almenara.observatory.structures import FREQUENCY, UNIT, Unit

FULL = 0.9  # of the cells of a period that are filled, from which an empty one is told


@dataclass(frozen=True)
class Ratio:
    """count = rate · denominator / per, or the part is not above the whole.

    count, rate: a code of `dimension`. within: share of the rate by which it may be off.
    denominator: a flow with one count an area and period; without one, that which count and rate
    speak of must not jump from one period to the next.
    """

    dimension: str = "UNIT_MEASURE"
    count: str = "NUMBER"
    rate: str = "PER_100K"
    per: float = 100_000
    within: float = 0.05
    denominator: str = ""


@dataclass(frozen=True)
class Share:
    """The figures of one code of a dimension are part of those of another one."""

    dimension: str
    part: str
    whole: str


@dataclass(frozen=True)
class Sum:
    """The codes below a code add up to it, but for so much."""

    dimension: str
    within: float = 0.5
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def future(ground: Ground) -> Iterator[Finding]:
    """A figure of a time that had not come when the vintage was made."""
    grid = ground.grid
    for period, name in enumerate(grid.periods):
        if ground.vintage and days(name).first.isoformat() > ground.vintage:
            said = _("El período {period} no había empezado el {vintage}.",
                     period=name, vintage=ground.vintage)  # fmt: skip
            for series in np.flatnonzero(~np.isnan(grid.now[:, period])):
                yield grid.finding("structure", ERROR, said, (int(series), period))


def completeness(ground: Ground) -> Iterator[Finding]:
    """What the vintage before had and this one has not, of its times; holes; cells left empty."""
    grid = ground.grid
    empty = np.isnan(grid.now)
    lost = empty & ~np.isnan(grid.was) & grid.spoken
    for place in cells(lost):
        said = _("La entrega anterior tenía aquí {was} y esta no tiene nada.",
                 was=text(float(grid.was[place])))  # fmt: skip
        yield grid.finding("completeness", WARNING, said, place)
    filled = ~empty
    before, after = filled.cumsum(1) > 0, filled[:, ::-1].cumsum(1)[:, ::-1] > 0
    holes = empty & before & after & ~lost
    yield from _holes(grid, holes)
    here = grid.at >= 0
    share = (filled & here).sum(0) / np.maximum(here.sum(0), 1)
    left = empty & here & (share >= FULL)[None, :] & ~lost & ~holes
    for place in cells(left):
        said = _("La celda está vacía y casi todas las de este período tienen cifra. Si no hubo "
                 "casos, escriba 0.")  # fmt: skip
        yield grid.finding("completeness", WARNING, said, place)


def _holes(grid: Grid, holes: Mask) -> Iterator[Finding]:
    """Each run of periods without a figure inside a series, at its first one."""
    starts = holes & ~np.pad(holes, ((0, 0), (1, 0)))[:, :-1]
    for series, period in cells(starts):
        run = int(np.argmin(holes[series, period:]))
        said = _("La serie no tiene cifra de {first} a {last} y sí antes y después.",
                 first=grid.periods[period], last=grid.periods[period + run - 1])  # fmt: skip
        yield grid.finding("completeness", WARNING, said, (series, period))


def unit(ground: Ground) -> Iterator[Finding]:
    """Counts below zero or with a fraction, rates above the possible."""
    grid = ground.grid
    for code in dict.fromkeys(grid.units):
        one = ground.flow.units.get(code, Unit())
        rows = np.array([unit == code for unit in grid.units], bool)[:, None]
        now = np.where(rows & (grid.at >= 0), grid.now, np.nan)
        for wrong, words in (
            (now < (-np.inf if one.least is None else one.least), _below_least),
            (now > (np.inf if one.most is None else one.most), _above_most),
            ((now % 1 != 0) & ~np.isnan(now) & one.whole, _with_fraction),
        ):
            for place in cells(wrong):
                said = words(text(float(now[place])), one, code)
                yield grid.finding("unit", ERROR, said, place)


def _below_least(value: str, unit: Unit, code: str) -> Said:
    return _("{value} es menos que {least}, lo menor posible en {unit}.",
             value=value, least=text(unit.least), unit=code)  # fmt: skip


def _above_most(value: str, unit: Unit, code: str) -> Said:
    return _("{value} es más que {most}, lo mayor posible en {unit}.",
             value=value, most=text(unit.most), unit=code)  # fmt: skip


def _with_fraction(value: str, unit: Unit, code: str) -> Said:
    return _("{value} tiene decimales y {unit} cuenta enteros: quizá es una tasa, o una tasa "
             "sumada a un conteo.", value=value, unit=code)  # fmt: skip


def total(ground: Ground, rule: Sum) -> Iterator[Finding]:
    """A total that is not its parts; with a part missing it may only be more."""
    grid = ground.grid
    for whole, parts in (rule.parts or ground.flow.parts.get(rule.dimension, {})).items():
        for series, rows in _below(grid, rule.dimension, whole, parts):
            inside = grid.now[rows]
            known = ~np.isnan(inside)
            added = np.where(known, inside, 0).sum(0)
            off = grid.now[series] - added
            complete = known.all(0) & (len(rows) == len(parts))
            wrong = np.where(complete, np.abs(off), -off) > rule.within
            for period in np.flatnonzero(wrong & known.any(0) & ~np.isnan(grid.now[series])):
                said = _("El total es {total} y sus partes en {dimension} suman {sum}.",
                         total=text(float(grid.now[series, period])), dimension=rule.dimension,
                         sum=text(float(added[period])))  # fmt: skip
                yield grid.finding("sum", ERROR, said, (series, int(period)))


def _below(
    grid: Grid, dimension: str, whole: str, parts: tuple[str, ...]
) -> Iterator[tuple[int, list[int]]]:
    """Each total with the series of its parts, where figures may be added."""
    at = grid.flow.dimensions.index(dimension)
    for series, key in enumerate(grid.keys):
        if key[at] == whole and grid.adds[series]:
            others = [(*key[:at], part, *key[at + 1 :]) for part in parts]
            rows = [grid.rows[one] for one in others if one in grid.rows]
            if rows:
                yield series, rows


def _couples(grid: Grid, dimension: str, one: str, other: str) -> Iterator[tuple[int, int]]:
    """Rows of series that differ in one dimension only, by these codes."""
    if dimension not in grid.flow.dimensions:
        return
    at = grid.flow.dimensions.index(dimension)
    for series, key in enumerate(grid.keys):
        if key[at] == one:
            found = grid.rows.get((*key[:at], other, *key[at + 1 :]))
            if found is not None:
                yield series, found


def share(ground: Ground, rule: Share) -> Iterator[Finding]:
    """A part above its whole."""
    grid = ground.grid
    for part, whole in _couples(grid, rule.dimension, rule.part, rule.whole):
        for period in np.flatnonzero(grid.now[part] > grid.now[whole]):
            said = _("{part} es más que {whole}, de lo que es parte.",
                     part=text(float(grid.now[part, period])),
                     whole=text(float(grid.now[whole, period])))  # fmt: skip
            yield grid.finding("ratio", ERROR, said, (part, int(period)))


def ratio(ground: Ground, rule: Ratio) -> Iterator[Finding]:
    """A rate that is not its count over its denominator."""
    grid = ground.grid
    people = _people(ground, rule.denominator)
    for counts, rates in _couples(grid, rule.dimension, rule.count, rule.rate):
        count, rate = grid.now[counts], grid.now[rates]
        if people is not None:
            expected = count / people[counts] * rule.per
            slack = rule.within * expected + rule.per / people[counts] / 2
        else:
            expected, slack = _implied(count, rate, rule)
        for period in np.flatnonzero(np.abs(rate - expected) > slack):
            said = _("La tasa es {rate}; con {count} casos se esperaría cerca de {expected}.",
                     rate=text(float(rate[period])), count=text(float(count[period])),
                     expected=about(float(expected[period])))  # fmt: skip
            yield grid.finding("ratio", ERROR, said, (rates, int(period)))


def _people(ground: Ground, denominator: str) -> Figures | None:
    """The denominator of each series and period; None without that flow."""
    other = ground.others.get(denominator)
    return None if other is None else ground.grid.joined(other, without=(FREQUENCY, UNIT))


def _implied(count: Figures, rate: Figures, rule: Ratio) -> tuple[Figures, Figures]:
    """The rate that the usual denominator of the series gives; nothing before three periods."""
    with np.errstate(divide="ignore", invalid="ignore"):
        implied = np.where((rate > 0) & (count > 0), count / rate * rule.per, np.nan)
    if np.count_nonzero(~np.isnan(implied)) < 3:
        return np.full_like(rate, np.nan), np.zeros_like(rate)
    expected = count / np.nanmedian(implied) * rule.per
    return expected, 0.5 * expected + rule.per / np.nanmedian(implied) / 2
