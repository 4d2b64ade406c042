"""Quoted figures as plain values: frozen as they were published, and what is otherwise now.

A cell is kept as {"key", "period", "value", "status"}, and "confidentiality" and "attributes" where
they say something; a value that was not published is None and never zero (R8).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

Shape = dict[str, Any]
Place = tuple[tuple[str, ...], str]
AREA, TIME, FREE = "REF_AREA", "TIME_PERIOD", "F"
MOST = 600  # cells of one citation: more is a download, not a quotation


@dataclass(frozen=True)
class Change:
    """A quoted figure that is otherwise now; `kind`: revised, suppressed or withdrawn."""

    key: tuple[str, ...]
    period: str
    was: float | None
    now: float | None
    kind: str


@dataclass(frozen=True)
class Series:
    """One column of a table: a citation, and the codes that tell its series from the others."""

    citation: str
    codes: tuple[tuple[str, str], ...]


def frozen(cells: Iterable[Any]) -> list[Shape]:
    """The cells of a table as they are kept, in the order of keys and periods."""
    kept = [_kept(cell) for cell in cells]
    return sorted(kept, key=place)


def _kept(cell: Any) -> Shape:
    said: Shape = {
        "key": list(cell.key), "period": cell.period, "value": cell.value, "status": cell.status,
    }  # fmt: skip
    if cell.confidentiality != FREE:
        said["confidentiality"] = cell.confidentiality
    if cell.attributes:
        said["attributes"] = dict(cell.attributes)
    return said


def place(cell: Shape) -> Place:
    return tuple(cell["key"]), cell["period"]


def changes(then: Iterable[Shape], now: Iterable[Shape]) -> list[Change]:
    """What was quoted and is otherwise; what came besides is no change of what was quoted."""
    standing = {place(cell): cell for cell in now}
    found = []
    for cell in then:
        key, period = place(cell)
        after = standing.get((key, period))
        value = after["value"] if after else None
        if value == cell["value"]:
            continue
        kind = "withdrawn" if after is None else "revised"
        if after and value is None:
            kind = "suppressed" if "confidentiality" in after else "withdrawn"
        found.append(Change(key, period, cell["value"], value, kind))
    return found


def chosen(
    dimensions: Sequence[str], cells: Iterable[Shape], asked: Mapping[str, str]
) -> list[Shape]:
    """The cells at these codes and this period."""
    return [
        cell
        for cell in cells
        if all(_at(dimensions, cell, name) == code for name, code in asked.items())
    ]


def _at(dimensions: Sequence[str], cell: Shape, name: str) -> str | None:
    if name == TIME:
        return str(cell["period"])
    return cell["key"][dimensions.index(name)] if name in dimensions else None


def varying(dimensions: Sequence[str], cells: Sequence[Shape]) -> list[str]:
    """Dimensions in which the cells differ; area and time have columns of their own."""
    return [
        name
        for at, name in enumerate(dimensions)
        if name != AREA and len({cell["key"][at] for cell in cells}) > 1
    ]


def side_by_side(
    parts: Mapping[str, tuple[Sequence[str], Sequence[Shape]]],
) -> tuple[list[Series], list[tuple[str, str, dict[Series, Shape]]]]:
    """Several citations in one table: a row for each area and period, a column for each series.

    `parts`: by name of the citation its dimensions and cells. A place without a figure is left out
    of its row: it is no zero.
    """
    columns: dict[Series, None] = {}
    rows: dict[tuple[str, str], dict[Series, Shape]] = {}
    for name, (dimensions, cells) in parts.items():
        apart = varying(dimensions, cells)
        for cell in cells:
            codes = tuple((one, cell["key"][dimensions.index(one)]) for one in apart)
            series = Series(name, codes)
            columns.setdefault(series)
            area = _at(dimensions, cell, AREA) or ""
            rows.setdefault((area, cell["period"]), {})[series] = cell
    return list(columns), [(area, period, rows[area, period]) for area, period in sorted(rows)]


def sdmx_address(flow: Shape, where: Mapping[str, Sequence[str]], span: Sequence[str]) -> str:
    """The same question in SDMX REST 2.x: `flow` names agency, id, version, dimensions and as_of.

    span: first and last period, "" = open.
    """
    key = ".".join("+".join(where.get(name) or ["*"]) for name in flow["dimensions"])
    start, end = span
    bounds = [f"ge:{start}" if start else "", f"le:{end}" if end else ""]
    asked = {f"c[{TIME}]": "+".join(filter(None, bounds)), "asOf": flow["as_of"]}
    query = urlencode({name: said for name, said in asked.items() if said}, safe=":+[]")
    path = "/".join(quote(flow[part]) for part in ("agency", "id", "version"))
    return f"/sdmx/v2/data/dataflow/{path}/{quote(key, safe='+*.')}?{query}"
