"""Telling and taking back, as parts of another act: plain functions for the apps' services.

What leaves and what was answered meet at one lock a group. Who hands over holds it shared for the
length of one batch; who withdraws takes it whole: so an acknowledgement waits for what is in
flight, and nothing leaves after it.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from almenara.core.access.context import as_system
from almenara.core.hints import hint
from almenara.core.jobs import later
from almenara.core.notices import jobs, rows
from almenara.core.notices.models import Notice
from almenara.core.notices.rows import Telling, Told
from almenara.core.notices.stages import NOTICE
from almenara.core.parties.actor import Actor
from almenara.core.parties.models import Person

__all__ = ["Telling", "Told", "mark_read", "tell", "withdraw", "withdraw_from"]

AT_ONCE = 150  # a hint of PostgreSQL holds 8,000 bytes
_WAIT = """select pg_advisory_xact_lock(hashtextextended('notices:' || g, 0))
from (select unnest(%s::text[]) g order by 1) as groups"""


def tell(actor: Actor, *tellings: Telling) -> Told:
    """Write a word to persons within the act of `actor`; the worker hands it over after.

    `overridden` of the answer (persons whose quiet hours gave way to urgency) belongs in the
    record of the act.
    """
    with as_system("notices are rows of other persons"):
        told = rows.write(tellings)
    for channel in sorted(told.channels):
        later(jobs.hand_over, channel=channel)
    for start in range(0, len(told.inboxes), AT_ONCE):
        hint("inbox", told.inboxes[start : start + AT_ONCE])
    return told


def withdraw(actor: Actor, groups: Iterable[str] | str) -> int:
    """Take back what was not handed over; waits for what is in flight, and nothing leaves after.

    Call it first in an acknowledgement or a retraction, before the thing's own row is touched and
    before the moment is taken.
    """
    groups = [groups] if isinstance(groups, str) else sorted(set(groups))
    with connection.cursor() as cursor:
        cursor.execute(_WAIT, [groups])
    return _take_back(group__in=groups)


def withdraw_from(actor: Actor, person: Person) -> int:
    """Take back what waits for a person whose account is closed, calls to be made too."""
    return _take_back(person=person)


def mark_read(actor: Actor, about: str) -> int:
    """The person has seen the thing itself: its words in their inbox are read."""
    mine = Notice.objects.visible_to(actor).filter(
        Q(person=actor.person or None), channel="inbox", about=about, read_at=None
    )
    return mine.update(read_at=timezone.now())


def _take_back(**whose: Any) -> int:
    with as_system("notices are rows of other persons"):
        waiting = Notice.objects.unguarded("asked by the act").filter(stage="queued", **whose)
        ids = list(waiting.order_by("pk").select_for_update().values_list("pk", flat=True))
        locked = Notice.objects.unguarded("locked above").filter(pk__in=ids)
        return NOTICE.step_all(locked, "withdraw", next_at=None)
