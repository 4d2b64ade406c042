"""Forms of signing in and of one's account: allauth's with our words, and our own."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as factors
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _

CODE = _("Seis cifras de su aplicación, o uno de sus códigos de recuperación.")


def say(form: forms.BaseForm, words: dict[str, tuple[Any, Any]]) -> None:
    """Our labels and hints; no placeholder stands in for a label."""
    for name, (label, hint) in words.items():
        form.fields[name].label, form.fields[name].help_text = label, hint
        form.fields[name].widget.attrs.pop("placeholder", None)


class LoginForm(account.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, {"login": (_("Usuario"), ""), "password": (_("Contraseña"), "")})
        self.fields["login"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}


class ChangePasswordForm(account.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rule = _("Al menos 12 caracteres; mejor una frase que solo usted diría.")
        say(
            self,
            {
                "oldpassword": (_("Contraseña actual"), ""),
                "password1": (_("Contraseña nueva"), rule),
                "password2": (_("La nueva, otra vez"), ""),
            },
        )


class ReauthenticateForm(account.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, {"password": (_("Contraseña"), "")})


class CodeForm(factors.AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, {"code": (_("Código"), CODE)})


class CodeAgainForm(factors.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, {"code": (_("Código"), CODE)})


class ActivateForm(totp.ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, {"code": (_("Código que muestra la aplicación"), _("Seis cifras."))})
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class AddKeyForm(webauthn.AddWebAuthnForm):
    """A key that also lets in without a password: a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        says = _("Para distinguirla de otras: «teléfono», «llavero».")
        without = _("Pide huella, rostro o PIN en el aparato y entra sin contraseña.")
        say(
            self,
            {
                "name": (_("Nombre de la llave"), says),
                "passwordless": (_("Entrar solo con esta llave"), without),
            },
        )
        self.fields["passwordless"].initial = True


class EditKeyForm(webauthn.EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, {"name": (_("Nombre de la llave"), "")})
