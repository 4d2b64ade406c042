"""Tables of figures into rows, many at once: series, what was delivered, what goes out.

Row-level security allows no COPY; arrays unnested in one INSERT are nearly as fast.
"""

from collections.abc import Callable, Iterable, Iterator
from json import dumps
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from almenara.core.access.context import as_system
from almenara.core.parties.models import State
from almenara.core.parties.refusals import WrongStage
from almenara.observatory.cells import NORMAL, Key, Table
from almenara.observatory.models import Published, Release, Series, Submission
from almenara.observatory.structures import Flow

AT_ONCE = 50_000
WHY = "rows of figures are written by no other role, in an act that has asked"
_INSERT = """insert into observatory_{table}
    (series_id, {owner}, period, value, status, confidentiality, attributes)
    select s, %s, p, v, t, c, a::jsonb from unnest(%s::bigint[], %s::text[], %s::float8[],
    %s::text[], %s::text[], %s::text[]) as cell(s, p, v, t, c, a)"""


def keep(flow: Flow, submission: Submission, table: Table) -> None:
    """The cells of a submission, before it is checked; those that say nothing are not kept."""
    said = np.isfinite(table.value) | (table.status != NORMAL)
    said[list(table.attributes)] = True
    with as_system(WHY):
        _hold(submission)
        ids = _series(flow, table.keys, submission.state_id or "")
        _insert("observation", "submission_id", submission.pk, ids, table, np.flatnonzero(said))


def put_out(flow: Flow, release: Release, table: Table) -> None:
    """The cells of a release, and from now on their series are there for its readers."""
    with as_system(WHY):
        ids = _series(flow, table.keys, "")
        _insert("published", "release_id", release.pk, ids, table, np.arange(len(table)))
        hidden = Series.objects.unguarded(WHY).filter(pk__in=ids.tolist(), is_published=False)
        hidden.update(is_published=True)


def take_in(release: Release) -> None:
    """Series of which nothing else is out are there no more for the readers of figures."""
    with as_system(WHY):
        gone = Published.objects.unguarded(WHY).filter(release=release).values("series_id")
        out = Published.objects.unguarded(WHY).filter(
            series=OuterRef("pk"), release__stage="published"
        )
        every = Series.objects.unguarded(WHY).filter(pk__in=gone)
        every.filter(~Exists(out)).update(is_published=False)


def _hold(submission: Submission) -> None:
    """Of two checks at once one waits, and is told; what was checked takes no more cells."""
    every = Submission.objects.unguarded(WHY).filter(pk=submission.pk)
    if not every.filter(stage__in=("draft", "submitted")).select_for_update().exists():
        raise WrongStage(_("Ya no es posible: alguien lo hizo antes o la etapa cambió."))


def _series(flow: Flow, keys: Iterable[Key], state: str) -> np.ndarray[Any, Any]:
    """The numbers of series, in the order of their keys; those that are not there yet are made."""
    keys = list(keys)
    every = Series.objects.unguarded(WHY).filter(dataflow=flow.id)
    known = {tuple(key): pk for pk, key in every.values_list("id", "key")}
    fresh = [key for key in keys if key not in known]
    whose = _owner(flow, state) if fresh else str
    made = [Series(dataflow_id=flow.id, key=list(key), state_id=whose(key)) for key in fresh]
    known |= {tuple(one.key): one.pk for one in Series.objects.bulk_create(made, batch_size=2000)}
    return np.array([known[key] for key in keys], np.int64)


def _owner(flow: Flow, state: str) -> Callable[[Key], str | None]:
    """Whose a series is: the State's that its area names, else that of who delivers."""
    at = flow.dimensions.index(flow.policy.area)
    codes = set(State.objects.unguarded("States are public").values_list("code", flat=True))
    return lambda key: key[at] if key[at] in codes else state or None


def _insert(
    table: str, owner: str, pk: Any, ids: np.ndarray[Any, Any], cells: Table, at: Any
) -> None:
    statement = _INSERT.format(table=table, owner=owner)
    with connection.cursor() as cursor:
        for first in range(0, len(at), AT_ONCE):
            columns = _columns(ids, cells, at[first : first + AT_ONCE])
            cursor.execute(statement, [pk, *columns])


def _columns(ids: np.ndarray[Any, Any], cells: Table, at: Any) -> Iterator[list[Any]]:
    yield ids[cells.series[at]].tolist()
    yield [cells.periods[period] for period in cells.period[at].tolist()]
    yield [None if value != value else value for value in cells.value[at].tolist()]
    yield cells.status[at].tolist()
    yield cells.confidentiality[at].tolist()
    said = cells.attributes
    yield [dumps(dict(said[place])) if place in said else None for place in at.tolist()]
