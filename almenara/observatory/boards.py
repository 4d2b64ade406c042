"""Who delivered what, and what is late: by State and flow, for whom it concerns."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from almenara.core.parties.actor import Actor
from almenara.observatory import queries, schedules
from almenara.observatory.models import Provision
from almenara.observatory.schedules import Due
from almenara.observatory.stages import OVER


@dataclass(frozen=True)
class Standing:
    """A period of a flow and a State: its delivery, or since when it is waited for.

    stage: of the delivery; `nil`, `late` or `awaited` where there is none with figures.
    """

    due: Due
    stage: str
    submission: Any = None
    days: int = 0


@dataclass(frozen=True)
class Line:
    """A State and a flow, with the newest periods first."""

    provision: Provision
    standings: tuple[Standing, ...]


@dataclass(frozen=True)
class Late:
    """A delivery that did not come in time."""

    provision: Provision
    due: Due
    today: date

    @property
    def number(self) -> int:
        """Which of the three reminders it is time for."""
        return schedules.reminder(self.due.day, self.today)


def board(viewer: Actor, at: datetime) -> list[Line]:
    """Each provision that the viewer may know of, with its newest periods, by its State's day."""
    found = list(queries.provisions(viewer).filter(ends=None))
    known = _delivered(viewer, found)
    return [Line(one, tuple(_standings(one, known, _today(one, at)))) for one in found]


def late(viewer: Actor, at: datetime) -> Iterator[Late]:
    """What is late at a moment, of the periods of which the board tells."""
    for line in board(viewer, at):
        for one in line.standings:
            if one.stage == "late":
                yield Late(line.provision, one.due, _today(line.provision, at))


def _today(provision: Provision, at: datetime) -> date:
    return schedules.today(provision.state.zone, at)


def _standings(
    provision: Provision, known: dict[tuple[str, str, str], dict[str, Any]], today: date
) -> Iterator[Standing]:
    every = schedules.due(provision.frequency, provision.due_days, provision.starts, today)
    for due, _number in zip(every, range(schedules.RECENT), strict=False):
        found = known.get((provision.dataflow_id, provision.state_id, due.period))
        if found:
            stage = "nil" if found["nil"] else found["stage"]
            yield Standing(due, stage, found["pk"])
        else:
            days = (today - due.day).days
            yield Standing(due, "late" if days > 0 else "awaited", None, days)


def _delivered(
    viewer: Actor, provisions: list[Provision]
) -> dict[tuple[str, str, str], dict[str, Any]]:
    """The newest delivery that speaks of a flow, State and period."""
    flows = {one.dataflow_id for one in provisions}
    rows = queries.submissions(viewer).filter(dataflow__in=flows).exclude(stage__in=OVER)
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    values = rows.order_by("vintage", "made_at").values(
        "pk", "dataflow_id", "state_id", "stage", "result__periods", "result__nil"
    )
    for row in values:
        said = {"pk": row["pk"], "stage": row["stage"], "nil": row["result__nil"]}
        for period in row["result__periods"] or ():
            found[row["dataflow_id"], row["state_id"], period] = said
    return found
