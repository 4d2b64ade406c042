"""One alert, everybody at once: acknowledge, chase, retract, send, and connections that drop.

Each trial lets several threads loose on one delivery, cuts some of their connections at any moment,
lets the system settle and then asks what can never be false. The deliveries of one alert are tried
together: whoever sends or chases meets them all. Threads and connections live on, as in a server:
only who was cut begins with a new one. Used by the tests (a few hundred) and by
`bench.interleavings` (ten thousand and more).
"""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from unittest.mock import patch

import psycopg
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from almenara.core.access.context import acting, system_work
from almenara.core.journal.models import Entry
from almenara.core.notices import handover
from almenara.core.notices.convoy import Parcel
from almenara.core.notices.gate import Gate
from almenara.core.notices.handover import Carriage, Load, Run
from almenara.core.notices.models import Notice
from almenara.core.parties.actor import Actor
from almenara.core.parties.refusals import WrongStage
from almenara.exchange import jobs, queries, services
from almenara.exchange.models import Alert, Delivery
from almenara.exchange.tests import make

HOUR = timedelta(hours=1)
LOST = (DatabaseError, psycopg.Error)
TEAMS = ("CRI", "COL", "JAM")
AT_ONCE = 3  # works begun for one delivery, at most


@dataclass
class Trial:
    """What one trial saw; moments are of the monotonic clock."""

    alert: Alert
    delivery: Delivery
    officers: tuple[Actor, ...]
    sent: list[tuple[float, str, int]] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    cut: int = 0


@dataclass(frozen=True)
class Cast:
    """Who takes part: the originator and three officers of each receiving institution."""

    origin: Actor
    teams: dict[str, tuple[Actor, ...]]
    lanes: ThreadPoolExecutor
    cut: set[int] = field(default_factory=set)  # backends whose end we asked for


@contextmanager
def cast() -> Iterator[Cast]:
    """Four institutions, in the database for good, and the threads in which they act.

    Whoever was cut plans each statement anew, and here only once.
    """
    with transaction.atomic():
        origin = make.actor(make.officer("pan-csirt", "PAN"))
        teams = {f"{state.lower()}-csirt": _officers(state) for state in TEAMS}
    many = AT_ONCE * len(TEAMS)
    once = patch.dict(connection.settings_dict["OPTIONS"], prepare_threshold=0)
    with once, ThreadPoolExecutor(many) as lanes:
        yield Cast(origin, teams, lanes)
        together = threading.Barrier(many)
        for end in [lanes.submit(_leave, together) for _ in range(many)]:
            end.result(30)


def _officers(state: str) -> tuple[Actor, ...]:
    kinds, slug = ("duty", "alternate", "head"), f"{state.lower()}-csirt"
    return tuple(make.actor(make.officer(slug, state, kind)) for kind in kinds)


def _leave(together: threading.Barrier) -> None:
    connection.close()
    together.wait(30)


def run(seed: int, players: Cast, superuser: psycopg.Connection) -> list[Trial]:
    """One alert, a trial for each of its deliveries; AssertionError names the seed."""
    rng = random.Random(seed)
    with transaction.atomic(), acting(players.origin):
        shape = make.shape(audience={"institutions": sorted(players.teams)})
        alert = services.publish(players.origin, shape)
        sent = Delivery.objects.visible_to(players.origin).filter(alert=alert)
        trials = [Trial(alert, one, players.teams[one.institution_id]) for one in sent]
    assert len(trials) == len(players.teams)
    _at_once(rng, [_works(rng, trial, trials, players) for trial in trials], players, superuser)
    _settle(trials)
    try:
        for trial in trials:
            check(trial, is_cut=any(one.cut for one in trials))
    except AssertionError as fault:
        raise AssertionError(f"seed {seed}: {fault}") from fault
    return trials


@dataclass
class Work:
    """One thing that somebody does about a delivery, and the backend that serves it."""

    trial: Trial
    do: Callable[[], None]
    backend: int = 0


def _works(rng: random.Random, trial: Trial, trials: list[Trial], players: Cast) -> list[Work]:
    late = timezone.now() + HOUR * 2
    choices: list[Callable[[], None]] = [
        lambda: _acknowledge(trial, trial.officers[0]),
        lambda: _acknowledge(trial, trial.officers[1]),
        lambda: _chase(late),
        lambda: _send(trials),
        lambda: _retract(trial, players.origin),
    ]
    weights = [12, 8, 8, 8, 1]  # whoever chases, sends or retracts meets all the deliveries
    many = rng.randint(1, AT_ONCE)
    return [Work(trial, do) for do in rng.choices(choices, weights, k=many)]


