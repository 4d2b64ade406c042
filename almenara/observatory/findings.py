"""What was found in a delivery: which rule, how grave, at which cell, in words of any language."""

from dataclasses import dataclass

from almenara.formats.refusal import Said
from almenara.observatory.cells import Key
from almenara.observatory.structures import Flow

RULES = (
    "structure", "code", "completeness", "sum", "unit",
    "ratio", "revision", "outlier", "shift", "mirror",
)  # fmt: skip
ERROR, WARNING = "error", "warning"


@dataclass(frozen=True)
class Finding:
    """One thing to be corrected or explained; line and column count from 1, 0 = in no cell."""

    rule: str
    level: str
    said: Said
    area: str = ""
    period: str = ""
    key: Key = ()
    line: int = 0
    column: int = 0


def area_of(flow: Flow, key: Key) -> str:
    """The area of a series, or nothing where a flow has none."""
    at = flow.policy.area
    return key[flow.dimensions.index(at)] if at in flow.dimensions else ""


def letter(column: int) -> str:
    """The name of a column in spreadsheets: 1 is A, 27 is AA."""
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found
