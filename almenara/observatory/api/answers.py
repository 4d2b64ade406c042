"""What programs are told of what is published: the exact members of each answer."""

from typing import Any, Literal

from almenara.core.api.describing import Given
from almenara.observatory.cells import Cell
from almenara.observatory.selections import Codes
from almenara.observatory.structures import Flow

Names = dict[str, str]


class FlowHead(Given):
    """A flow; of an external one no State was asked to agree (`source_name` says whose it is)."""

    id: str
    version: str
    agency: str
    names: Names
    source: Literal["delivered", "external"]
    source_name: Names = {}
    source_date: str = ""
    licence: str = ""
    threshold: int


class Code(Given):
    """A code of a dimension; `has_figures`: something is published with it."""

    id: str
    names: Names
    parent: str = ""
    has_figures: bool


class Dimension(Given):
    id: str
    codes: list[Code]


class WholeFlow(FlowHead):
    """`denominator`: the flow of the population of its rates; `key_note`: what to know first."""

    descriptions: Names
    key_note: Names
    threshold_reason: Names
    denominator: str
    dimensions: list[Dimension]


class FlowFigure(Given):
    """One cell; `value` null is no zero: `status` M was not reported, `confidentiality` hides."""

    key: dict[str, str]
    period: str
    value: float | None
    status: str
    confidentiality: str
    attributes: dict[str, str]


def head(flow: Flow) -> dict[str, Any]:
    policy = flow.policy
    said = {"source_name": dict(policy.source_name), "source_date": policy.source_date,
            "licence": policy.licence}  # fmt: skip
    return {
        "id": flow.id,
        "version": flow.version,
        "agency": flow.dataflow.agency,
        "names": dict(flow.names),
        "source": policy.source,
        "threshold": policy.threshold,
        **{name: text for name, text in said.items() if text},
    }


def whole(flow: Flow, there: Codes) -> dict[str, Any]:
    """A flow with the codes of its dimensions."""
    policy = flow.policy
    return head(flow) | {
        "descriptions": dict(flow.dataflow.descriptions),
        "key_note": dict(policy.key_note),
        "threshold_reason": dict(policy.threshold_reason),
        "denominator": policy.denominator,
        "dimensions": [
            {"id": name, "codes": [
                {"id": code.id, "names": dict(code.names), "parent": code.parent,
                 "has_figures": code.id in there.get(name, ())}
                for code in flow.codes.get(name, {}).values()
            ]}
            for name in flow.dimensions
        ],
    }  # fmt: skip


def figure(flow: Flow, cell: Cell) -> dict[str, Any]:
    return {
        "key": dict(zip(flow.dimensions, cell.key, strict=True)),
        "period": cell.period,
        "value": cell.value,
        "status": cell.status,
        "confidentiality": cell.confidentiality,
        "attributes": dict(cell.attributes),
    }
