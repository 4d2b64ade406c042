"""A table as it may be published: small figures hidden, and what would give them back."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from almenara.observatory.cells import FREE, Table
from almenara.observatory.disclosure import margins, widening
from almenara.observatory.disclosure.margins import Equation, Graph, Node, Place
from almenara.observatory.disclosure.rules import PRIMARY, SECONDARY, Rules
from almenara.observatory.disclosure.widening import Asked, Floats

_SAID = frozenset({"BREAK", "SOURCE"})  # attributes that tell nothing of the figure


@dataclass(frozen=True)
class Protected:
    """The table, and how many hidden figures earlier releases had already given away."""

    table: Table
    given_away: int = 0


def protect(
    table: Table, rules: Rules, before: Sequence[Table] = (), population: Mapping[Place, float] = {}
) -> Protected:
    """The table that may be published.

    before: what was published, oldest first, with its true values and the letters it had.
    population: of each cell (its unit ""), where rates are published.
    """
    if not rules.threshold and not (table.confidentiality != FREE).any():
        return Protected(table)
    graph = margins.graph(table, rules, before, dict(population))
    _primary(graph.nodes, rules)
    given = sum(_component(graph, *one, rules) for one in _components(graph))
    return Protected(_without(table, graph.nodes), given)


def _primary(nodes: Sequence[Node], rules: Rules) -> None:
    """What is too small, whether it is printed or only follows."""
    for node in nodes:
        if 0 < node.value < rules.threshold and not node.is_nameless:
            node.letter = node.letter or PRIMARY


def _components(graph: Graph) -> list[tuple[list[int], list[Equation]]]:
    """The figures that hang together and may move, with their equations, where one is hidden."""
    equations = list(graph.equations.values())
    moving = [at for at, node in enumerate(graph.nodes) if not node.is_known]
    matrix = _matrix(moving, equations)
    _many, part = csgraph.connected_components(
        sparse.block_array([[None, matrix], [matrix.T, None]])
    )
    found: dict[int, tuple[list[int], list[Equation]]] = {
        int(part[len(equations) + at]): ([], [])
        for at, node in enumerate(moving) if graph.nodes[node].letter
    }  # fmt: skip
    for at, node in enumerate(moving):
        if (its := int(part[len(equations) + at])) in found:
            found[its][0].append(node)
    for at, equation in enumerate(equations):
        if int(part[at]) in found:
            found[int(part[at])][1].append(equation)
    return [one for one in found.values() if one[1]]


def _component(graph: Graph, places: list[int], equations: list[Equation], rules: Rules) -> int:
    """Hides until every hidden figure is wide enough; how many cannot be made so."""
    nodes = [graph.nodes[at] for at in places]
    matrix = _matrix(places, equations)
    cost = np.array([0.0 if node.letter or node.is_rest else _cost(node) for node in nodes])
    value = np.array([node.value for node in nodes])
    waiting = deque(at for at, node in enumerate(nodes) if node.letter)
    sure: set[int] = set()
    sure_to_readers: set[int] = set()
    given = 0
    while waiting:
        at = waiting.popleft()
        lower, upper = -np.maximum(value, 0), np.full(len(value), np.inf)
        if at not in sure:
            asked = Asked(matrix, lower, upper, cost, at, float(rules.threshold or 1))
            given += not _settle(asked, nodes, waiting, sure)
        if rules.threshold > 2 and _is_told(nodes[at]) and at not in sure_to_readers:
            asked = _to_who_reads(nodes, matrix, cost, at, rules.threshold)
            _settle(asked, nodes, waiting, sure_to_readers)
    return given


def _to_who_reads(
    nodes: list[Node], matrix: sparse.csr_array, cost: Floats, at: int, threshold: int
) -> Asked:
    """That the letter C of a figure, and those of others, say no more than C: 1 to the threshold.

    Not always to be had: a small total of small parts says by its letter that they are few.
    """
    value = np.array([node.value for node in nodes])
    told = np.array([_is_told(node) for node in nodes])
    lower = np.where(told, np.minimum(0, 1 - value), -np.maximum(value, 0))
    upper = np.where(told, np.maximum(0, threshold - 1 - value), np.inf)
    return Asked(matrix, lower, upper, cost, at, float(upper[at] - lower[at]))


def _is_told(node: Node) -> bool:
    """Does a printed letter say that it is small?"""
    return node.letter == PRIMARY and not node.is_rest


def _settle(asked: Asked, nodes: list[Node], waiting: deque[int], sure: set[int]) -> bool:
    """Hides what this one needs; False where nothing is enough. `sure` learns who else has it."""
    while (found := widening.wide(asked)) is None:
        more = widening.widened(asked)
        if more is None or not len(more):
            return False
        for at in more.tolist():
            asked.cost[at], nodes[at].letter = 0.0, SECONDARY
            waiting.append(at)
    sure.update(found.tolist())
    return True


def _matrix(places: list[int], equations: list[Equation]) -> sparse.csr_array:
    column = {at: number for number, at in enumerate(places)}
    cells = [
        (row, column[at], sign)
        for row, equation in enumerate(equations)
        for at, sign in ((equation.total, 1.0), *((part, -1.0) for part in equation.parts))
        if at in column
    ]
    rows, columns, signs = np.array(cells, dtype=np.float64).reshape(-1, 3).T
    size = (len(equations), len(places))
    return sparse.csr_array((signs, (rows.astype(int), columns.astype(int))), size)


def _cost(node: Node) -> float:
    """A large figure is worth more, a total most."""
    return float((1 + np.log2(1 + node.value)) * (1 + 2 * node.sums))


def _without(table: Table, nodes: Sequence[Node]) -> Table:
    """The same cells; the hidden ones without value and without what tells of it."""
    value, letters = table.value.copy(), table.confidentiality.copy()
    for node in nodes:
        if node.letter:
            value[node.cells] = np.nan
            for at in node.cells:
                letters[at] = letters[at] if letters[at] != FREE else node.letter
    value[letters != FREE] = np.nan
    hidden = np.isnan(value) & ~np.isnan(table.value)
    attributes = {
        at: {name: text for name, text in said.items() if name in _SAID} if hidden[at] else said
        for at, said in table.attributes.items()
    }
    return replace(table, value=value, confidentiality=letters, attributes=attributes)
