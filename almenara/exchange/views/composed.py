"""One composition is sent once: its mark stands in the page's address, where Back finds it again.

What was typed is compared, so that a button pressed twice leads to the alert that was sent, and
other words under the same mark come back as what they are: not sent.
"""

import hashlib
import json
from typing import Any
from uuid import UUID, uuid4

from almenara.core.parties.request import Request
from almenara.exchange import queries


def fresh(kind: str) -> str:
    """Where an alert of a kind is begun."""
    return f"/alerts/new/{kind}/?once={uuid4()}"


def mark(request: Request) -> UUID | None:
    """The composition that the address names; kept as a draft, the draft has it as its key."""
    try:
        return UUID(request.GET.get("once", ""))
    except ValueError:
        return None


def key_of(request: Request, draft: UUID | None) -> str:
    """A draft is its own composition; an address without a mark is a new one each time."""
    return f"page:{draft or mark(request) or uuid4()}"


def typed(request: Request) -> str:
    """What was typed and attached, in a digest."""
    digest = hashlib.sha256()
    said = {key: all_ for key, all_ in request.POST.lists() if key != "csrfmiddlewaretoken"}
    digest.update(json.dumps(said, sort_keys=True).encode())
    for _place, files in sorted(request.FILES.lists()):
        for file in files:
            digest.update(f"{file.name}\n{file.size}\n".encode())
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
    return digest.hexdigest()


def shown(alert: queries.Alert) -> dict[str, Any]:
    """That it was sent, and where another one begins."""
    return {
        "url": f"/alerts/{alert.pk}/",
        "reference": alert.reference,
        "at": alert.published_at,
        "fresh": fresh(alert.kind_id),
    }
