"""What a table is once it has been read: a header, rows of text, and what was mended or assumed."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from almenara.formats.refusal import Said, Unreadable

PLAIN = ("encoding", "UTF-8.")
Record = tuple[int, dict[int, str]]
LAST_ROW = 1_048_576  # of any sheet of Excel, blank rows included


class Number(str):
    """A cell that its file keeps as a number: digits and a decimal point, in any country."""

    __slots__ = ()


class Percent(Number):
    """A number that its file shows as a percentage: 0.125 to the file, 12.5 % to its sender."""

    __slots__ = ()


class Date(str):
    """A cell that its file keeps as a date or time: ISO 8601, also where a code was meant."""

    __slots__ = ()


@dataclass(frozen=True)
class Limits:
    """How much is read; `unpacked` is what a workbook may grow to, `elements` what it may hold."""

    octets: int = 50 * 1024 * 1024
    rows: int = 200_000
    columns: int = 200
    cells: int = 5_000_000
    cell: int = 32_767
    faults: int = 100
    unpacked: int = 128 * 1024 * 1024
    elements: int = 5_000_000


@dataclass(frozen=True)
class Note:
    """What was mended or assumed; no row means the whole file, rows and columns count from 1."""

    kind: str
    said: str
    row: int | None = None
    column: int | None = None

    def translated(self, gettext: Callable[[str], str]) -> str:
        """What it says, in the language of `gettext`."""
        return self.said.translated(gettext) if isinstance(self.said, Said) else self.said


class Row(NamedTuple):
    """A row that says something; `number` is its place in the file, where the header is 1."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A header and as many cells in each row; `unsaid` counts the notes beyond those kept."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[Note, ...] = ()
    unsaid: int = 0

    @property
    def assumed(self) -> list[Note]:
        """The notes without the one that says what everybody may expect: UTF-8."""
        return [one for one in self.notes if (one.kind, str(one.said)[-6:]) != PLAIN]

    def records(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Each row's number and its cells by the names of the header."""
        for number, cells in self.rows:
            yield number, dict(zip(self.header, cells, strict=True))


@dataclass
class Findings:
    """What is found on the way: faults that refuse the file together, notes that go with it."""

    limits: Limits
    faults: list[tuple[tuple[int, int], str]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    unsaid: int = 0
    first: int = 1  # the row from which on the file is read
    _kinds: Counter[str] = field(default_factory=Counter)

    def fault(self, row: int, column: int, said: str) -> None:
        """One fault more; Unreadable with all of them when there are enough."""
        self.faults.append(((row, column), said))
        if len(self.faults) >= self.limits.faults:
            raise self.refusal()

    def fatal(self, row: int, column: int, said: str) -> Unreadable:
        """The refusal of a file that cannot be read on from here, with the faults before."""
        self.faults.append(((row, column), said))
        return self.refusal()

    def refusal(self) -> Unreadable:
        """All faults, in the order of the file."""
        return Unreadable.many(sorted(self.faults))

    def note(self, kind: str, said: str, row: int | None = None, column: int | None = None) -> None:
        """One note more; beyond the limit of its kind it is only counted."""
        self._kinds[kind] += 1
        if self._kinds[kind] > self.limits.faults:
            self.unsaid += 1
        else:
            self.notes.append(Note(kind, said, row, column))
