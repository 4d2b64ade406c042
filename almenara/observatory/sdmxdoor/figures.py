"""A data question answered: the figures that are out, as the groups of a message."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby, pairwise

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _

from almenara.core.parties.actor import NOBODY
from almenara.formats.refusal import Unreadable
from almenara.formats.sdmx import asking
from almenara.formats.sdmx.asking import FiguresQuestion, Wanted
from almenara.formats.sdmx.dataset import ALL, Batch, Group, Message, Row, arranged
from almenara.formats.sdmx.model import TIME
from almenara.observatory import queries
from almenara.observatory.cells import Cell, Key, Table, text
from almenara.observatory.sdmxdoor import holdings
from almenara.observatory.structures import Flow

STATUS, SECRET = "OBS_STATUS", "CONF_STATUS"
RELEASES = 50  # of a history
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
Place = tuple[Key, str]
Held = tuple[list[Cell], datetime | None, datetime | None]  # cells, from when, until when


@dataclass(frozen=True)
class Answer:
    """The figures of a question: cells by the moments between which they held.

    moments: when something of the flow went out, the oldest first.
    """

    flow: Flow
    question: FiguresQuestion
    moments: tuple[datetime, ...]
    tables: tuple[Held, ...]

    @property
    def at(self) -> datetime:
        return max(self.moments, default=_BEGINNING)

    @property
    def is_empty(self) -> bool:
        return not any(cells for cells, _from, _to in self.tables)


def answer(question: FiguresQuestion) -> Answer:
    """What is out of the flow that is meant; ObjectDoesNotExist, Unreadable, TooMuch."""
    flow = holdings.flow(question.flow)
    chosen = _Chosen(flow, question)
    moments = _moments(flow)
    if not question.history:
        return Answer(flow, question, moments, ((chosen.cells(), None, None),))
    since = [at for at in moments if not question.updated_after or at > question.updated_after]
    if len(since) > RELEASES:
        raise holdings.TooMuch(_("Más de %s publicaciones: use updatedAfter.") % RELEASES)
    return Answer(flow, question, moments, tuple(_history(chosen, moments, since)))


def _moments(flow: Flow) -> tuple[datetime, ...]:
    found = queries.releases(NOBODY, flow).filter(stage="published")
    said = found.values_list("published_at", flat=True)
    return tuple(sorted(at for at in said if at))


def _history(
    chosen: "_Chosen", moments: tuple[datetime, ...], since: list[datetime]
) -> Iterator[Held]:
    """What each release changed, and until when it held as a whole."""
    ends = dict(pairwise(moments))
    former = {after: before for before, after in ends.items()}
    for at in since:
        known = _known(chosen.table(former[at])) if at in former else {}
        yield _changed(chosen.kept(chosen.table(at)), known), at, ends.get(at)


class _Chosen:
    """Which figures of a flow a question is about."""

    def __init__(self, flow: Flow, question: FiguresQuestion) -> None:
        self.flow, self.question = flow, question
        self.keys = asking.wanted(question, flow.structure)
        at = question.at
        if at not in (TIME, ALL, *flow.dimensions):
            said = _("«%s» no es una dimensión de este flujo.") % at
            raise Unreadable(["dimensionAtObservation"], said)
        self._refuse_unknown()

    def _refuse_unknown(self) -> None:
        """A code that no list has can have no figures: say which one it is."""
        for key in self.keys:
            for dimension, codes in key.items():
                known = self.flow.codes.get(dimension)
                if known is not None and (strange := sorted(codes - known.keys())):
                    said = _("«%(code)s» no es un código de %(dimension)s.")
                    values = {"code": strange[0], "dimension": dimension}
                    raise ObjectDoesNotExist(said % values)

    def cells(self) -> list[Cell]:
        question = self.question
        found = self.kept(self.table(question.as_of))
        if question.updated_after:
            found = _changed(found, _known(self.table(question.updated_after)))
        return found

    def table(self, as_of: datetime | None) -> Table:
        question = self.question
        where = self._where()
        start, end = question.start[:4], question.end[:4]
        holdings.refuse_too_much(
            queries.how_many(NOBODY, self.flow, where, start, end, holdings.MOST)
        )
        return queries.figures(NOBODY, self.flow, where, start, end, as_of)

    def _where(self) -> Mapping[str, frozenset[str]]:
        """Codes that the database can look for: what no key asks for is not there."""
        found: dict[str, frozenset[str]] = {}
        for dimension in self.flow.dimensions:
            if all(dimension in key for key in self.keys):
                found[dimension] = frozenset().union(*(key[dimension] for key in self.keys))
        return found

    def kept(self, table: Table) -> list[Cell]:
        """The cells of the keys, conditions and periods that are asked for."""
        keys = {key for key in table.keys if self._is_wanted(key)}
        periods = {one for one in table.periods if asking.in_time(self.question, one)}
        cells = [cell for cell in table if cell.key in keys and cell.period in periods]
        if not self.question.first and not self.question.last:
            return cells
        return [cell for _key, series in groupby(cells, lambda one: one.key)
                for cell in self._ends(list(series))]  # fmt: skip

    def _ends(self, series: list[Cell]) -> list[Cell]:
        first, last = self.question.first, self.question.last
        if first + last >= len(series) and first and last:
            return series
        return [*series[: first or 0], *(series[-last:] if last else [])]

    def _is_wanted(self, key: Key) -> bool:
        codes = dict(zip(self.flow.dimensions, key, strict=True))
        tests = self.question.tests
        if not all(test(codes[name]) for name in codes for test in tests.get(name, ())):
            return False
        return any(_fits(codes, wanted) for wanted in self.keys)


def _fits(codes: Mapping[str, str], wanted: Wanted) -> bool:
    return all(codes[name] in said for name, said in wanted.items())


def _known(table: Table) -> dict[Place, str]:
    return {(cell.key, cell.period): _said(cell) for cell in table}


def _said(cell: Cell) -> str:
    return repr((cell.value, cell.status, cell.confidentiality, sorted(cell.attributes.items())))


def _changed(cells: list[Cell], known: Mapping[Place, str]) -> list[Cell]:
    return [cell for cell in cells if known.get((cell.key, cell.period)) != _said(cell)]


def message(found: Answer, language: str) -> Message:
    """The answer as every form of message reads it."""
    flow, question = found.flow, found.question
    attributes = _attributes(flow, question)
    groups = _rows_only if question.detail != "serieskeysonly" else _keys_only
    values = question.detail in ("full", "dataonly")
    key, at = _layout(flow, question.at)
    return Message(
        id=f"{flow.id}_{found.at:%Y%m%dT%H%M%S}",
        prepared=found.at,
        flow=flow.dataflow,
        structure=flow.structure,
        sets=tuple(
            Batch(
                arranged(groups(cells, attributes, values), flow.dimensions, question.at),
                valid_from,
                valid_to,
            )
            for cells, valid_from, valid_to in found.tables
        ),
        key=key,
        at=at,
        attributes=attributes,
        lists=flow.codelists,
        concepts={one.id: _names(flow, one.concept) for one in flow.structure.components},
        source=flow.policy.source_name,
        language=language,
        is_test=settings.DEMONSTRATION,
    )


def _layout(flow: Flow, at: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if at == TIME:
        return flow.dimensions, (TIME,)
    if at == ALL:
        return (), (*flow.dimensions, TIME)
    return (*(one for one in flow.dimensions if one != at), TIME), (at,)


def _names(flow: Flow, concept: str) -> Mapping[str, str]:
    return next((one.names for one in flow.concepts.concepts if one.id == concept), {})


def _attributes(flow: Flow, question: FiguresQuestion) -> tuple[str, ...]:
    if question.detail in ("dataonly", "serieskeysonly"):
        return ()
    names = [one.id for one in flow.structure.attributes]
    if strange := sorted(question.attributes - set(names)):
        said = _("«%s» no es un atributo de este flujo.") % strange[0]
        raise Unreadable(["attributes"], said)
    return tuple(name for name in names if not question.attributes or name in question.attributes)


Groups = Callable[[list[Cell], tuple[str, ...], bool], Iterator[Group]]


def _rows_only(cells: list[Cell], names: tuple[str, ...], values: bool) -> Iterator[Group]:
    for key, series in groupby(cells, lambda one: one.key):
        yield Group(key, (_row(cell, names, values) for cell in series))


def _keys_only(cells: list[Cell], names: tuple[str, ...], values: bool) -> Iterator[Group]:
    for key, _series in groupby(cells, lambda one: one.key):
        yield Group(key, ())


def _row(cell: Cell, names: tuple[str, ...], values: bool) -> Row:
    said = {STATUS: cell.status, SECRET: cell.confidentiality, **cell.attributes}
    told = {name: said[name] for name in names if said.get(name)}
    return Row((cell.period,), text(cell.value) if values else "", told)
