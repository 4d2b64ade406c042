"""The second factor: adding and taking off are acts; a new one counts as shown in this session."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base import views as base
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.conf import settings

from almenara.core.identity import factors, services
from almenara.core.parties.request import Request


class Overview(base.IndexView):
    """What protects this account, and what its roles ask for."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actor, held = self.request.actor, factors.held(self.request.user)
        asked = {
            "is_asked": settings.SECOND_FACTOR,
            "needs_key": settings.SECOND_FACTOR and factors.CODES not in factors.good_for(actor),
            "is_missing": not factors.good_for(actor) & held,
        }
        return {**super().get_context_data(**kwargs), **asked}


class Activation(totp.ActivateTOTPView):
    def form_valid(self, form: Any) -> Any:
        response = super().form_valid(form)
        _added(self.request, factors.CODES)
        return response


class Deactivation(totp.DeactivateTOTPView):
    def form_valid(self, form: Any) -> Any:
        services.unprotect(self.request.actor, factors.CODES)
        return super().form_valid(form)


class NewKey(webauthn.AddWebAuthnView):
    def form_valid(self, form: Any) -> Any:
        response = super().form_valid(form)
        _added(self.request, factors.PASSKEY)
        return response


class KeyRemoval(webauthn.RemoveWebAuthnView):
    def form_valid(self, form: Any) -> Any:
        services.unprotect(self.request.actor, factors.PASSKEY)
        return super().form_valid(form)


class NewCodes(codes.GenerateRecoveryCodesView):
    def form_valid(self, form: Any) -> Any:
        services.protect(self.request.actor, "recovery_codes")
        return super().form_valid(form)


overview = Overview.as_view()
activate = Activation.as_view()
deactivate = Deactivation.as_view()
add_key = NewKey.as_view()
remove_key = KeyRemoval.as_view()
generate_codes = NewCodes.as_view()
keys = webauthn.list_webauthn
edit_key = webauthn.edit_webauthn
reauthenticate = base.reauthenticate
reauthenticate_by_key = webauthn.reauthenticate_webauthn
show_codes = codes.view_recovery_codes
download_codes = codes.download_recovery_codes


def _added(request: Request, kind: str) -> None:
    services.protect(request.actor, kind)
    record_authentication(request, request.user, "mfa", type=kind)
