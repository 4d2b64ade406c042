"""One batch of due notices: claimed, sent by threads, written down, in one transaction.

While a batch is under way its groups are locked (see `post`), so that an acknowledgement waits for
it. What has left and is only not answered yet does not hold the batch: it is written down when the
answer comes, and tried again under the same key if none does.
"""

import select
import threading
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection
from django.db.models import F, QuerySet
from django.utils import timezone

from almenara.core.access.context import system_work
from almenara.core.notices import convoy
from almenara.core.notices.convoy import Parcel
from almenara.core.notices.models import Notice
from almenara.core.notices.schedule import wait_after
from almenara.core.notices.stages import NOTICE
from almenara.core.notices.words import WORDS

BATCH = 192
WHY = "the system hands over for everybody"
_HOLD = """select g from unnest(%s::text[]) g
where pg_try_advisory_xact_lock_shared(hashtextextended('notices:' || g, 0))"""


@dataclass
class Load:
    """What one batch carries; what cannot be sent, with the reason; what has nothing to say."""

    parcels: list[Parcel] = field(default_factory=list)
    unsendable: dict[UUID, str] = field(default_factory=dict)
    speechless: list[UUID] = field(default_factory=list)


@dataclass(frozen=True)
class Carriage:
    """How a channel leaves: `ready` says why it cannot now, `load` makes the parcels."""

    ready: Callable[[], str]
    load: Callable[[list[Notice]], Load]


@dataclass(frozen=True)
class Outcome:
    """What became of one attempt; `failure` is "" when it was taken."""

    notice: UUID
    attempts: int
    failure: str = ""


@dataclass
class Run:
    """The hand-over of one channel until nothing is due; `late` left and are not answered yet."""

    channel: str
    carriage: Carriage
    late: list[tuple[Parcel, Future[None]]] = field(default_factory=list)


class Turns:
    """One run a channel in each process; who comes meanwhile only says that there is more."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: set[str] = set()
        self._more: set[str] = set()

    def begin(self, channel: str) -> bool:
        with self._lock:
            if channel in self._running:
                self._more.add(channel)
                return False
            self._running.add(channel)
            return True

    def has_more(self, channel: str) -> bool:
        """Did somebody come since the last look? If not, the turn is over."""
        with self._lock:
            if channel in self._more:
                self._more.discard(channel)
                return True
            self._running.discard(channel)
            return False

    def abandon(self, channel: str) -> None:
        with self._lock:
            self._running.discard(channel)


TURNS = Turns()


def run(channel: str, carriage: Carriage) -> None:
    """Hand over everything due on a channel, unless this process is at it already."""
    if not TURNS.begin(channel):
        return
    try:
        _run(Run(channel, carriage))
        while TURNS.has_more(channel):
            _run(Run(channel, carriage))
    except BaseException:
        TURNS.abandon(channel)
        raise


def due_channels() -> list[str]:
    """Channels with something to hand over now."""
    due = Notice.objects.unguarded(WHY).filter(stage="queued", next_at__lte=timezone.now())
    return sorted(due.order_by().values_list("channel", flat=True).distinct())


def _run(work: Run) -> None:
    if not _is_due(work.channel):
        return
    if why := work.carriage.ready():
        _postpone(work.channel, why)
        return
    while True:
        while _batch(work):
            _settle_late(work)
        if not work.late:
            return
        wait([future for _, future in work.late], 0.25, FIRST_COMPLETED)
        _settle_late(work)


def _is_due(channel: str) -> bool:
    with system_work():
        return _due(channel).exists()


def _postpone(channel: str, failure: str) -> None:
    """Nothing of this channel can be handed over now: every due notice has had an attempt."""
    with system_work():
        due = _due(channel).select_for_update(skip_locked=True).values_list("pk", "attempts")
        _write([Outcome(pk, attempts, failure) for pk, attempts in due])


def _batch(work: Run) -> bool:
    """One transaction; False when there was nothing to do."""
    with system_work():
        notices, dropped = _claim(work.channel)
        if not notices:
            return dropped
        load = work.carriage.load(notices)
        _withdraw(load.speechless)
        sendings, late = convoy.send(work.channel, load.parcels, _is_alive)
        work.late += late
        attempts = {notice.pk: notice.attempts for notice in notices}
        told = {**sendings, **load.unsendable}
        _write([Outcome(pk, attempts[pk], why) for pk, why in told.items()])
    return bool(sendings or load.unsendable or load.speechless or not load.parcels)


def _due(channel: str) -> QuerySet[Notice]:
    return Notice.objects.unguarded(WHY).filter(
        channel=channel, stage="queued", next_at__lte=timezone.now()
    )


def _claim(channel: str) -> tuple[list[Notice], bool]:
    """Due notices whose group is held and still wanted; were unwanted ones withdrawn?"""
    found = _due(channel).order_by("-is_urgent", "next_at")
    due = list(found.values_list("pk", "group", "word", "person__ended_at")[:BATCH])
    held = _hold({group for _, group, _, _ in due})
    due = [row for row in due if row[1] in held]
    asked = _wanted({(word, group) for _, group, word, _ in due})
    wanted = {pk for pk, group, word, ended in due if (word, group) in asked and not ended}
    dropped = _withdraw([row[0] for row in due if row[0] not in wanted])
    locked = (
        _due(channel)
        .filter(pk__in=wanted)
        .select_related("person__user", "person__institution__state")
        .select_for_update(skip_locked=True, of=("self",))
    )
    return list(locked), bool(dropped)


def _hold(groups: set[str]) -> set[str]:
    """Groups that nobody is answering at this moment; they stay as they are until the commit."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [sorted(groups)])
        return {row[0] for row in cursor.fetchall()}


