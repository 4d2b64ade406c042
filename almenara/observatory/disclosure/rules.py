"""What is protected in a dataflow, and how its codes add up."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from almenara.observatory.structures import UNIT, Flow

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
    counted: units whose figures are counts; any other figure of the same cell is derived from them.
    per: unit of a rate → that many of the population; count = rate · population / per.
    """

    threshold: int
    parts: Mapping[str, Parts] = field(default_factory=dict)
    counted: frozenset[str] = COUNTED
    per: Mapping[str, float] = field(default_factory=lambda: PER)
    unit: str = UNIT


def of(flow: Flow) -> Rules:
    """The rules of a flow, from its code lists and its policy."""
    counted = frozenset(code for code, unit in flow.units.items() if unit.additive and unit.whole)
    return Rules(flow.policy.threshold, flow.parts, counted or COUNTED)
