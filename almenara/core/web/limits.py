"""How often one may ask: counted a minute in a table that all processes share."""

import time

from django.db import connection, transaction
from django.utils.translation import gettext as _

from almenara.core.parties.refusals import TooMany

_COUNT = """insert into web_counter as c (key, minute, asked)
select %s, %s, %s from set_config('synchronous_commit', 'off', true)
on conflict (key, minute) do update set asked = c.asked + excluded.asked returning asked"""


def count(key: str, limit: int, times: int = 1) -> int:
    """Count requests under `key` this minute; above `limit` it is TooMany.

    Call it outside the request's transaction: its row would be locked until the end.
    """
    now = time.time()
    minute = int(now // 60)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_COUNT, [key, minute, times])
        asked: int = cursor.fetchone()[0]
    if asked > limit:
        raise TooMany(_("Demasiadas peticiones en un minuto."), 60 - int(now % 60))
    return asked