def _wanted(pairs: set[tuple[str, str]]) -> set[tuple[str, str]]:
    groups = defaultdict(list)
    for word, group in sorted(pairs):
        groups[word].append(group)
    return {
        (word, group)
        for word, asked in groups.items()
        for group in (WORDS[word].still_wanted(asked) if word in WORDS else asked)
    }


def _is_alive() -> bool:
    """Does the database still hold our locks? Its end is readable on the connection's socket."""
    raw = connection.connection
    if raw is None or raw.closed:
        return False
    return not select.select([raw.fileno()], [], [], 0)[0]


def _settle_late(work: Run) -> None:
    """Write down answers that came after their batch was closed."""
    answered = [parcel for parcel, future in work.late if future.done() and not future.exception()]
    work.late = [(parcel, future) for parcel, future in work.late if not future.done()]
    if answered:
        with system_work():
            rows = Notice.objects.unguarded(WHY).filter(
                pk__in=[parcel.notice for parcel in answered], stage="queued"
            )
            locked = rows.order_by("pk").select_for_update().values_list("pk", flat=True)
            _sent(list(locked), attempts=0)


def _write(outcomes: list[Outcome]) -> None:
    _sent([outcome.notice for outcome in outcomes if not outcome.failure], attempts=1)
    failed = defaultdict(list)
    for outcome in outcomes:
        if outcome.failure:
            failed[outcome.attempts + 1, outcome.failure].append(outcome.notice)
    for (attempts, failure), ids in failed.items():
        pause = wait_after(attempts)
        rows = Notice.objects.unguarded(WHY).filter(pk__in=ids)
        rows.update(
            attempts=attempts,
            failure=failure,
            next_at=timezone.now() + pause if pause else None,
        )
        if not pause:
            NOTICE.step_all(rows, "fail")


def _sent(ids: list[UUID], attempts: int) -> None:
    if ids:
        NOTICE.step_all(
            Notice.objects.unguarded(WHY).filter(pk__in=ids),
            "send",
            sent_at=timezone.now(),
            attempts=F("attempts") + attempts,
            next_at=None,
            failure="",
        )


def _withdraw(ids: list[UUID]) -> int:
    """Take back what is not wanted any more or has nothing to say; never waits for a lock."""
    if not ids:
        return 0
    rows = Notice.objects.unguarded(WHY).filter(pk__in=ids, stage="queued")
    locked = list(rows.select_for_update(skip_locked=True).values_list("pk", flat=True))
    return NOTICE.step_all(
        Notice.objects.unguarded(WHY).filter(pk__in=locked), "withdraw", next_at=None
    )