def _at_once(
    rng: random.Random,
    groups: list[list[Work]],
    players: Cast,
    superuser: psycopg.Connection,
) -> None:
    """All of them behind one barrier; then some connections are cut, whatever they are at."""
    works = [work for group in groups for work in group]
    barrier = threading.Barrier(len(works) + 1)

    def one(work: Work) -> None:
        work.backend = _own_backend(players.cut)
        barrier.wait(30)
        with suppress(WrongStage, *LOST):
            work.do()

    ends = [players.lanes.submit(one, work) for work in works]
    barrier.wait(30)
    if rng.random() < 0.4:
        for group in groups:
            _cut(rng, rng.choice(group), players.cut, superuser)
    for end in ends:
        end.result(60)  # else somebody waits for ever


def _cut(rng: random.Random, work: Work, cut: set[int], superuser: psycopg.Connection) -> None:
    for _ in range(rng.randrange(3000)):  # some work of no fixed length, instead of a clock
        rng.random()
    cut.add(work.backend)
    superuser.execute("select pg_terminate_backend(%s)", [work.backend])
    work.trial.cut += 1


def _own_backend(cut: set[int]) -> int:
    """The backend of this thread, another one after a cut: it may not have noticed its end yet."""
    if connection.connection and connection.connection.info.backend_pid in cut:
        connection.close()
    connection.ensure_connection()
    return connection.connection.info.backend_pid


def _acknowledge(trial: Trial, officer: Actor) -> None:
    with transaction.atomic(), acting(officer):
        services.acknowledge(officer, queries.delivery(officer, trial.delivery.pk))
    trial.answered.append(time.monotonic())


def _retract(trial: Trial, origin: Actor) -> None:
    with transaction.atomic(), acting(origin):
        services.retract(origin, queries.alert(origin, trial.alert.pk), "prueba")


def _chase(at: datetime) -> None:
    jobs.chase_at(at)


def _send(trials: list[Trial]) -> None:
    handover._run(Run("mail", _carriage(trials)))


def _carriage(trials: list[Trial]) -> Carriage:
    """A mail that arrives in a list, with the moment."""
    groups = {f"delivery:{trial.delivery.pk}": trial for trial in trials}

    def load(notices: list[Notice]) -> Load:
        return Load([Parcel(one.pk, _sending(groups.get(one.group), one)) for one in notices])

    return Carriage(lambda: "", load)


def _sending(trial: Trial | None, notice: Notice) -> Callable[[Parcel, Gate], None]:
    def send(parcel: Parcel, gate: Gate) -> None:
        with parcel.leaving(gate):
            if trial:
                trial.sent.append((time.monotonic(), notice.key, notice.step))

    return send


def _settle(trials: list[Trial]) -> None:
    """What the worker would do next: send what is due, chase to the end, send again."""
    _send(trials)
    keys = [trial.delivery.pk for trial in trials]
    for hours in (3, 5, 7, 9):
        with system_work():
            open_ = Delivery.objects.filter(pk__in=keys, acknowledged_at=None, is_overdue=False)
            if not open_.exclude(alert__stage="retracted").exists():
                break
        _chase(timezone.now() + HOUR * hours)
        _send(trials)


def check(trial: Trial, is_cut: bool) -> None:
    """What can never be false, whoever came first and whatever was cut."""
    with system_work():
        delivery = Delivery.objects.select_related("alert").get(pk=trial.delivery.pk)
        verbs = Counter(
            Entry.objects.filter(thing=f"delivery:{delivery.pk}").values_list("verb", flat=True)
        )
        mails = Notice.objects.filter(group=f"delivery:{delivery.pk}", channel="mail")
        stages = {mail.step: mail.stage for mail in mails}
    is_answered = delivery.acknowledged_at is not None
    is_retracted = delivery.alert.stage == "retracted"
    assert verbs["acknowledge"] == int(is_answered), "acknowledged once, or not at all"
    assert verbs["escalate"] == delivery.step - 1 + int(delivery.is_overdue), "climbed twice"
    assert is_answered or is_retracted or delivery.is_overdue, "lost"
    for answered in trial.answered:
        late = [step for at, _key, step in trial.sent if at > answered]
        assert not late, f"sent after the acknowledgement: steps {late}"
    assert set(stages.values()) <= {"sent", "withdrawn"}, f"left lying: {stages}"
    if not (is_answered or is_retracted):
        assert set(stages) == set(range(1, delivery.step + 1)), "a step was not told"
        assert set(stages.values()) == {"sent"}, "a mail was lost"
    copies = Counter(key for _at, key, _step in trial.sent)
    assert is_cut or max(copies.values(), default=1) == 1, "sent twice"
    assert len(copies) == len({step for _at, _key, step in trial.sent}), "another key"
