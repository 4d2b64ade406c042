"""Markdown as people write it in a report: headings, lists, emphasis, and tokens of figures.

`{{figure code?parameters}}` stands in a sentence, `{{table name?parameters}}` on a line of its own,
`{{prose place}}` where somebody will write. A number that is no token is marked: nobody could
follow it back. Years, days of a month and codes that begin with a letter are no figures.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from markdown_it import MarkdownIt

from almenara.formats.papers.model import Block, Grid, Heading, Items, Paragraph, Run, Runs

TOKEN = re.compile(r"\{\{\s*(figure|table|prose)\s+([^{}\s]+)\s*\}\}")
_READER = MarkdownIt("zero").enable(["heading", "list", "emphasis", "escape", "newline"])
_NUMBER = re.compile(r"[\w./–-]*\d[\w.,/–-]*(?:[   ]\d{3}(?!\d)[\d.,]*)*")
_YEAR = r"(?:19|20)\d\d"
_TIME = re.compile(rf"{_YEAR}(?:[-–/](?:{_YEAR}|\d\d))?|{_YEAR}-\d\d-\d\d")
_MONTHS = (
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre "
    "january february march april may june july august september october november december "
    "janeiro fevereiro março maio junho julho setembro outubro novembro dezembro "
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
)
_MONTH = re.compile(rf"\s+(?:de\s+)?(?:{'|'.join(_MONTHS.split())})\b", re.IGNORECASE)
_DAY = re.compile(r"(?:[1-9]|[12]\d|3[01])(?:er|º|st|nd|rd|th)?")

Figure = Callable[[str], Run]
Table = Callable[[str], Grid]


def tokens(text: str) -> list[tuple[str, str]]:
    """Kind and argument of every token, in the order of the text."""
    return [(found[1], found[2]) for found in TOKEN.finditer(text)]


def filled(text: str, prose: Callable[[str], str]) -> str:
    """The text with what people wrote in its places."""

    def written(found: re.Match[str]) -> str:
        return prose(found[2]) if found[1] == "prose" else found[0]

    return TOKEN.sub(written, text)


def read(text: str, figure: Figure, table: Table) -> tuple[Block, ...]:
    """The blocks of a text; its tokens become what `figure` and `table` say."""
    found = list(_blocks(iter(_READER.parse(text)), figure, table))
    return tuple(
        block
        for block, after in zip(found, [*found[1:], None], strict=True)
        if not _is_empty(block, after)
    )


def _is_empty(block: Block, after: Block | None) -> bool:
    """A heading below which nobody wrote anything."""
    if not isinstance(block, Heading):
        return False
    return after is None or (isinstance(after, Heading) and after.level <= block.level)


def _blocks(stream: Iterator[Any], figure: Figure, table: Table) -> Iterator[Block]:
    for token in stream:
        if token.type == "heading_open":
            yield Heading(max(2, int(token.tag[1])), _runs(next(stream), figure))
        elif token.type == "paragraph_open":
            inline = next(stream)
            alone = TOKEN.fullmatch(inline.content.strip())
            is_table = alone is not None and alone[1] == "table"
            if is_table and alone is not None:
                yield table(alone[2])
            elif inline.content.strip():
                yield Paragraph(_runs(inline, figure))
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            rows = tuple(_items(stream, token.type.replace("open", "close"), token.level, figure))
            yield Items(rows, token.type.startswith("ordered"))


def _items(stream: Iterator[Any], end: str, level: int, figure: Figure) -> Iterator[Runs]:
    """The lines of a list; those of a list inside a list follow theirs."""
    for token in stream:
        if token.type == end and token.level == level:
            return
        if token.type == "inline":
            yield _runs(token, figure)


def _runs(inline: Any, figure: Figure) -> Runs:
    style: Any = ""
    found: list[Run] = []
    for child in inline.children or []:
        if child.type in ("strong_open", "em_open"):
            style = child.type.partition("_")[0]
        elif child.type in ("strong_close", "em_close"):
            style = ""
        elif child.type in ("softbreak", "hardbreak"):
            found.append(Run(" "))
        elif child.content:
            found += [replace(run, style=style) for run in _pieces(child.content, figure)]
    return tuple(found)


def _pieces(text: str, figure: Figure) -> Iterator[Run]:
    """The text between tokens, and the tokens."""
    at = 0
    for found in TOKEN.finditer(text):
        yield from _typed(text[at : found.start()])
        at = found.end()
        if found[1] == "figure":
            yield figure(found[2])
        else:
            yield Run(found[0], is_unsourced=True)
    yield from _typed(text[at:])


def _typed(text: str) -> Iterator[Run]:
    """A text, its numbers apart from the rest."""
    at = 0
    for found in _NUMBER.finditer(text):
        number = found[0].rstrip(".,/–-")
        if _is_no_figure(number, text[found.start() + len(number) :]):
            continue
        if text[at : found.start()]:
            yield Run(text[at : found.start()])
        at = found.start() + len(number)
        yield Run(number, is_unsourced=True)
    if text[at:]:
        yield Run(text[at:])


def _is_no_figure(number: str, after: str) -> bool:
    is_day = bool(_DAY.fullmatch(number) and _MONTH.match(after))
    return number[0].isalpha() or bool(_TIME.fullmatch(number)) or is_day
