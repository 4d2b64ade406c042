"""The same POST twice is one act: `Idempotency-Key` (CONTRACTS §1)."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.api.models import FirstAnswer
from almenara.formats.refusal import Unreadable

DAY = timedelta(hours=24)


def once(
    request: HttpRequest, make: Callable[[], str], show: Callable[[str], dict[str, Any]]
) -> tuple[int, dict[str, Any]]:
    """201 with what `make` made, or 200 with what the same key made before.

    A second request under the key waits in the database for the end of the first one.
    """
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        return 201, show(make())
    if len(key) > 255:
        raise Unreadable(["header", "Idempotency-Key"], _("Más de 255 caracteres."))
    mine = FirstAnswer.objects.visible_to(request.actor).filter(key=key)
    mine.filter(at__lt=timezone.now() - DAY).delete()
    answer = FirstAnswer(
        person_id=request.actor.person, key=key, body=_digest(request), at=timezone.now()
    )
    FirstAnswer.objects.bulk_create([answer], ignore_conflicts=True)
    first = mine.get()
    if first.pk != answer.pk:
        return 200, show(_same(first, answer))
    thing = make()
    mine.update(thing=thing)
    return 201, show(thing)


def _same(first: FirstAnswer, answer: FirstAnswer) -> str:
    if first.body != answer.body:
        raise Unreadable(
            ["header", "Idempotency-Key"], _("La misma clave vino antes con otro contenido.")
        )
    return str(first.thing)


def _digest(request: HttpRequest) -> str:
    return hashlib.sha256(request.path.encode() + b"\n" + request.body).hexdigest()
