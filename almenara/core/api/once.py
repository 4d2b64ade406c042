"""The same POST twice is one act: `Idempotency-Key` (CONTRACTS §1)."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.api.models import FirstAnswer
from almenara.core.parties.actor import Actor
from almenara.core.parties.request import Request
from almenara.formats.refusal import Unreadable

DAY = timedelta(hours=24)


def once(
    request: Request, make: Callable[[], str], show: Callable[[str], dict[str, Any]]
) -> tuple[int, dict[str, Any]]:
    """201 with what `make` made, or 200 with what the same key made before.

    A second request under the key waits in the database for the end of the first one.
    """
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        return 201, show(make())
    is_new, thing = first(request.actor, key, _digest(request), make)
    return 201 if is_new else 200, show(thing)


def first(actor: Actor, key: str, body: str, make: Callable[[], str]) -> tuple[bool, str]:
    """What `make` makes and that it is new, or what this person's key made before."""
    if len(key) > 255:
        raise Unreadable(["header", "Idempotency-Key"], _("Más de 255 caracteres."))
    mine = FirstAnswer.objects.visible_to(actor).filter(key=key)
    mine.filter(at__lt=timezone.now() - DAY).delete()
    answer = FirstAnswer(person_id=actor.person, key=key, body=body, at=timezone.now())
    FirstAnswer.objects.bulk_create([answer], ignore_conflicts=True)
    kept = mine.get()
    if kept.pk != answer.pk:
        return False, _same(kept, answer)
    thing = make()
    mine.update(thing=thing)
    return True, thing


def _same(first: FirstAnswer, answer: FirstAnswer) -> str:
    if first.body != answer.body:
        raise Unreadable(
            ["header", "Idempotency-Key"], _("La misma clave vino antes con otro contenido.")
        )
    return str(first.thing)


def _digest(request: Request) -> str:
    return hashlib.sha256(request.path.encode() + b"\n" + request.body).hexdigest()
