"""The telephone as a channel: a gateway for SMS and voice, or a call that a person makes.

A gateway gets reference and link, never content. Without one the notice waits as a task «call
now» on the originating institution's screen (`next_at` empty), until its outcome is written down.
"""

import json
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from almenara.core.notices import outbound, speech
from almenara.core.notices.convoy import Parcel, Sending
from almenara.core.notices.gate import Gate
from almenara.core.notices.handover import WHY, Carriage, Load
from almenara.core.notices.models import Address, Notice
from almenara.core.notices.words import Content, phone_lines


def load(notices: list[Notice]) -> Load:
    """Calls to the gateway, or tasks for a person."""
    contents, broken = speech.contents(notices)
    result = Load(unsendable=broken)
    result.speechless = [n.pk for n in notices if n.pk not in contents and n.pk not in broken]
    said = [notice for notice in notices if notice.pk in contents]
    if not settings.PHONE_URL:
        tasks = Notice.objects.unguarded(WHY).filter(pk__in=[n.pk for n in said])
        tasks.update(next_at=None)
        return result
    numbers = _numbers(said)
    for notice in said:
        with translation.override(notice.language):
            words = text(contents[notice.pk])
        to = numbers.get(notice.person_id) or notice.person.user.get_username()
        body = json.dumps({"to": to, "text": words, "key": notice.key}, ensure_ascii=False)
        result.parcels.append(Parcel(notice.pk, _calling(notice.key, body.encode())))
    return result


def text(content: Content) -> str:
    """A sentence that a telephone may show on its locked screen."""
    exercise = _("EJERCICIO. ") if content.is_exercise else ""
    told = _("Almenara: tiene un mensaje, %(reference)s. Entre en %(url)s")
    return exercise + told % {"reference": content.reference, "url": content.url}


def _calling(key: str, body: bytes) -> Sending:
    def send(parcel: Parcel, gate: Gate) -> None:
        place = outbound.find(settings.PHONE_URL, frozenset(), is_own=True)
        headers = {"Content-Type": "application/json", "X-Almenara-Key": key}
        outbound.post(place, body, headers, lambda: parcel.leaving(gate))

    return send


def _numbers(notices: list[Notice]) -> dict[UUID, str]:
    """The reader's own number where they gave one, else the line of the post they hold."""
    persons = [notice.person_id for notice in notices]
    own = Address.objects.unguarded(WHY).filter(person__in=persons, kind="phone")
    given = {row.person_id: row.address for row in own if row.address}
    return {**phone_lines(persons), **given}


CARRIAGE = Carriage(ready=lambda: "", load=load)
