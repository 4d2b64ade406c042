"""Whether the person behind a session showed who they are a moment ago."""

import time
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings


def is_recent(request: Any) -> bool:
    """By password, code or key: at sign-in or when asked again."""
    if not request.user.is_authenticated:
        return False
    since = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    return any(record["at"] > since for record in get_authentication_records(request, request.user))


def recently_confirmed(view: Any) -> Any:
    """Mark a page that asks first who one is, unless that was shown a moment ago.

    Export, a change of keys, giving a role, making a token. The door (`core.web.gates`) asks.
    """
    view.asks_who = True
    return view
