"""Where allauth meets the house: no sign-up by oneself, sign-ins are acts, seeds are sealed."""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from almenara.core.identity import services, who
from almenara.core.journal.acts import record_denied
from almenara.core.parties.actor import NOBODY
from almenara.core.parties.keyring import seal, unseal
from almenara.core.parties.refusals import Denied

PLACE = ("mfa_authenticator", "data", "seed")


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by invitation of whoever nominates."""
        return False

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        with transaction.atomic():
            actor = who.of_user(user.pk)
            if actor.is_known:
                services.sign_in(actor)
        return super().post_login(request, user, **kwargs)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """A failed sign-in is journalled without the name that was tried."""
        record_denied(NOBODY, Denied("", "sign-in", "account:unknown"))

    def logout(self, request: HttpRequest) -> None:
        if request.actor.is_known:
            services.sign_out(request.actor)
        super().logout(request)


class SecondFactorAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return base64.b64encode(seal(text, *PLACE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(base64.b64decode(encrypted_text), *PLACE)
