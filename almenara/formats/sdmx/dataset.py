"""What a data message holds, before it has a form: groups of rows under a key."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple

from almenara.formats.sdmx.model import TIME, Codelist, Dataflow, DataStructure, Texts

ALL = "AllDimensions"


class Row(NamedTuple):
    """One figure: where it stands in its group, its digits ("" = none), what is said of it."""

    at: tuple[str, ...]
    value: str
    attributes: Mapping[str, str] = {}


class Group(NamedTuple):
    """Figures that share a key; a series when they differ by time."""

    key: tuple[str, ...]
    rows: Iterable[Row]


@dataclass(frozen=True)
class Batch:
    """Groups of rows; with `valid_from` they are what held from then until `valid_to`."""

    groups: Iterable[Group]
    valid_from: datetime | None = None
    valid_to: datetime | None = None


@dataclass(frozen=True)
class Message:
    """Sets of one flow: `key` are the dimensions of the groups, `at` those of the rows.

    lists, concepts: code list and names of each component; attributes: those that are written;
    source: where the figures come from, in words.
    """

    id: str
    prepared: datetime
    flow: Dataflow
    structure: DataStructure
    sets: tuple[Batch, ...]
    key: tuple[str, ...]
    at: tuple[str, ...] = (TIME,)
    attributes: tuple[str, ...] = ()
    lists: Mapping[str, Codelist] = field(default_factory=dict)
    concepts: Mapping[str, Texts] = field(default_factory=dict)
    source: Texts = field(default_factory=dict)
    language: str = "es"
    is_test: bool = False

    @property
    def layout(self) -> str:
        """The dimension at the observation, as messages say it."""
        return self.at[0] if len(self.at) == 1 and self.key else ALL


def arranged(series: Iterable[Group], dimensions: tuple[str, ...], at: str) -> Iterator[Group]:
    """Series (key without time, rows by time) put under another dimension, or under none."""
    if at == TIME:
        yield from series
    elif at == ALL:
        yield Group((), (row._replace(at=(*key, *row.at)) for key, rows in series for row in rows))
    else:
        yield from _across(series, dimensions.index(at))


def _across(series: Iterable[Group], place: int) -> Iterator[Group]:
    groups: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for key, rows in series:
        rest = (*key[:place], *key[place + 1 :])
        for row in rows:
            groups[*rest, *row.at].append(row._replace(at=(key[place],)))
    yield from (Group(key, rows) for key, rows in groups.items())


def moment(at: datetime) -> str:
    """A moment as messages say it, in UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def best(texts: Texts, language: str, otherwise: str = "") -> str:
    """A text in a language, or the first one that there is."""
    return texts.get(language) or next((text for text in texts.values() if text), otherwise)
