"""What a paper is once it has been read: blocks of runs, some of them figures with their rows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True)
class Run:
    """A stretch of text; one with a `value` is a figure, and `url` opens its rows.

    `note` is said after it; `is_unsourced`: a number that somebody typed by hand.
    """

    text: str
    style: Literal["", "strong", "em"] = ""
    value: str = ""
    url: str = ""
    note: str = ""
    is_unsourced: bool = False


Runs = tuple[Run, ...]


@dataclass(frozen=True)
class Heading:
    level: int
    runs: Runs


@dataclass(frozen=True)
class Paragraph:
    runs: Runs


@dataclass(frozen=True)
class Items:
    rows: tuple[Runs, ...]
    is_numbered: bool = False


@dataclass(frozen=True)
class Grid:
    """A table; `numbers` are the columns that are read from the right."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[Runs, ...], ...]
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Picture:
    """An SVG that stands alone; `alt` says it to who does not see it."""

    alt: str
    svg: str


Block = Heading | Paragraph | Items | Grid | Picture


@dataclass(frozen=True)
class Words:
    """What the paper says by itself, in its language; `as_of` is all that its head says of when."""

    as_of: str
    page: str
    unsourced: str


@dataclass(frozen=True)
class Paper:
    """A paper in one language; `facts` stand below its title, `at` is aware."""

    title: str
    facts: tuple[str, ...]
    blocks: tuple[Block, ...]
    language: str
    marking: str
    at: datetime
    words: Words


def runs_of(blocks: tuple[Block, ...]) -> list[Run]:
    """Every run, in the order in which one reads."""
    found: list[Run] = []
    for block in blocks:
        rows: tuple[Runs, ...] = ()
        if isinstance(block, Heading | Paragraph):
            rows = (block.runs,)
        elif isinstance(block, Items):
            rows = block.rows
        elif isinstance(block, Grid):
            rows = tuple(cell for row in block.rows for cell in row)
        found += [run for runs in rows for run in runs]
    return found
