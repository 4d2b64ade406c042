"""The same POST twice is one act: `Idempotency-Key` (docs/api.md)."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.access.context import system_work
from almenara.core.api.models import FirstAnswer
from almenara.core.parties import keyring
from almenara.core.parties.actor import SYSTEM, Actor
from almenara.core.parties.request import Request
from almenara.formats.refusal import Unreadable

DAY = timedelta(hours=24)
TABLE, COLUMN = "api_firstanswer", "answer"


def once(request: Request, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """What `answer` answers, or 200 with what this person's key was answered before."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return answer()
    if not key:
        raise Unreadable(["header", "Idempotency-Key"], _("Falta el texto."))
    made: list[HttpResponse] = []

    def make() -> str:
        made.append(answer())
        return json.dumps([made[0].content.decode(), made[0].get("Location", "")])

    is_new, told = first(request.actor, key, _digest(request), make)
    return made[0] if is_new else _again(told)


def first(actor: Actor, key: str, body: str, make: Callable[[], str]) -> tuple[bool, str]:
    """What `make` tells and that it is new, or what this person's key was told before.

    A second request under the key waits in the database for the end of the first one; a refusal
    takes its row with it, so that the key is free again.
    """
    if len(key) > 255 or "\x00" in key:
        raise Unreadable(["header", "Idempotency-Key"], _("Más de 255 caracteres."))
    mine = FirstAnswer.objects.visible_to(actor).filter(key=key)
    mine.filter(at__lt=timezone.now() - DAY).delete()
    asked = FirstAnswer(person_id=actor.person, key=key, body=body, at=timezone.now())
    FirstAnswer.objects.bulk_create([asked], ignore_conflicts=True)
    kept = mine.get()
    if kept.pk != asked.pk:
        return False, _same(kept, asked)
    told = make()
    mine.update(answer=keyring.seal(told, TABLE, COLUMN, str(asked.pk)))
    return True, told


@dataclass(frozen=True)
class Told:
    """What a key was answered, and the digest of what was asked."""

    answer: str
    body: str


def told(actor: Actor, key: str) -> Told | None:
    """What this person's key was told within a day; asking changes nothing."""
    since = timezone.now() - DAY
    kept = FirstAnswer.objects.visible_to(actor).filter(key=key, at__gte=since).first()
    if kept is None:
        return None
    return Told(keyring.unseal(bytes(kept.answer), TABLE, COLUMN, str(kept.pk)), kept.body)


def _same(kept: FirstAnswer, asked: FirstAnswer) -> str:
    if kept.body != asked.body:
        raise Unreadable(
            ["header", "Idempotency-Key"], _("La misma clave vino antes con otro contenido.")
        )
    return keyring.unseal(bytes(kept.answer), TABLE, COLUMN, str(kept.pk))


def forget() -> None:
    """Take out what is older than a day, whoever asked."""
    with system_work():
        kept = FirstAnswer.objects.visible_to(SYSTEM)
        kept.filter(at__lt=timezone.now() - DAY).delete()


def _again(told: str) -> HttpResponse:
    text, location = json.loads(told)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    if location:
        response["Location"] = location
    return response


def _digest(request: Request) -> str:
    return hashlib.sha256(request.path.encode() + b"\n" + request.body).hexdigest()
