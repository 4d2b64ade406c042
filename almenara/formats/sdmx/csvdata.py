"""Figures as SDMX-CSV 1.0 or 2.0, line by line; a figure that nobody reported is an empty cell."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from almenara.formats.sdmx.dataset import Message, Row, best
from almenara.formats.sdmx.model import Codelist
from almenara.formats.text import formula_safe


class _Line:
    """What csv writes a line into; it only hands it on."""

    def write(self, text: str) -> str:
        return text


def first(message: Message, has_names: bool = False) -> Iterator[str]:
    """SDMX-CSV 1.0; with names a cell is "code: name"."""
    return _lines(message, has_names, ["DATAFLOW"], [""])


def second(message: Message, has_names: bool = False) -> Iterator[str]:
    """SDMX-CSV 2.0."""
    return _lines(
        message, has_names, ["STRUCTURE", "STRUCTURE_ID", "ACTION"], ["dataflow", "", "R"]
    )


def _lines(message: Message, has_names: bool, head: list[str], before: list[str]) -> Iterator[str]:
    flow = message.flow
    named = f"{flow.agency}:{flow.id}({flow.version})"
    if has_names:
        named = f"{named}: {best(flow.names, message.language, flow.id)}"
    before = [one or named for one in before]
    names = _Names(message, has_names)
    columns = (*message.key, *message.at, message.structure.measure, *message.attributes)
    write: Any = csv.writer(_Line(), lineterminator="\r\n").writerow
    yield write([*head, *map(names.column, columns)])
    for one in message.sets:
        for group in one.groups:
            key = names.cells(message.key, group.key)
            for row in group.rows or [Row(("",) * len(message.at), "", {})]:  # a key alone
                said = (row.attributes.get(name, "") for name in message.attributes)
                yield write([
                    *before, *key, *names.cells(message.at, row.at), row.value,
                    *names.cells(message.attributes, said),
                ])  # fmt: skip


class _Names:
    """Cells as codes or as "code: name"; free text is never a formula."""

    def __init__(self, message: Message, has_names: bool) -> None:
        self.message = message
        self.has_names = has_names
        self.codes = {name: _named(one, message.language) for name, one in message.lists.items()}

    def column(self, name: str) -> str:
        texts = self.message.concepts.get(name, {}) if self.has_names else {}
        return f"{name}: {best(texts, self.message.language)}" if texts else name

    def cells(self, names: Iterable[str], values: Iterable[str]) -> list[object]:
        return [self._cell(name, value) for name, value in zip(names, values, strict=True)]

    def _cell(self, name: str, value: str) -> object:
        codes = self.codes.get(name)
        if codes is None:
            return formula_safe(value)
        if self.has_names and value in codes:
            return f"{value}: {codes[value]}"
        return value


def _named(one: Codelist, language: str) -> dict[str, str]:
    return {code.id: best(code.names, language, code.id) for code in one.codes}
