"""Signed webhooks as a channel (Standard Webhooks); above GREEN without title and body."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from almenara.core.notices import letters, outbound, speech
from almenara.core.notices.convoy import Parcel, Sending
from almenara.core.notices.gate import Gate
from almenara.core.notices.handover import WHY, Carriage, Load
from almenara.core.notices.models import Address, Notice
from almenara.core.notices.words import Content
from almenara.formats import webhook


def load(notices: list[Notice]) -> Load:
    """The calls of a batch; a reader who took the webhook away has nothing to be called at."""
    contents, broken = speech.contents(notices)
    result = Load(unsendable=broken)
    addresses = _addresses(notices)
    for notice in notices:
        if notice.pk in broken:
            continue
        if notice.pk not in contents or notice.person_id not in addresses:
            result.speechless.append(notice.pk)
            continue
        url, secret = addresses[notice.person_id]
        body = json.dumps(payload(notice, contents[notice.pk]), ensure_ascii=False).encode()
        result.parcels.append(Parcel(notice.pk, _calling(url, secret, notice.key, body)))
    return result


def payload(notice: Notice, content: Content) -> dict[str, Any]:
    """What a program is told; the rest it fetches with its person's token."""
    told = {
        "type": notice.word,
        "reference": content.reference,
        "marking": str(content.marking),
        "network": content.network,
        "exercise": content.is_exercise,
        "url": content.url,
    }
    if letters.is_open(content.marking):
        told |= {"title": content.title, "body": content.body}
    return told


def _calling(url: str, secret: str, key: str, body: bytes) -> Sending:
    def send(parcel: Parcel, gate: Gate) -> None:
        place = outbound.find(url, settings.OUTBOUND_ALLOW)
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Almenara",
            **webhook.headers(secret, key, datetime.now(UTC), body),
        }
        outbound.post(place, body, headers, lambda: parcel.leaving(gate))

    return send


def _addresses(notices: list[Notice]) -> dict[UUID, tuple[str, str]]:
    found = Address.objects.unguarded(WHY).filter(
        person__in={notice.person_id for notice in notices}, kind="webhook"
    )
    return {row.person_id: (row.address, row.secret) for row in found}


CARRIAGE = Carriage(ready=lambda: "", load=load)
