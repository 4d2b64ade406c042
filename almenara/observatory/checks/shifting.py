"""`shift`: cases that moved inside one total between two vintages while the total hardly moved.

A check of totals sees nothing of it. No area, code or level is named here: every way in which the
structure divides a total is tried, the narrowest first, and what one explains is not told again.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from almenara.formats.refusal import Said as _
from almenara.observatory.cells import text
from almenara.observatory.checks.grid import Figures, Grid, Ground, Mask
from almenara.observatory.findings import WARNING, Finding
from almenara.observatory.structures import FREQUENCY, UNIT


@dataclass(frozen=True)
class Limits:
    """From when a move is told.

    moved: cases; beyond: standard deviations of what the losers had, and of what the gainers had;
    net: by how much of what moved the total may have moved; share: of the total, from which even a
    small move is told when the total stayed exactly what it was.
    """

    moved: float = 5
    beyond: float = 2
    net: float = 0.25
    share: float = 0.01


USUAL = Limits()


def shift(ground: Ground, rule: Limits = USUAL) -> Iterator[Finding]:
    """One finding for each move, at the cell that gained most."""
    grid = ground.grid
    if not grid.is_revision or not grid.free:
        return
    delta, base = _changes(grid)
    left = delta != 0
    for free in _divisions(grid.free):
        fixed = [one for one in grid.flow.dimensions if one not in free]
        group = grid.groups(fixed)[:, None] * grid.shape[1] + np.arange(grid.shape[1])
        for number in _moves(group, np.where(left, delta, 0), base, rule):
            inside = (group == number) & left
            left &= ~inside
            yield _told(grid, np.where(inside, delta, 0), free)
    for lost, gained in _pairs(grid, np.where(left, delta, 0), base):
        inside = np.zeros_like(left)
        inside[lost], inside[gained] = True, True
        yield _told(grid, np.where(inside, delta, 0), grid.free)


def _changes(grid: Grid) -> tuple[Figures, Figures]:
    """What each leaf gained, and what it had: a new series of a period reported before had none."""
    area = grid.groups(one for one in (grid.area, FREQUENCY, UNIT) if one in grid.flow.dimensions)
    reported = np.zeros((area.max(initial=0) + 1, grid.shape[1]), bool)
    np.logical_or.at(reported, area, ~np.isnan(grid.was))
    known = reported[area] & ~np.isnan(grid.now) & (grid.leaves & grid.adds)[:, None]
    base: Figures = np.where(known, np.nan_to_num(grid.was), 0.0)
    delta: Figures = np.where(known, grid.now - base, 0.0)
    return delta, base


def _divisions(free: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Along one dimension; then along the last two, three …, as a hierarchy of columns goes."""
    for one in reversed(free):
        yield (one,)
    for count in range(2, len(free) + 1):
        yield free[-count:]


def _moves(
    group: NDArray[np.intp], delta: Figures, base: Figures, limits: Limits
) -> NDArray[np.intp]:
    """The groups in which as much was lost as gained."""

    def added(weights: Figures) -> Figures:
        return np.asarray(np.bincount(group.ravel(), weights.ravel()), np.float64)

    gained, lost = added(np.maximum(delta, 0)), added(np.maximum(-delta, 0))
    total = added(base)
    moved, net = np.minimum(gained, lost), np.abs(gained - lost)
    had = added(np.where(delta < 0, base, 0)), added(np.where(delta > 0, base, 0))
    beyond = (lost >= limits.beyond * np.sqrt(had[0] + 1)) & (
        gained >= limits.beyond * np.sqrt(had[1] + 1)
    )
    still = (net <= limits.net * moved) | ((net <= moved) & (net <= limits.share * total))
    large = (moved >= limits.moved) & beyond & still
    exact = (moved > 0) & (net == 0) & (moved >= limits.share * total)
    return np.flatnonzero(large | exact)


def _pairs(grid: Grid, delta: Figures, base: Figures) -> Iterator[tuple[tuple[int, int], ...]]:
    """A large loss and a gain of its size in one area and period, whatever else moved there."""
    area = grid.groups(one for one in [grid.area] if one in grid.flow.dimensions)
    large: Mask = (np.abs(delta) >= 20) & (np.abs(delta) >= 3 * np.sqrt(base + 1))
    places = [(int(s), int(p)) for s, p in np.argwhere(large)]
    gains = [one for one in places if delta[one] > 0]
    for lost in sorted((one for one in places if delta[one] < 0), key=lambda one: delta[one]):
        near = [
            one for one in gains
            if one[1] == lost[1] and area[one[0]] == area[lost[0]]
            and abs(delta[one] + delta[lost]) <= 0.1 * -delta[lost]
        ]  # fmt: skip
        if near:
            best = min(near, key=lambda one: abs(delta[one] + delta[lost]))
            gains.remove(best)
            yield lost, best


def _told(grid: Grid, delta: Figures, free: tuple[str, ...]) -> Finding:
    """At the cell that gained most: how many moved, and from where."""
    most, least = (np.unravel_index(find(delta), delta.shape) for find in (np.argmax, np.argmin))
    to, source = (int(most[0]), int(most[1])), (int(least[0]), int(least[1]))
    gained, lost = delta[delta > 0].sum(), -delta[delta < 0].sum()
    said = _(
        "{moved} casos pasaron de «{source}» a «{to}» dentro de un mismo total, que cambió en "
        "{net} ({cells} celdas).",
        moved=text(float(min(gained, lost))),
        source=grid.label(source[0], free),
        to=grid.label(to[0], free),
        net=text(float(gained - lost)),
        cells=int((delta != 0).sum()),
    )
    return grid.finding("shift", WARNING, said, to)
