"""Readers' OpenPGP keys: which are good now, and who is told when one is not.

A key that cannot be used means a message without content, never content in clear. Its holder and
the national contact points of its State are told about the key, never about the message (R4).
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.notices import rows
from almenara.core.notices.models import Address, Notice
from almenara.core.notices.rows import WHY, Telling
from almenara.core.notices.words import WORDS, Content, Word
from almenara.core.parties.models import Person, RoleGrant
from almenara.formats import openpgp
from almenara.formats.refusal import Unreadable


def usable(persons: Iterable[UUID], at: datetime) -> dict[UUID, str]:
    """The armoured keys that can be encrypted to now, by person; the others are complained of."""
    good = {}
    for row in Address.objects.unguarded(WHY).filter(person__in=set(persons), kind="pgp"):
        armoured = row.address
        if _is_good(armoured, at):
            good[row.person_id] = armoured
        else:
            _complain(row)
    return good


def _is_good(armoured: str, at: datetime) -> bool:
    try:
        return openpgp.inspect(armoured, at).usable
    except Unreadable:
        return False


def _complain(address: Address) -> None:
    """Tell the holder and the contact points about this key, once a key."""
    fingerprint = address.facts.get("fingerprint", "")
    holder = Telling(
        persons=(address.person_id,),
        word="key",
        about=f"address:{address.pk}",
        group=f"key:{address.person_id}:{fingerprint}",
        marking="TLP:GREEN",
        channels=frozenset({"inbox", "mail"}),
    )
    points = replace(holder, persons=tuple(_contact_points(address.person_id)), step=2)
    rows.write([holder, points])


def _contact_points(person: UUID) -> list[UUID]:
    """Who holds the role of national contact point in the State of this person."""
    state = Person.objects.unguarded(WHY).filter(pk=person).values("institution__state")
    now = timezone.now()
    grants = RoleGrant.objects.unguarded(WHY).filter(
        Q(until=None) | Q(until__gt=now),
        role="ncp",
        since__lte=now,
        person__ended_at=None,
        person__institution__state__in=state,
    )
    return list(grants.exclude(person=person).values_list("person_id", flat=True).distinct())


def _contents(notices: list[Notice]) -> dict[UUID, Content]:
    ids = {notice.about.partition(":")[2] for notice in notices}
    rows_ = Address.objects.unguarded(WHY).filter(pk__in=ids).select_related("person__user")
    addresses = {str(row.pk): row for row in rows_}
    return {
        notice.pk: _content(notice, addresses[pk])
        for notice in notices
        if (pk := notice.about.partition(":")[2]) in addresses
    }


def _content(notice: Notice, address: Address) -> Content:
    fingerprint = address.facts.get("fingerprint", "")
    told = _("Mientras tanto los mensajes llegan sin contenido. Ponga otra clave en «Mis canales».")
    if notice.person_id == address.person_id:
        title = _("Su clave OpenPGP ya no sirve para cifrar")
        body = _("Huella: %s") % fingerprint
    else:
        title = _("Una clave OpenPGP de su Estado ya no sirve para cifrar")
        name = address.person.user.get_username()
        body = _("Cuenta: %(name)s. Huella: %(print)s") % {"name": name, "print": fingerprint}
        told = _("Pídale que ponga otra.")
    return Content(
        title=title,
        body=f"{body}\n\n{told}",
        marking="TLP:GREEN",
        reference=fingerprint[-8:],
        url=f"{settings.BASE_URL}/me/channels/",
    )


WORDS["key"] = Word(_contents)
