"""Mail as a channel: addresses, languages, keys; then letters for the carrier."""

from dataclasses import replace
from datetime import datetime
from operator import attrgetter
from uuid import UUID

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import get_language

from almenara.core.notices import keys, letters, links, mail, speech
from almenara.core.notices.convoy import Parcel, Sending
from almenara.core.notices.gate import Gate
from almenara.core.notices.handover import WHY, Carriage, Load
from almenara.core.notices.mail import Carrier, Mail
from almenara.core.notices.models import Address, Notice
from almenara.core.notices.words import Content, is_received
from almenara.formats.refusal import Unreadable


def load(notices: list[Notice]) -> Load:
    """The messages of a batch; content above GREEN leaves only under the reader's key."""
    with translation.override(get_language()):  # given back whatever is activated below
        return _load(notices)


def _load(notices: list[Notice]) -> Load:
    contents, broken = speech.contents(notices)
    said = [notice for notice in notices if notice.pk in contents]
    speechless = [n.pk for n in notices if n.pk not in contents and n.pk not in broken]
    result = Load(unsendable=broken, speechless=speechless)
    to, now, carrier = _addresses(said), timezone.now(), _carrier()
    closed = [n for n in said if not letters.is_open(contents[n.pk].marking)]
    usable = keys.usable((n.person_id for n in closed), now) if closed else {}
    links.make(n for n in closed if n.person_id not in usable and is_received(n))
    for notice in sorted(said, key=attrgetter("language")):
        if get_language() != notice.language:
            translation.activate(notice.language)
        try:
            mail_ = _mail(notice, contents[notice.pk], to[notice.person_id], usable, now)
        except Unreadable:
            result.unsendable[notice.pk] = "sin dirección de correo que sirva"
            continue
        result.parcels.append(Parcel(notice.pk, _sending(carrier, mail_)))
    return result


def _mail(
    notice: Notice, content: Content, to: str, usable: dict[UUID, str], now: datetime
) -> Mail:
    """In the language that is active: whole, encrypted to the reader's key, or without content."""
    key = usable.get(notice.person_id)
    if letters.is_open(content.marking):
        return letters.mail(notice, content, to, letters.full(content), now)
    if key:
        return letters.mail(notice, content, to, letters.full(content), now, [key])
    bare = replace(content, files=())
    link = links.url_of(notice) if is_received(notice) else ""
    return letters.mail(notice, bare, to, letters.empty(content, link), now)


def _sending(carrier: Carrier, letter: Mail) -> Sending:
    def send(parcel: Parcel, gate: Gate) -> None:
        carrier.send(letter, lambda: parcel.leaving(gate))

    return send


def _addresses(notices: list[Notice]) -> dict[UUID, str]:
    """The mail address of each reader: their own choice, else their account's."""
    found = {notice.person_id: notice.person.user.email for notice in notices}
    own = Address.objects.unguarded(WHY).filter(person__in=list(found), kind="mail")
    return {**found, **{row.person_id: row.address for row in own}}


def _carrier() -> Carrier:
    return mail.here(settings.MAIL_URL, settings.MAIL_FOLDER)


CARRIAGE = Carriage(ready=lambda: _carrier().prepare(), load=load)
