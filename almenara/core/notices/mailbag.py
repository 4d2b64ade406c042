"""Mail as a channel: addresses, languages, keys; then letters for the carrier."""

from uuid import UUID

from django.conf import settings
from django.utils import translation

from almenara.core.notices import keys, letters, links, mail, speech
from almenara.core.notices.convoy import Parcel, Sending
from almenara.core.notices.gate import Gate
from almenara.core.notices.handover import WHY, Carriage, Load
from almenara.core.notices.mail import Carrier, Letter
from almenara.core.notices.models import Address, Notice
from almenara.core.notices.words import Content


def load(notices: list[Notice]) -> Load:
    """The letters of a batch; content above GREEN leaves only under the reader's key."""
    contents, broken = speech.contents(notices)
    said = [notice for notice in notices if notice.pk in contents]
    speechless = [n.pk for n in notices if n.pk not in contents and n.pk not in broken]
    to = _addresses(said)
    usable = keys.usable(said)
    closed = [n for n in said if not letters.is_open(contents[n.pk].marking)]
    links.make(n for n in closed if n.person_id not in usable)
    carrier = _carrier()
    result = Load(unsendable=broken, speechless=speechless)
    for notice in said:
        address = to.get(notice.person_id, "")
        if not letters.is_address(address):
            result.unsendable[notice.pk] = "sin dirección de correo"
            continue
        with translation.override(notice.language):
            letter = _letter(notice, contents[notice.pk], address, usable)
        result.parcels.append(Parcel(notice.pk, _sending(carrier, letter)))
    return result


def _letter(notice: Notice, content: Content, to: str, usable: dict[UUID, str]) -> Letter:
    if letters.is_open(content.marking):
        return letters.plain(notice, content, to, "", settings.BASE_URL)
    if key := usable.get(notice.person_id):
        armoured = keys.encrypt(key, letters.inner(content))
        if armoured:
            return letters.sealed(notice, content, to, armoured, settings.BASE_URL)
        links.make([notice])
    return letters.plain(notice, content, to, links.url_of(notice), settings.BASE_URL)


def _sending(carrier: Carrier, letter: Letter) -> Sending:
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
