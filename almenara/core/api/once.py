"""The same POST twice is one act: `Idempotency-Key` (CONTRACTS §1)."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.access.context import system_work
from almenara.core.api.models import FirstAnswer
from almenara.core.parties import keyring
from almenara.core.parties.actor import SYSTEM
from almenara.core.parties.request import Request
from almenara.formats.refusal import Unreadable

DAY = timedelta(hours=24)
TABLE, COLUMN = "api_firstanswer", "answer"


def once(request: Request, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """What `answer` answers, or 200 with what this person's key was answered before.

    A second request under the key waits in the database for the end of the first one; a refusal
    takes its row with it, so that the key is free again.
    """
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        return answer()
    if len(key) > 255 or "\x00" in key:
        raise Unreadable(["header", "Idempotency-Key"], _("Más de 255 caracteres."))
    mine = FirstAnswer.objects.visible_to(request.actor).filter(key=key)
    mine.filter(at__lt=timezone.now() - DAY).delete()
    first = FirstAnswer(
        person_id=request.actor.person, key=key, body=_digest(request), at=timezone.now()
    )
    FirstAnswer.objects.bulk_create([first], ignore_conflicts=True)
    kept = mine.get()
    if kept.pk != first.pk:
        return _again(kept, first)
    response = answer()
    mine.update(answer=keyring.seal(_told(response), TABLE, COLUMN, str(first.pk)))
    return response


def forget() -> None:
    """Take out what is older than a day, whoever asked."""
    with system_work():
        kept = FirstAnswer.objects.visible_to(SYSTEM)
        kept.filter(at__lt=timezone.now() - DAY).delete()


def _told(response: HttpResponse) -> str:
    return json.dumps([response.content.decode(), response.get("Location", "")])


def _again(kept: FirstAnswer, asked: FirstAnswer) -> HttpResponse:
    if kept.body != asked.body:
        raise Unreadable(
            ["header", "Idempotency-Key"], _("La misma clave vino antes con otro contenido.")
        )
    text, location = json.loads(keyring.unseal(bytes(kept.answer), TABLE, COLUMN, str(kept.pk)))
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    if location:
        response["Location"] = location
    return response


def _digest(request: Request) -> str:
    return hashlib.sha256(request.path.encode() + b"\n" + request.body).hexdigest()
