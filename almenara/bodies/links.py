"""The link that proves the mail address of somebody without an account."""

import hashlib

from django.conf import settings
from django.utils.crypto import salted_hmac

from almenara.bodies.models import Registration


def token_of(registration: Registration) -> str:
    """Made from its key and the installation's secret; the table keeps its digest only."""
    mac = salted_hmac("almenara.bodies.registration", str(registration.pk), algorithm="sha256")
    return str(mac.hexdigest())


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def url_of(registration: Registration) -> str:
    return f"{settings.BASE_URL}/calendar/registrations/{token_of(registration)}/"
