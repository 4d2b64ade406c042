"""The link of an invitation: it opens the own account once, until a password is set."""

from typing import Any, cast

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ObjectDoesNotExist
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from almenara.core.identity import who
from almenara.core.parties.actor import Actor


def link(user: AbstractBaseUser) -> str:
    """The address to be mailed; it stops working when the password is set, or after some days."""
    uid = urlsafe_base64_encode(str(user.pk).encode())
    key = default_token_generator.make_token(cast(Any, user))
    return f"{settings.BASE_URL}/accounts/welcome/{uid}/{key}/"


def invited(uid: str, key: str) -> Actor:
    """Whose link it is; one that is wrong, used or old is not there."""
    try:
        number = int(urlsafe_base64_decode(uid).decode())
    except ValueError:
        raise ObjectDoesNotExist from None
    user = get_user_model().objects.filter(pk=number).first()
    actor = who.of_user(number) if default_token_generator.check_token(user, key) else None
    if actor is None or not actor.is_known:
        raise ObjectDoesNotExist
    return actor
