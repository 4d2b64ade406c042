"""Is the newest figure of a series what its history leads us to expect? Each by a method that fits.

Weekly counts: improved Farrington, confirmed by the scan; a shorter history: EARS C2. Annual,
quarterly or monthly figures: breaks of trend. A young category: its rate pooled across States.
Routes, ports, means: change of mode. Too little for any of them: the reason, and no alarm.

What a method takes in is plain JSON and is kept with a signal: the same always gives the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isclose
from typing import Any

import numpy as np

from almenara.formats.late import Late
from almenara.formats.sdmx.periods import days
from almenara.observatory.cells import Cell
from almenara.observatory.comparison import newest_stretch
from almenara.observatory.detection import breaks
from almenara.observatory.detection.seasons import WEEK, Window
from almenara.observatory.detection.verdicts import Verdicts
from almenara.observatory.detection.weekly import Weekly

ears, farrington, modes, rates, scan, tails = (
    Late(f"almenara.observatory.detection.{name}")
    for name in ("ears", "farrington", "modes", "rates", "scan", "tails")
)
special = Late("scipy.special")
Inputs = Mapping[str, Any]
MODEL = "2026-11.2"  # of the methods; a change of what they compute is another one
SHORT, ZEROS, GAPS = "short", "zeros", "gaps"
FARRINGTON, EARS, BREAKS, POOLED, MODES = "farrington", "ears-c2", "breaks", "pooled", "modes"
_WHOLE = Window().b * 52 + Window().w + 2  # weeks before the newest that Farrington asks for
_SOME = 7 + 2  # of EARS: its baseline, the week judged, and one more
_YOUNGEST = 3  # earlier periods without which nothing is said
_ROUNDING = 1e-9
_LEAST = 1e-6  # of a standard deviation of logs


@dataclass(frozen=True)
class Levels:
    """What makes a signal, by version.

    fdr: share of the signals of a run and State that may be false (Benjamini and Hochberg 1995).
    alpha: of the bound that is shown. recent: in how many of the newest periods a level began.
    budget: how many signals of a State and run are put before people; the others are listed.
    """

    version: int
    fdr: float = 0.05
    alpha: float = 0.01
    recent: int = 3
    budget: int = 20
    penalty: float = breaks.PENALTY


LEVELS = {1: Levels(1)}
NEWEST = max(LEVELS)


@dataclass(frozen=True)
class Outcome:
    """What a method says of the newest period; `is_confirmed`: by the scan, None = not asked."""

    period: str
    observed: float
    expected: float
    bound: float | None
    probability: float
    is_confirmed: bool | None = None

    def is_same(self, other: "Outcome") -> bool:
        """Equal, but for the last digits, which depend on how many series went together."""
        pairs = zip(self.figures, other.figures, strict=True)
        close = all(isclose(a, b, rel_tol=_ROUNDING, abs_tol=1e-12) for a, b in pairs)
        return (self.period, self.is_confirmed) == (other.period, other.is_confirmed) and close

    @property
    def figures(self) -> tuple[float, ...]:
        return (self.observed, self.expected, self.bound or 0.0, self.probability)


def chosen(frequency: str, cells: Sequence[Cell], *, is_count: bool) -> Inputs | str:
    """What the method that fits a series, in the order of time, takes in, or why none does.

    Only what lies after the last change of method, source or coverage is compared.
    """
    found = newest_stretch(cells)
    values = _values(found)
    periods = [cell.period for cell in found]
    if frequency == "W" and is_count:
        return _weeks(periods, values)
    if len(values) < breaks.FEWEST:
        return SHORT
    if min(values) <= 0:
        return ZEROS
    return {"method": BREAKS, "periods": periods, "values": values}


def _weeks(periods: list[str], values: list[float]) -> Inputs | str:
    """The newest weeks without a gap."""
    first = [days(period).first.toordinal() for period in periods]
    begin = len(first) - 1
    while begin > 0 and first[begin] - first[begin - 1] == WEEK:
        begin -= 1
    length = len(first) - begin
    if length < _SOME:
        return SHORT if begin <= 0 else GAPS
    method = FARRINGTON if length >= _WHOLE else EARS
    return {"method": method, "periods": periods[begin:], "values": values[begin:]}


def pooled(own: Sequence[Sequence[Cell]], out: Sequence[Sequence[Cell]]) -> list[Inputs | str]:
    """Counts of one State with too little history: their rates lean on those of all others.

    Of other States only what is out goes in: whoever reads the signal and knows their own figures
    learns nothing of theirs but what everybody reads. Counts scatter more than Poisson's as much as
    all these histories together do.
    """
    said = [_values(cells) for cells in own]
    told = [one[:-1] if len(one) > _YOUNGEST else [] for one in said]
    every = told + [one for one in map(_values, out) if len(one) >= _YOUNGEST]
    found = rates.pool([sum(one) for one in every], [len(one) for one in every])
    if found is None:
        return [SHORT] * len(said)
    scatter = _scatter(every)
    return [
        {"method": POOLED, "periods": [cell.period for cell in cells], "values": values,
         "shape": float(found.shape[at]), "exposure": float(found.exposure[at]), "scatter": scatter}
        if told[at] else SHORT
        for at, (cells, values) in enumerate(zip(own, said, strict=True))
    ]  # fmt: skip


def _values(cells: Sequence[Cell]) -> list[float]:
    return [float(cell.value or 0) for cell in cells]


def _scatter(histories: Sequence[Sequence[float]]) -> float:
    """Variance by mean of counts around the mean of their own history, at least 1."""
    known = [np.array(one) for one in histories if sum(one)]
    free = sum(len(one) - 1 for one in known)
    apart = sum(float(((one - one.mean()) ** 2).sum() / one.mean()) for one in known)
    return max(1.0, apart / free) if free else 1.0


def by_mode(
    codes: Sequence[str], periods: Sequence[str], before: Sequence[float], now: Sequence[float]
) -> Inputs:
    """How the counts of a line share out over modes, in the newest period and in those before."""
    return {"method": MODES, "codes": list(codes), "periods": list(periods),
            "before": list(before), "now": list(now)}  # fmt: skip


def outcomes(given: Iterable[Inputs], levels: Levels) -> list[Outcome | None]:
    """What each method says; None = it says nothing. Weekly series go through together."""
    every = list(given)
    found: list[Outcome | None] = [None] * len(every)
    for method, judge in _METHODS.items():
        places = [at for at, one in enumerate(every) if one["method"] == method]
        if places:
            for at, one in zip(places, judge([every[at] for at in places], levels), strict=True):
                found[at] = one
    return found


def _farrington(given: list[Inputs], levels: Levels) -> list[Outcome | None]:
    series, newest = _together(given)
    found = farrington.judge(series, newest, farrington.Options(alpha=levels.alpha))
    return _weekly(given, found, scan.judge(series, newest, "index").alarm.tolist())


def _ears(given: list[Inputs], levels: Levels) -> list[Outcome | None]:
    series, newest = _together(given)
    return _weekly(given, ears.judge(series, newest, "c2", levels.alpha), [None] * len(given))


def _together(given: list[Inputs]) -> tuple[Weekly, Any]:
    first = [days(one["periods"][0]).first.toordinal() for one in given]
    counts = [one["values"] for one in given]
    series = Weekly(
        [""] * len(given), np.array(first), np.array([len(one) for one in counts]),
        np.concatenate([np.array(one, dtype=np.float64) for one in counts]),
    )  # fmt: skip
    return series, series.newest(1)


def _weekly(
    given: list[Inputs], found: Verdicts, confirmed: list[bool | None]
) -> list[Outcome | None]:
    columns = (found.count, found.expected, found.bound, found.probability)
    rows = zip(*(one.tolist() for one in columns), strict=True)
    return [
        Outcome(one["periods"][-1], row[0], row[1], row[2], row[3], sure)
        if np.isfinite(row).all() else None
        for one, row, sure in zip(given, rows, confirmed, strict=True)
    ]  # fmt: skip


def _breaks(given: list[Inputs], levels: Levels) -> list[Outcome | None]:
    return [_break(one["periods"], one["values"], levels) for one in given]


def _break(periods: list[str], values: list[float], levels: Levels) -> Outcome:
    """The newest level against the one before it, by the scatter around all levels (t test)."""
    found = breaks.stretches(values, levels.penalty)
    last = found[-1]
    if len(found) == 1 or last.begin < len(values) - levels.recent:
        return Outcome(periods[-1], values[-1], last.level, None, 1.0)
    logs = np.log(values)
    free = len(values) - len(found)
    apart = sum(((logs[one.begin : one.end] - np.log(one.level)) ** 2).sum() for one in found)
    before = found[-2]
    sizes = 1 / (before.end - before.begin) + 1 / (last.end - last.begin)
    error = max(np.sqrt(apart / free), _LEAST) * np.sqrt(sizes)
    shift = np.log(last.level / before.level)
    far = special.stdtrit(free, 1 - levels.alpha / 2) * error
    return Outcome(
        periods[last.begin], last.level, before.level,
        float(before.level * np.exp(np.sign(shift) * far)),
        float(2 * special.stdtr(free, -abs(shift) / error)),
    )  # fmt: skip


def _pooled(given: list[Inputs], levels: Levels) -> list[Outcome | None]:
    count = np.array([one["values"][-1] for one in given])
    names = ("shape", "exposure", "scatter")
    shape, exposure, scatter = (np.array([one[name] for one in given]) for name in names)
    mean, dispersion = shape / exposure, scatter + 1 / exposure
    bound = tails.quantile(np.full(len(given), 1 - levels.alpha), mean, dispersion)
    columns = (count, mean, bound, tails.tail(count, mean, dispersion))
    rows = zip(*(one.tolist() for one in columns), strict=True)
    return [
        Outcome(one["periods"][-1], row[0], row[1], row[2], row[3])
        for one, row in zip(given, rows, strict=True)
    ]


def _modes(given: list[Inputs], levels: Levels) -> list[Outcome | None]:
    """The mode that grew most beyond its share: its share now against before."""
    found: list[Outcome | None] = []
    for one in given:
        before, now = np.array(one["before"]), np.array(one["now"])
        change = modes.changes(before[None], now[None])
        at = int(change.contribution[0].argmax())
        chance = float(change.probability[0])
        shares = float(now[at] / now.sum()) if now.any() else 0.0, float(before[at] / before.sum())
        known = chance == chance
        found.append(Outcome(one["periods"][-1], *shares, None, chance) if known else None)
    return found


def replayed(inputs: Inputs, levels: int) -> Outcome | None:
    """What the same method says of the same figures, by the levels of that version."""
    return outcomes([inputs], LEVELS[levels])[0]


def grown(inputs: Inputs) -> str:
    """The mode that a change of mode is about."""
    change = modes.changes([inputs["before"]], [inputs["now"]])
    return str(inputs["codes"][int(change.contribution[0].argmax())])


_METHODS = {
    FARRINGTON: _farrington, EARS: _ears, BREAKS: _breaks, POOLED: _pooled, MODES: _modes,
}  # fmt: skip
