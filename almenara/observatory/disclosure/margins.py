"""Which figures stand in one equation: a total and its parts, a year and its months, two releases.

A node is one count in one wording: a cell that was not revised between two releases is one node,
and so is a count and the rates that it gives. What an equation leaves over, where parts are not
published at all, is a node that nobody prints and many can work out.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from almenara.formats.sdmx import periods
from almenara.observatory.cells import FREE, Key, Table, text
from almenara.observatory.disclosure.rules import SAMPLE, SHARE, Parts, Rules
from almenara.observatory.structures import FREQUENCY

Place = tuple[Key, str]
MONTHS = {"A": 12, "S": 6, "Q": 3, "M": 1}  # of a period; weeks and days lie in these, or across
ACROSS = ("W", "D")
HALF = 0.5  # of one: counts are whole
within = lru_cache(maxsize=4096)(periods.within)


@dataclass
class Node:
    """One count; `cells` are its places in the table that is to be published (with its rates)."""

    value: float
    slack: float = 0.0  # how far the rate that it was worked out from leaves it open
    cells: list[int] = field(default_factory=list)
    letter: str = ""  # the first that hid it; "" = not hidden
    is_known: bool = False  # an earlier release shows it
    is_rest: bool = False  # nobody printed it
    is_nameless: bool = False  # of a rest: no code of the list is left for it
    sums: int = 0  # how many equations it is the total of


class Count(NamedTuple):
    """What a release says of a place: its cells, whether any is free, the letter that hides it."""

    place: Place
    value: float
    slack: float
    cells: list[int]
    is_open: bool
    letter: str


@dataclass(frozen=True)
class Equation:
    """total = sum of parts (+ what the equation leaves over, which everybody knows)."""

    total: int
    parts: tuple[int, ...]


@dataclass
class Graph:
    nodes: list[Node] = field(default_factory=list)
    worded: dict[tuple[Place, float], int] = field(default_factory=dict)
    equations: dict[Equation, Equation] = field(default_factory=dict)  # as printed → as it is


def graph(
    table: Table, rules: Rules, before: Sequence[Table], population: dict[Place, float]
) -> Graph:
    """Every count of all releases and every equation between them; `before` the oldest first."""
    found, current = Graph(), dict[Place, int]()
    for release in (*before, table):
        current = {place: at for place, at in current.items() if not found.nodes[at].is_rest}
        _enter(found, current, release, rules, population, is_now=release is table)
        _add_up(found, current, table.dimensions, rules)
    return found


def _enter(
    found: Graph, current: dict[Place, int], release: Table, rules: Rules,
    population: dict[Place, float], *, is_now: bool,
) -> None:  # fmt: skip
    """The counts of one release; a cell that says what it said once is that node again."""
    for one in _counts(release, rules, population):
        at = current[one.place] = _node(found, current.get(one.place), one)
        node = found.nodes[at]
        node.is_rest = False
        if is_now:
            node.cells = one.cells
        elif one.is_open:
            node.is_known = True
        if one.letter and not node.letter:
            node.letter = one.letter


def _node(found: Graph, now: int | None, one: Count) -> int:
    """A count and the rate that another table gives of it are one, as far as rates are rounded."""
    if now is not None:
        node = found.nodes[now]
        if 0 < abs(node.value - one.value) <= max(node.slack, one.slack):
            if not one.slack:
                node.value, node.slack = one.value, 0.0
            return found.worded.setdefault((one.place, one.value), now)
    at = found.worded.setdefault((one.place, one.value), len(found.nodes))
    if at == len(found.nodes):
        found.nodes.append(Node(one.value, one.slack))
    return at


def _counts(release: Table, rules: Rules, population: dict[Place, float]) -> Iterator[Count]:
    """Every count that is said or follows from a rate."""
    at = release.dimensions.index(rules.unit) if rules.unit in release.dimensions else None
    groups: dict[Place, list[tuple[str, int]]] = defaultdict(list)
    for position, cell in enumerate(release):
        if cell.value is not None:
            unit = "" if at is None else cell.key[at]
            rest = cell.key if at is None else (*cell.key[:at], "", *cell.key[at + 1 :])
            groups[rest, cell.period].append((unit, position))
    for place, members in groups.items():
        counted = [one for one in members if at is None or one[0] in rules.counted]
        derived = [one for one in members if one not in counted]
        for unit, position in counted:
            value = float(release.value[position])
            cells = [position, *(one for _unit, one in derived)]
            yield Count(_with(place, at, unit), value, 0.0, cells, *_letters(release, cells))
        cells = [one for _unit, one in derived]
        implied = [_implied(release, one, rules, population.get(place)) for one in derived]
        for value, slack in [one for one in implied if not counted and one is not None][:1]:
            counted_as = _with(place, at, min(rules.counted))
            yield Count(counted_as, value, slack, cells, *_letters(release, cells))


def _implied(
    release: Table, cell: tuple[str, int], rules: Rules, people: float | None
) -> tuple[float, float] | None:
    """The count that a rate is of, where the population is known, or a share of a sample.

    And how far off it may be: by half of the last digit that is printed, and half a person.
    """
    unit, at = cell
    value = float(release.value[at])
    sample = release.attributes.get(at, {}).get(SAMPLE, "")
    if unit in rules.per and people is not None:
        size = people / rules.per[unit]
    elif unit == SHARE and sample.replace(".", "", 1).isdecimal():
        size = float(sample) / 100
    else:
        return None
    digits = len(text(value).partition(".")[2])
    return round(value * size, 6), max(HALF, HALF * 10.0**-digits * size)


def _letters(release: Table, cells: list[int]) -> tuple[bool, str]:
    letters = [str(release.confidentiality[one]) for one in cells]
    hidden = [one for one in letters if one != FREE]
    return len(hidden) < len(letters), hidden[0] if hidden else ""


def _with(place: Place, at: int | None, unit: str) -> Place:
    key, period = place
    return (key if at is None else (*key[:at], unit, *key[at + 1 :])), period


def _add_up(found: Graph, current: dict[Place, int], dimensions: Key, rules: Rules) -> None:
    """The equations between the counts that stand together now."""
    for name, its_parts in (*rules.parts.items(), *rules.inside.items()):
        if name in dimensions and its_parts:
            at, is_sum = dimensions.index(name), name in rules.parts
            for (key, period), line in _lines(current, at).items():
                for code, node in _sum(found, line, its_parts, is_sum=is_sum):
                    place = ((*key[:at], code, *key[at:]), period)
                    current[place] = node
                    found.worded.setdefault((place, found.nodes[node].value), node)
    if FREQUENCY in dimensions:
        for line, its_parts, is_sum in _times(current, dimensions.index(FREQUENCY)):
            list(_sum(found, line, its_parts, is_sum=is_sum))


def _lines(current: dict[Place, int], at: int) -> dict[Place, dict[str, int]]:
    """What differs in one dimension only: code → node."""
    lines: dict[Place, dict[str, int]] = defaultdict(dict)
    for (key, period), node in current.items():
        lines[key[:at] + key[at + 1 :], period][key[at]] = node
    return lines


def _times(current: dict[Place, int], at: int) -> Iterator[tuple[dict[str, int], Parts, bool]]:
    """Each year, half or quarter that is published beside shorter periods, which add up to it.

    Weeks and days bound it: those at its ends may lie in two.
    """
    lines: dict[Place, dict[tuple[str, str], int]] = defaultdict(dict)
    for (key, period), node in current.items():
        lines[key[:at] + key[at + 1 :], period[:4]][key[at], period] = node
    for line in lines.values():
        named = {f"{frequency} {period}": node for (frequency, period), node in line.items()}
        there = {frequency for frequency, _period in line}
        for long, period in line if len(there) > 1 else ():
            for short in there & {*MONTHS, *ACROSS} if long in MONTHS else ():
                size = MONTHS[long] // MONTHS.get(short, MONTHS[long] + 1)
                inside = _inside(line, short, period) if size != 1 else ()
                missing = tuple(f"? {number}" for number in range(size - len(inside)))
                if inside:
                    yield named, {f"{long} {period}": inside + missing}, short in MONTHS


def _inside(line: dict[tuple[str, str], int], short: str, period: str) -> tuple[str, ...]:
    """The periods of one length that lie in another one."""
    every = (f"{one} {when}" for one, when in line if one == short and within(when, period, period))
    return tuple(sorted(every))


def _sum(
    found: Graph, line: dict[str, int], its_parts: Parts, *, is_sum: bool
) -> Iterator[tuple[str, int]]:
    """The equations of one line; a part that is not there gives way to its own parts.

    Gives the codes that are not printed but follow, each with its node.
    """
    for total in its_parts:
        inside, missing = _nearest(line, its_parts, its_parts[total])
        equation = Equation(line.get(total, -1), tuple(sorted(inside)))
        if total not in line or not inside:
            continue
        if (whole := found.equations.get(equation)) is None:
            if (whole := _with_rest(found, equation, missing, is_sum=is_sum)) is None:
                continue
            found.nodes[equation.total].sums += 1
            found.equations[equation] = whole
        if len(missing) == 1 and whole != equation:
            yield missing[0], whole.parts[-1]


def _nearest(
    line: dict[str, int], its_parts: Parts, codes: Iterable[str]
) -> tuple[list[int], list[str]]:
    """The nodes that stand for these codes, and the codes for which none does."""
    found: list[int] = []
    missing: list[str] = []
    for code in codes:
        if code in line:
            found.append(line[code])
            continue
        below, gone = _nearest(line, its_parts, its_parts.get(code, ()))
        found += below
        missing += gone if below else [code]
    return found, missing


def _with_rest(
    found: Graph, equation: Equation, missing: list[str], *, is_sum: bool
) -> Equation | None:
    """What is left for parts that are missing, or that no code says, is a count too.

    None where the parts are more than the total: they lie in one another and are no sum.
    """
    printed = sum(found.nodes[at].value for at in equation.parts)
    left = round(found.nodes[equation.total].value - printed, 6)
    if left < 0 and not is_sum:
        return None
    if left <= 0 or (is_sum and not missing):
        return equation
    found.nodes.append(Node(left, is_rest=True, is_nameless=not missing))
    return Equation(equation.total, (*equation.parts, len(found.nodes) - 1))
