"""Every series of a flow with the method that fits it, and which of them are signals."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from almenara.formats.sdmx.periods import days
from almenara.observatory import judging
from almenara.observatory.cells import FREE, Cell, Key, Table
from almenara.observatory.detection.multiplicity import false_discovery
from almenara.observatory.judging import SHORT, Inputs, Levels, Outcome
from almenara.observatory.structures import FREQUENCY, UNIT, Flow

MODES = ("MODE", "MECHANISM")  # dimensions that say how, by which way, with what
_BEFORE = 4  # periods with which the newest one's modes are compared


@dataclass(frozen=True)
class Candidate:
    """One series, or one line over its modes, and what its method takes in."""

    key: Key
    state: str
    inputs: Inputs


@dataclass(frozen=True)
class Found:
    """A signal with its place among those of its State."""

    candidate: Candidate
    outcome: Outcome
    discovery: float
    rank: int


def candidates(
    flow: Flow, table: Table, states: Mapping[Key, str], out: Table
) -> tuple[list[Candidate], Counter[str]]:
    """What can be judged, and how much of the rest is silent for which reason.

    out: what everybody reads; of other States nothing else goes into what one State is told.
    """
    series = _series(table)
    said = {
        key: judging.chosen(_code(flow, key, FREQUENCY), cells, is_count=_is_count(flow, key))
        for key, cells in series.items()
    }
    young: dict[tuple[Key, str], list[Key]] = defaultdict(list)
    for key, one in said.items():
        if one == SHORT and _is_count(flow, key):
            young[_without(flow, key, flow.policy.area), states.get(key, "")].append(key)
    printed: dict[Key, dict[Key, list[Cell]]] = defaultdict(dict)
    for key, cells in _series(out).items() if young else ():
        printed[_without(flow, key, flow.policy.area)][key] = cells
    for (line, state), keys in young.items():
        others = [cells for key, cells in printed[line].items() if states.get(key, state) != state]
        said |= zip(keys, judging.pooled([series[key] for key in keys], others), strict=True)
    found = [
        Candidate(key, states.get(key, ""), one)
        for key, one in said.items()
        if not isinstance(one, str)
    ]
    silent = Counter(one for one in said.values() if isinstance(one, str))
    return [*found, *_by_mode(flow, series, states)], silent


def _series(table: Table) -> dict[Key, list[Cell]]:
    """What was reported and is not kept back, each series in the order of time."""
    series: dict[Key, list[Cell]] = defaultdict(list)
    for cell in table:
        if cell.value is not None and cell.confidentiality == FREE:
            series[cell.key].append(cell)
    for cells in series.values():
        cells.sort(key=lambda cell: days(cell.period).first)
    return series


def _by_mode(
    flow: Flow, series: Mapping[Key, Sequence[Cell]], states: Mapping[Key, str]
) -> Iterator[Candidate]:
    """Each line of counts whose modes can be told apart."""
    for name in MODES:
        parts = {code for below in flow.parts.get(name, {}).values() for code in below}
        lines: dict[Key, dict[str, Key]] = defaultdict(dict)
        for key in series:
            if name in flow.dimensions and _code(flow, key, name) in parts and _is_count(flow, key):
                lines[_without(flow, key, name)][_code(flow, key, name)] = key
        for line in lines.values():
            by_code = {
                code: {cell.period: float(cell.value or 0) for cell in series[key]}
                for code, key in line.items()
            }
            periods = sorted({one for cells in by_code.values() for one in cells})[-_BEFORE - 1 :]
            if len(line) > 1 and len(periods) > 1:
                codes = sorted(by_code)
                inputs = judging.by_mode(
                    codes, periods,
                    [sum(by_code[one].get(p, 0) for p in periods[:-1]) for one in codes],
                    [by_code[one].get(periods[-1], 0) for one in codes],
                )  # fmt: skip
                key = line[judging.grown(inputs)]
                yield Candidate(key, states.get(key, ""), inputs)


def signals(every: Sequence[Candidate], levels: Levels) -> Iterator[Found]:
    """What is too unlikely: false discoveries are held by State, the least likely comes first."""
    said = judging.outcomes([one.inputs for one in every], levels)
    by_state: dict[str, list[tuple[Candidate, Outcome]]] = defaultdict(list)
    for one, outcome in zip(every, said, strict=True):
        if outcome is not None:
            by_state[one.state].append((one, outcome))
    for pairs in by_state.values():
        rates = false_discovery([outcome.probability for _one, outcome in pairs]).tolist()
        kept = [
            (*pair, rate) for pair, rate in zip(pairs, rates, strict=True) if rate <= levels.fdr
        ]
        kept.sort(key=lambda one: (one[1].probability, one[0].key))
        for rank, (one, outcome, rate) in enumerate(kept, 1):
            yield Found(one, outcome, rate, rank)


def judged(every: Iterable[Candidate]) -> dict[str, int]:
    """State → how many of its series were judged."""
    return dict(sorted(Counter(one.state for one in every).items()))


def _code(flow: Flow, key: Key, dimension: str) -> str:
    return key[flow.dimensions.index(dimension)] if dimension in flow.dimensions else ""


def _without(flow: Flow, key: Key, dimension: str) -> Key:
    at = flow.dimensions.index(dimension)
    return key[:at] + key[at + 1 :]


def _is_count(flow: Flow, key: Key) -> bool:
    """Whole things that may be added."""
    unit = flow.units.get(_code(flow, key, UNIT))
    return bool(unit and unit.whole and unit.additive)
