"""«Something changed, look again»: a word to open pages, sent when the act commits.

Hints carry topics, never content; the events hub passes them only to the keys named here
(institutions, or persons for what only they may know), and the pages decide what is seen.
"""

import json
import time
from collections.abc import Iterable

from django.db import connection

CHANNEL = "almenara_events"
STAYS = "stays"  # a session of this person is over: the hub asks again, no page is told


def hint(topic: str, audience: Iterable[str]) -> None:
    """Tell the open pages of `audience` that `topic` changed; part of the caller's transaction."""
    word = {"id": time.time_ns() // 1_000_000, "topic": topic, "audience": sorted(set(audience))}
    with connection.cursor() as cursor:
        cursor.execute("select pg_notify(%s, %s)", [CHANNEL, json.dumps(word)])
