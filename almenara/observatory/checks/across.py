"""Rules that look at more than one file: revision, outlier and mirror."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from almenara.formats.refusal import Said as _
from almenara.observatory.cells import about, text
from almenara.observatory.checks.grid import Figures, Grid, Ground, cells
from almenara.observatory.findings import WARNING, Finding


@dataclass(frozen=True)
class Revision:
    """How much a figure may change without a word: a share of it, and standard deviations."""

    share: float = 0.2
    beyond: float = 3
    least: float = 5


@dataclass(frozen=True)
class Outlier:
    """How far a figure may be from those around it in time; `around`: so many on each side."""

    beyond: float = 6
    times: float = 2.5
    around: int = 4
    history: int = 6
    least: float = 10


@dataclass(frozen=True)
class Mirror:
    """Another source of the same figures; what is off by more than this share is told.

    where: dimension → code of the series of which the other source speaks.
    """

    flow: str
    within: float = 0.2
    least: float = 0
    where: Mapping[str, str] = field(default_factory=dict)


REVISION, OUTLIER = Revision(), Outlier()


def revision(ground: Ground, rule: Revision = REVISION) -> Iterator[Finding]:
    """Figures that are not what the vintage before said."""
    grid = ground.grid
    off = np.abs(grid.now - grid.was)
    counts = grid.adds[:, None]
    large = (off > rule.share * np.abs(grid.was)) & (off >= np.where(counts, rule.least, 0))
    large &= (off >= rule.beyond * np.sqrt(np.abs(grid.was) + 1)) | ~counts
    for place in cells(large):
        said = _("La entrega anterior decía {was}; ahora {now}.",
                 was=text(float(grid.was[place])), now=text(float(grid.now[place])))  # fmt: skip
        yield grid.finding("revision", WARNING, said, place)


def outlier(ground: Ground, rule: Outlier = OUTLIER) -> Iterator[Finding]:
    """New figures far from the others of their series; an isolated zero among large ones."""
    grid = ground.grid
    known = np.where(np.isnan(grid.now), grid.was, grid.now)
    usual, spread = _usual(known, grid, rule)
    enough = (~np.isnan(known)).sum(1) >= rule.history
    off = np.abs(known - usual)
    far = off > rule.beyond * spread
    top, bottom = np.maximum(known, usual), np.minimum(known, usual)
    far &= (top > rule.times * bottom) & ((off >= rule.least) | ~grid.adds[:, None])
    for place in cells(far & grid.fresh & enough[:, None]):
        value = float(grid.now[place])
        if value == 0:
            said = _("Es 0 y lo usual en la serie es cerca de {usual}: ¿no hubo casos, o no se "
                     "informó?", usual=about(float(usual[place])))  # fmt: skip
        else:
            said = _("{value} está lejos de lo usual en la serie, cerca de {usual}.",
                     value=text(value), usual=about(float(usual[place])))  # fmt: skip
        yield grid.finding("outlier", WARNING, said, place)


def _usual(known: Figures, grid: Grid, rule: Outlier) -> tuple[Figures, Figures]:
    """The median of those around each figure, and how far the figures of its series are from it."""
    wide = np.pad(known, ((0, 0), (rule.around, rule.around)), constant_values=np.nan)
    size = known.shape[1]
    shifts = [k for k in range(2 * rule.around + 1) if k != rule.around]
    around = np.stack([wide[:, k : k + size] for k in shifts])
    with np.errstate(all="ignore"):
        usual = _median(around, 0)
        spread = 1.4826 * _median(np.abs(known - usual), 1)[:, None]
        chance = np.where(grid.adds[:, None], np.sqrt(usual + 1), 0)
    return usual, np.fmax(np.fmax(spread, chance), 0.05 * np.abs(usual))


def _median(figures: Figures, axis: int) -> Figures:
    """As nanmedian, and silent where there is nothing."""
    none = np.isnan(figures).all(axis)
    kept = np.where(np.expand_dims(none, axis), 0, figures)
    return np.asarray(np.where(none, np.nan, np.nanmedian(kept, axis=axis)))


def mirror(ground: Ground, rule: Mirror) -> Iterator[Finding]:
    """Figures that another source has otherwise."""
    other = ground.others.get(rule.flow)
    if other is None:
        return
    grid = ground.grid
    theirs = grid.joined(other)
    theirs[~grid.having(rule.where)] = np.nan
    off = np.abs(grid.now - theirs)
    wrong = (off > rule.within * np.abs(theirs)) & (off > rule.least)
    for place in cells(wrong):
        said = _("{flow} dice {theirs} donde esta entrega dice {ours}.",
                 flow=rule.flow, theirs=text(float(theirs[place])),
                 ours=text(float(grid.now[place])))  # fmt: skip
        yield grid.finding("mirror", WARNING, said, place)
