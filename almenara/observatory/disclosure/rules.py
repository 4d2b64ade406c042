"""What is protected in a dataflow, and how its codes add up."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from almenara.observatory import structures
from almenara.observatory.structures import FREQUENCY, UNIT, Flow

COUNTED = frozenset({"NUMBER"})
PER = {"PER_100K": 100_000.0}
SHARE, SAMPLE = "PERCENT", "SAMPLE"  # of those who answered a survey; how many they were
PRIMARY, SECONDARY = "C", "D"
Parts = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Rules:
    """The policy of one dataflow.

    threshold: figures above 0 and below it are hidden; 0 = the flow has none (R8).
    parts: dimension → total → the codes that it is the sum of.
    inside: dimension → code → codes that lie in it, though perhaps not all of it, or twice.
    counted: units whose figures are counts; any other figure of the same cell is derived from them.
    per: unit of a rate → that many of the population; count = rate · population / per.
    """

    threshold: int
    parts: Mapping[str, Parts] = field(default_factory=dict)
    counted: frozenset[str] = COUNTED
    per: Mapping[str, float] = field(default_factory=lambda: PER)
    unit: str = UNIT
    inside: Mapping[str, Parts] = field(default_factory=dict)


def of(*flows: Flow) -> Rules:
    """The rules of a flow, or of flows that are protected together; the strictest threshold."""
    counted = frozenset(
        code for flow in flows for code, unit in flow.units.items() if unit.additive and unit.whole
    )
    parts = {name: its_parts for flow in flows for name, its_parts in flow.parts.items()}
    inside = {
        name: structures.below(flow.codelists[name])
        for flow in flows
        for name in flow.dimensions
        if name in flow.codelists and name not in (*parts, UNIT, FREQUENCY)
    }
    threshold = max(flow.policy.threshold for flow in flows)
    return Rules(threshold, parts, counted or COUNTED, inside=inside)
