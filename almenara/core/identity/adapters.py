"""Where allauth meets the house: our words, nobody signs up, sign-ins are acts, seeds sealed."""

import base64
import math
import time
from typing import Any, cast

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.models import PrivateKey
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from qrcode.image.svg import SvgPathFillImage

from almenara.core.identity import recent, services, signing, who
from almenara.core.journal.acts import record_denied
from almenara.core.parties.actor import NOBODY
from almenara.core.parties.keyring import seal, unseal
from almenara.core.parties.refusals import Denied, TooMany
from almenara.core.parties.request import Request

PLACE = ("mfa_authenticator", "data", "seed")
FAILED = "login_failed"
QUARTER = 900  # seconds


class AccountAdapter(DefaultAccountAdapter):
    """The one who lets in."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": gettext_lazy("Esta cuenta está cerrada."),
        "enter_current_password": gettext_lazy("No es su contraseña actual."),
        "incorrect_password": gettext_lazy("No es su contraseña."),
        "incorrect_code": gettext_lazy("El código no vale o ya se usó."),
        "invalid_login": gettext_lazy("No se pudo entrar."),
        "username_password_mismatch": gettext_lazy("El usuario o la contraseña no son correctos."),
        "select_only_one": gettext_lazy("Elija uno solo."),
        "rate_limited": gettext_lazy("Demasiadas peticiones: espere un momento."),
    }

    def is_open_for_signup(self, request: Request) -> bool:
        """Accounts are made by invitation of whoever nominates."""
        return False

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """Too many failures are no error of a form: they are answered 429 with the wait."""
        if code == "too_many_login_attempts":
            raise TooMany(_("Demasiados intentos fallidos con esta cuenta."), self._wait())
        return super().validation_error(code, *args)

    def login(self, request: Request, user: Any) -> None:
        """A new key for the session, whose clock starts now."""
        super().login(request, user)
        cast(Any, request.session).begin(request.headers.get("User-Agent", ""))

    def post_login(self, request: Request, user: Any, **kwargs: Any) -> HttpResponse:
        with transaction.atomic():
            actor = who.of_user(user.pk)
            if actor.is_known:
                services.sign_in(actor)
        return super().post_login(request, user, **kwargs)

    def pre_authenticate(self, request: Request, **credentials: Any) -> None:
        self._tried = self._get_login_attempts_cache_key(request, **credentials)
        super().pre_authenticate(request, **credentials)

    def authentication_failed(self, request: Request, **credentials: Any) -> None:
        """A failed sign-in is journalled without the name that was tried."""
        record_denied(NOBODY, Denied("", "sign-in", "account:unknown"))

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who signed in a moment ago has just confirmed who they are."""
        return not recent.is_recent(context.request)

    def get_password_change_redirect_url(self, request: Request) -> str:
        return "/account/"

    def add_message(self, request: Request, level: int, *args: Any, **kwargs: Any) -> None:
        """What happened is told by the page that follows, in our words; errors are passed on."""
        if message := kwargs.get("message"):
            super().add_message(request, level, message=message)

    def logout(self, request: Request) -> None:
        if request.actor.is_known:
            services.sign_out(request.actor)
        super().logout(request)

    def _get_login_attempts_cache_key(self, request: Request, **credentials: Any) -> str:
        """One count for a user name, by whatever address the site is called."""
        return f"name:{credentials.get('username', '').strip().lower()}"

    def _wait(self) -> int:
        """Seconds until the oldest failure that counts is a quarter of an hour old."""
        (rate,) = ratelimit.get_rates(app="allauth.account", action=FAILED)
        key = ratelimit.get_cache_key(
            context.request, app="allauth.account", action=FAILED, rate=rate,
            key=getattr(self, "_tried", ""),
        )  # fmt: skip
        failures = cache.get(key) or [time.time()]
        return max(1, math.ceil(failures[-1] + QUARTER - time.time()))


class SecondFactorAdapter(DefaultMFAAdapter):
    """Seeds and codes are kept sealed; keys are called in the reader's language."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": gettext_lazy("No puede quitar su segundo factor."),
        "cannot_generate_recovery_codes": gettext_lazy("Primero ponga un segundo factor."),
        "incorrect_code": gettext_lazy("El código o la llave no valen, o el código ya se usó."),
    }

    def encrypt(self, text: str) -> str:
        return base64.b64encode(seal(text, *PLACE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(base64.b64decode(encrypted_text), *PLACE)

    def get_totp_issuer(self) -> str:
        return f"Almenara ({settings.INSTALLATION})"

    def build_totp_svg(self, url: str) -> str:
        """Black on white also where the page is dark: cameras read it so."""
        return qrcode.make(url, image_factory=SvgPathFillImage).to_string().decode()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        return _("Llave %d") % (user.authenticator_set.filter(type=type).count() + 1)

    def _get_user_identifier(self, user: Any) -> str:
        return str(user.get_username())

    def _get_site_name(self) -> str:
        return "Almenara"


class ProviderAdapter(DefaultOIDCAdapter):
    """Tools of States and of the secretariat let people in with their account here."""

    scope_display = {
        "openid": gettext_lazy("Saber que es la misma persona cada vez"),
        "email": gettext_lazy("Ver su correo de cuenta"),
        "profile": gettext_lazy("Ver su nombre de usuario"),
    }

    def list_private_keys(self, **kwargs: Any) -> list[PrivateKey]:
        return [PrivateKey(pem=signing.private_key())]

    def get_issuer(self) -> str:
        """The installation's address, whatever name the browser called it by."""
        return str(settings.BASE_URL)

    def populate_server_metadata(self, data: dict[str, Any]) -> None:
        """Only the flow with a code is offered, and only with S256."""
        data.pop("device_authorization_endpoint", None)
        data["grant_types_supported"] = ["authorization_code", "refresh_token"]
        data["response_types_supported"] = ["code"]
