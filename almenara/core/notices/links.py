"""The one-time link of a mail without content.

The token is derived from the notice's key and the installation's secret, so that a message that
left twice carries the same link; the table keeps its digest only.
"""

import base64
import hashlib
from collections.abc import Iterable

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from almenara.core.notices.models import Notice, OneTimeLink, language_of, zone_of
from almenara.core.parties.actor import Actor


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def token_of(notice: Notice) -> str:
    mac = salted_hmac("almenara.notices.link", notice.key, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(mac).decode().rstrip("=")


def url_of(notice: Notice) -> str:
    return f"{settings.BASE_URL}/link/{token_of(notice)}/"


def make(notices: Iterable[Notice]) -> None:
    """Keep the links of these notices; those of an earlier attempt stay."""
    now = timezone.now()
    rows = [OneTimeLink(notice=n, digest=digest(token_of(n)), made_at=now) for n in notices]
    OneTimeLink.objects.bulk_create(rows, ignore_conflicts=True)


def reader(notice: Notice) -> Actor:
    """The notice's reader as far as a mail proves them: no roles."""
    person = notice.person
    institution = person.institution
    return Actor(
        name=person.user.get_username(),
        person=str(person.pk),
        pseudonym=person.pseudonym,
        institution=person.institution_id or "",
        state=institution.state_id or "" if institution else "",
        language=language_of(person),
        zone=zone_of(person),
    )
