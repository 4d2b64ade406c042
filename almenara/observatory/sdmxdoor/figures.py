"""A figures question answered: what is out, as the groups of a message."""

from collections.abc import Iterable, Iterator, Mapping
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
from almenara.formats.sdmx.model import TIME, Texts
from almenara.observatory import queries
from almenara.observatory.cells import Cell, Table, text
from almenara.observatory.sdmxdoor import choosing, holdings
from almenara.observatory.sdmxdoor.choosing import Chosen
from almenara.observatory.structures import Flow

STATUS, SECRET = "OBS_STATUS", "CONF_STATUS"
RELEASES = 50  # of a history
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Answer:
    """The figures of a question, once or a release; `moments`: when something went out."""

    flow: Flow
    question: FiguresQuestion
    moments: tuple[datetime, ...]
    parts: tuple[Chosen, ...]

    @property
    def at(self) -> datetime:
        return max(self.moments, default=_BEGINNING)

    @property
    def is_empty(self) -> bool:
        return not any(self.parts)


def answer(question: FiguresQuestion) -> Answer:
    """What is out of the flow that is meant; ObjectDoesNotExist, Unreadable, TooMuch."""
    asked = _Asked(holdings.flow(question.flow), question)
    moments = _moments(asked.flow, question.as_of)
    parts = asked.history(moments) if question.history else [asked.now()]
    return Answer(asked.flow, question, moments, tuple(parts))


def _moments(flow: Flow, as_of: datetime | None) -> tuple[datetime, ...]:
    """When what is out went out; what went out later says nothing of what was out then."""
    found = queries.releases(NOBODY, flow).filter(stage="published")
    said = found.values_list("published_at", flat=True)
    return tuple(sorted(at for at in said if at and (not as_of or at <= as_of)))


class _Asked:
    """A question about a flow, and the tables that it needs."""

    def __init__(self, flow: Flow, question: FiguresQuestion) -> None:
        self.flow, self.question = flow, question
        self.keys = asking.wanted(question, flow.structure)
        if question.at not in (TIME, ALL, *flow.dimensions):
            said = _("«%s» no es una dimensión de este flujo.") % question.at
            raise Unreadable(["dimensionAtObservation"], said)
        for key in self.keys:
            self._refuse_unknown(key)

    def _refuse_unknown(self, key: Wanted) -> None:
        """A code that no list has can have no figures: say which one it is."""
        for dimension, codes in key.items():
            known = self.flow.codes.get(dimension)
            if known is not None and (strange := sorted(codes - known.keys())):
                said = _("«%(code)s» no es un código de %(dimension)s.")
                values = {"code": strange[0], "dimension": dimension}
                raise ObjectDoesNotExist(said % values)

    def now(self) -> Chosen:
        found = self._kept(self.question.as_of)
        since = self.question.updated_after
        return choosing.changed(found, self._table(since)) if since else found

    def history(self, moments: tuple[datetime, ...]) -> Iterator[Chosen]:
        """What each release changed, and until when it held as a whole."""
        ends = dict(pairwise(moments))
        former = {after: before for before, after in ends.items()}
        after = self.question.updated_after
        since = [at for at in moments if not after or at > after]
        if len(since) > RELEASES:
            raise holdings.TooMuch(_("Más de %s publicaciones: use updatedAfter.") % RELEASES)
        for at in since:
            before = self._table(former[at]) if at in former else None
            yield choosing.changed(self._kept(at), before, at, ends.get(at))

    def _kept(self, as_of: datetime | None) -> Chosen:
        return choosing.kept(self._table(as_of), self.question, self.keys)

    def _table(self, as_of: datetime | None) -> Table:
        where = self._where()
        start, end = self.question.start, self.question.end
        most = holdings.MOST
        holdings.refuse_too_much(queries.how_many(NOBODY, self.flow, where, start, end, most))
        return queries.figures(NOBODY, self.flow, where, start, end, as_of)

    def _where(self) -> Mapping[str, frozenset[str]]:
        """Codes that the database can look for: what no key asks for is not there."""
        found: dict[str, frozenset[str]] = {}
        for dimension in self.flow.dimensions:
            if all(dimension in key for key in self.keys):
                found[dimension] = frozenset().union(*(key[dimension] for key in self.keys))
        return found


def message(found: Answer, language: str) -> Message:
    """The answer as every form of message reads it."""
    flow, question = found.flow, found.question
    attributes = _attributes(flow, question)
    key, at = _layout(flow, question.at)
    return Message(
        id=f"{flow.id}_{found.at:%Y%m%dT%H%M%S}",
        prepared=found.at,
        flow=flow.dataflow,
        structure=flow.structure,
        sets=tuple(_batch(part, found, attributes) for part in found.parts),
        key=key,
        at=at,
        attributes=attributes,
        lists=flow.codelists,
        concepts=_concepts(flow),
        source=flow.policy.source_name,
        language=language,
        is_test=settings.DEMONSTRATION,
    )


def _batch(part: Chosen, found: Answer, attributes: tuple[str, ...]) -> Batch:
    question = found.question
    if question.detail == "serieskeysonly":
        groups: Iterable[Group] = (Group(key, ()) for key in part.keys)
    else:
        groups = _series(part, attributes, question.detail in ("full", "dataonly"))
    return Batch(arranged(groups, found.flow.dimensions, question.at), part.start, part.end)


def _series(part: Chosen, names: tuple[str, ...], has_values: bool) -> Iterator[Group]:
    for key, cells in groupby(part, lambda one: one.key):
        yield Group(key, (_row(cell, names, has_values) for cell in cells))


def _row(cell: Cell, names: tuple[str, ...], has_value: bool) -> Row:
    said = {STATUS: cell.status, SECRET: cell.confidentiality, **cell.attributes}
    told = {name: said[name] for name in names if said.get(name)}
    return Row((cell.period,), text(cell.value) if has_value else "", told)


def _layout(flow: Flow, at: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if at == TIME:
        return flow.dimensions, (TIME,)
    if at == ALL:
        return (), (*flow.dimensions, TIME)
    return (*(one for one in flow.dimensions if one != at), TIME), (at,)


def _concepts(flow: Flow) -> Mapping[str, Texts]:
    """The names of each component, the measure too."""
    names = {one.id: one.names for one in flow.concepts.concepts}
    measure = flow.structure.measure
    return {one.id: names.get(one.concept, {}) for one in flow.structure.components} | {
        measure: names.get(measure, {})
    }


def _attributes(flow: Flow, question: FiguresQuestion) -> tuple[str, ...]:
    if question.detail in ("dataonly", "serieskeysonly"):
        return ()
    names = [one.id for one in flow.structure.attributes]
    if strange := sorted(question.attributes - set(names)):
        said = _("«%s» no es un atributo de este flujo.") % strange[0]
        raise Unreadable(["attributes"], said)
    return tuple(name for name in names if not question.attributes or name in question.attributes)
