"""The figures of a dataflow as columns: read, checked, stored, protected, drawn and written.

One table goes through the whole observatory. A series is the codes of all dimensions but time; a
cell is one series in one period. A value that nobody reported is NaN and never zero (R8).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

NORMAL, FREE = "A", "F"
Key = tuple[str, ...]
Row = Sequence[Any]


class Cell(NamedTuple):
    """One figure; `line` and `column` say where it stood in its file (from 1; 0 = in none)."""

    key: Key
    period: str
    value: float | None
    status: str = NORMAL
    confidentiality: str = FREE
    attributes: Mapping[str, str] = {}
    line: int = 0
    column: int = 0


@dataclass(frozen=True, eq=False)
class Table:
    """Cells by the column; all arrays have one length.

    dimensions: of the structure, in its order, without TIME_PERIOD.
    keys, periods: each series and each period once; `series` and `period` point into them (int32).
    value: float64, NaN = not reported.
    status, confidentiality: one letter of CL_OBS_STATUS and of CL_CONF_STATUS.
    attributes: position of the cell → attribute → text, only where something was said.
    line, column: int32, place in the file that was read, 0 = none.
    """

    dimensions: Key
    keys: tuple[Key, ...]
    periods: tuple[str, ...]
    series: NDArray[np.int32]
    period: NDArray[np.int32]
    value: NDArray[np.float64]
    status: NDArray[np.str_]
    confidentiality: NDArray[np.str_]
    line: NDArray[np.int32]
    column: NDArray[np.int32]
    attributes: Mapping[int, Mapping[str, str]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.value)

    def __iter__(self) -> Iterator[Cell]:
        rows = zip(
            self.series.tolist(), self.period.tolist(), self.value.tolist(), self.status.tolist(),
            self.confidentiality.tolist(), self.line.tolist(), self.column.tolist(), strict=True,
        )  # fmt: skip
        for at, (series, period, value, status, secret, line, column) in enumerate(rows):
            said = None if value != value else value
            yield Cell(
                self.keys[series], self.periods[period], said, status, secret,
                self.attributes.get(at, {}), line, column,
            )  # fmt: skip

    @cached_property
    def places(self) -> Mapping[tuple[Key, str], int]:
        """Position of each (key, period)."""
        pairs = zip(self.series.tolist(), self.period.tolist(), strict=True)
        return {(self.keys[s], self.periods[p]): at for at, (s, p) in enumerate(pairs)}

    def at(self, dimension: str) -> int:
        """Position of a dimension in a key."""
        return self.dimensions.index(dimension)


def table(dimensions: Iterable[str], cells: Iterable[Cell]) -> Table:
    """A table out of cells, in the order in which they come; periods are sorted."""
    found = list(cells)
    keys = {key: at for at, key in enumerate(dict.fromkeys(cell.key for cell in found))}
    periods = {one: at for at, one in enumerate(sorted({cell.period for cell in found}))}
    values = [np.nan if cell.value is None else cell.value for cell in found]
    return Table(
        dimensions=tuple(dimensions),
        keys=tuple(keys),
        periods=tuple(periods),
        series=_array([keys[cell.key] for cell in found], np.int32),
        period=_array([periods[cell.period] for cell in found], np.int32),
        value=_array(values, np.float64),
        status=_array([cell.status for cell in found], "<U1"),
        confidentiality=_array([cell.confidentiality for cell in found], "<U1"),
        line=_array([cell.line for cell in found], np.int32),
        column=_array([cell.column for cell in found], np.int32),
        attributes={at: cell.attributes for at, cell in enumerate(found) if cell.attributes},
    )


def joined(tables: Sequence[Table]) -> Table:
    """Several tables of one flow, of which no cell is in two, as one."""
    if len(tables) == 1:
        return tables[0]
    return table(tables[0].dimensions, (cell for one in tables for cell in one))


def of_rows(dimensions: Iterable[str], keys: Mapping[int, Sequence[str]], rows: list[Row]) -> Table:
    """Rows of (series, period, value, status, confidentiality, attributes) as a table.

    Series stand in the order of their keys, each by period: the same rows give the same table.
    """
    used = {row[0] for row in rows}
    said = sorted((tuple(keys[pk]), pk) for pk in used)
    series = {pk: at for at, (_key, pk) in enumerate(said)}
    periods = {period: at for at, period in enumerate(sorted({row[1] for row in rows}))}
    columns = list(zip(*rows, strict=True)) if rows else [()] * 6
    at = np.array([series[pk] for pk in columns[0]], np.int32)
    when = np.array([periods[period] for period in columns[1]], np.int32)
    order = np.lexsort((when, at))
    none = np.zeros(len(rows), np.int32)
    return Table(
        dimensions=tuple(dimensions),
        keys=tuple(key for key, _pk in said),
        periods=tuple(periods),
        series=at[order],
        period=when[order],
        value=np.array(columns[2], np.float64)[order],
        status=np.array(columns[3], "<U1")[order],
        confidentiality=np.array(columns[4], "<U1")[order],
        line=none,
        column=none,
        attributes={place: found for place, row in enumerate(order.tolist())
                    if (found := columns[5][row])},
    )  # fmt: skip


def text(value: float | None) -> str:
    """A figure as files have it: the shortest digits that read back the same; "" = none."""
    if value is None or value != value:
        return ""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def about(value: float) -> str:
    """A figure with the four digits that count: 12350, never 1.235e+04."""
    return text(float(f"{value:.4g}"))


def _array(values: list[Any], kind: Any) -> NDArray[Any]:
    return np.array(values, dtype=kind)
