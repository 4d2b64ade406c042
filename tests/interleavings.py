"""One alert, everybody at once: acknowledge, chase, retract, send, and connections that drop.

Each trial lets several threads loose on one delivery, cuts some of their connections at any moment,
lets the system settle and then asks what can never be false. Used by the tests (a few hundred) and
by `bench.interleavings` (ten thousand and more).
"""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

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


@dataclass
class Trial:
    """What one trial saw; moments are of the monotonic clock."""

    alert: Alert
    delivery: Delivery
    sent: list[tuple[float, str, int]] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    cut: int = 0


@dataclass(frozen=True)
class Cast:
    """Who takes part: the originator and three officers of the receiving institution."""

    origin: Actor
    officers: tuple[Actor, ...]


@transaction.atomic
def cast() -> Cast:
    """Two institutions, in the database for good."""
    origin = make.actor(make.officer("pan-csirt", "PAN"))
    kinds = ("duty", "alternate", "head")
    return Cast(origin, tuple(make.actor(make.officer("cri-csirt", "CRI", k)) for k in kinds))


def run(seed: int, players: Cast, superuser: psycopg.Connection) -> Trial:
    """One trial; AssertionError names the seed."""
    rng = random.Random(seed)
    with transaction.atomic(), acting(players.origin):
        alert = services.publish(
            players.origin, make.shape(audience={"institutions": [players.officers[0].institution]})
        )
        delivery = Delivery.objects.visible_to(players.origin).get(alert=alert)
    trial = Trial(alert, delivery)
    _at_once(rng, _works(rng, trial, players), trial, superuser)
    _settle(trial)
    try:
        check(trial)
    except AssertionError as fault:
        raise AssertionError(f"seed {seed}: {fault}") from fault
    return trial


def _works(rng: random.Random, trial: Trial, players: Cast) -> list[Callable[[], None]]:
    late = timezone.now() + HOUR * 2
    choices: list[Callable[[], None]] = [
        lambda: _acknowledge(trial, players.officers[0]),
        lambda: _acknowledge(trial, players.officers[1]),
        lambda: _chase(late),
        lambda: _chase(late),
        lambda: _send(trial),
        lambda: _send(trial),
        lambda: _retract(trial, players.origin),
    ]
    weights = [3, 2, 3, 2, 3, 2, 1]
    return [rng.choices(choices, weights)[0] for _ in range(rng.randint(2, 4))]


def _at_once(
    rng: random.Random,
    works: list[Callable[[], None]],
    trial: Trial,
    superuser: psycopg.Connection,
) -> None:
    """All of them behind one barrier; then some connections are cut, whatever they are at."""
    barrier = threading.Barrier(len(works) + 1)
    pids: list[int] = []

    def one(work: Callable[[], None]) -> None:
        try:
            connection.ensure_connection()
            pids.append(connection.connection.info.backend_pid)
            barrier.wait(30)
            with suppress(WrongStage, *LOST):
                work()
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    barrier.wait(30)
    if rng.random() < 0.4:
        for _ in range(rng.randrange(3000)):  # some work of no fixed length, instead of a clock
            rng.random()
        superuser.execute("select pg_terminate_backend(%s)", [rng.choice(pids)])
        trial.cut += 1
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive(), "somebody waits for ever"


def _acknowledge(trial: Trial, officer: Actor) -> None:
    with transaction.atomic(), acting(officer):
        services.acknowledge(officer, queries.delivery(officer, trial.delivery.pk))
    trial.answered.append(time.monotonic())


def _retract(trial: Trial, origin: Actor) -> None:
    with transaction.atomic(), acting(origin):
        services.retract(origin, queries.alert(origin, trial.alert.pk), "prueba")


def _chase(at: datetime) -> None:
    jobs.chase_at(at)


def _send(trial: Trial) -> None:
    handover._run(Run("mail", _carriage(trial)))


def _carriage(trial: Trial) -> Carriage:
    """A mail that arrives in a list, with the moment."""

    def load(notices: list[Notice]) -> Load:
        return Load([Parcel(notice.pk, _sending(trial, notice)) for notice in notices])

    return Carriage(lambda: "", load)


def _sending(trial: Trial, notice: Notice) -> Callable[[Parcel, Gate], None]:
    def send(parcel: Parcel, gate: Gate) -> None:
        with parcel.leaving(gate):
            if notice.group == f"delivery:{trial.delivery.pk}":
                trial.sent.append((time.monotonic(), notice.key, notice.step))

    return send


def _settle(trial: Trial) -> None:
    """What the worker would do next: send what is due, chase to the end, send again."""
    connection.close()  # whatever was cut, the worker begins anew
    _send(trial)
    for hours in (3, 5, 7, 9):
        with system_work():
            open_ = Delivery.objects.filter(
                pk=trial.delivery.pk, acknowledged_at=None, is_overdue=False
            )
            if not open_.exclude(alert__stage="retracted").exists():
                break
        _chase(timezone.now() + HOUR * hours)
        _send(trial)


def check(trial: Trial) -> None:
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
    assert trial.cut or max(copies.values(), default=1) == 1, "sent twice"
    assert len(copies) == len({step for _at, _key, step in trial.sent}), "another key"
