"""Sessions as rows that can be listed and ended: 8 hours idle, 24 hours in all.

Django's own store in the database, with the columns that make a list of it.
"""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

IDLE, ABSOLUTE = timedelta(hours=8), timedelta(hours=24)
SEEN_EVERY = timedelta(minutes=1)
AGENT = 200
_KEPT = "select * from identity_session where session_key = %s and expire_date > %s"


class SessionStore(DatabaseStore):
    """What a page reads and writes as `request.session`."""

    _row: Any = None

    @classmethod
    def get_model_class(cls) -> Any:
        return apps.get_model("identity", "Session")

    def begin(self, agent: str) -> None:
        """Somebody signed in: the clock starts, whatever the browser did before."""
        self["begun"] = timezone.now().timestamp()
        self["name"] = str(uuid.uuid4())
        self["agent"] = agent[:AGENT]

    def touch(self) -> None:
        """The person is there: the idle time starts anew; written once a minute at most."""
        now = timezone.now()
        if self._row is None or not self.session_key or now - self._row.seen_at < SEEN_EVERY:
            return
        rows = cast(Any, self.model).objects.unguarded("who holds the key")
        rows.filter(pk=self.session_key).update(
            seen_at=now, expire_date=_end(self._row.begun_at, now)
        )

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """The row with its columns; a stay before signing in has no person."""
        now = timezone.now()
        data.setdefault("begun", now.timestamp())
        data.setdefault("name", str(uuid.uuid4()))
        row: Any = super().create_model_instance(data)
        begun = datetime.fromtimestamp(data["begun"], UTC)
        row.user_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.name, row.agent = uuid.UUID(data["name"]), data.get("agent", "")
        row.begun_at, row.seen_at, row.expire_date = begun, now, _end(begun, now)
        return row

    def _get_session_from_db(self) -> Any:
        """As Django asks, written out: every request does, and composing costs more than that."""
        kept = cast(Any, self.model).objects.unguarded("who holds the key")
        self._row = next(iter(kept.raw(_KEPT, [self.session_key, timezone.now()])), None)
        if self._row is None:
            self._session_key = None
        return self._row


def _end(begun: datetime, now: datetime) -> datetime:
    """Idle for eight hours or in use for a day: whichever comes first."""
    return min(now + IDLE, begun + ABSOLUTE)
