"""Forms of signing in and of one's account: allauth's with our words, and our own."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any, cast
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from allauth.account import forms as account
from allauth.mfa.base import forms as factors
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from almenara.core import dates

PLACES = ("America/", "Atlantic/", "Europe/")
DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
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


class PreferencesForm(forms.Form):
    """How pages and messages reach this person."""

    language = forms.ChoiceField(label=_("Idioma"), required=False)
    zone = forms.ChoiceField(
        label=_("Zona horaria"), required=False, help_text=_("En ella se dicen todas las horas.")
    )
    density = forms.ChoiceField(
        label=_("Vista"), choices=[("airy", _("Holgada")), ("compact", _("Compacta"))]
    )
    theme = forms.ChoiceField(
        label=_("Colores"),
        required=False,
        choices=[
            ("", _("Como el aparato")),
            ("light", _("Claros")),
            ("dark", _("Oscuros")),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = ("", _("La de su Estado"))
        cast(Any, self.fields["language"]).choices = [
            ("", _("El de su Estado")),
            *settings.LANGUAGES,
        ]
        zones = sorted(z for z in dates.zones() if z.startswith(PLACES) or z == "UTC")
        cast(Any, self.fields["zone"]).choices = [own, *((z, z.replace("_", " ")) for z in zones)]


class TokenForm(forms.Form):
    label = forms.CharField(
        label=_("Nombre"), max_length=80, help_text=_("Qué programa la usará y dónde.")
    )
    days = forms.TypedChoiceField(
        label=_("Vale"),
        coerce=int,
        initial=90,
        choices=[(7, _("7 días")), (30, _("30 días")), (90, _("90 días")), (365, _("un año"))],
    )


class ToolForm(forms.Form):
    """A tool that lets people in with their account here."""

    name = forms.CharField(
        label=_("Nombre"), max_length=100, help_text=_("Lo lee quien la deja entrar.")
    )
    back = forms.CharField(
        label=_("Direcciones de vuelta"),
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Una por línea, enteras: https://…"),
    )

    def clean_back(self) -> list[str]:
        """Whole addresses; without TLS only on the machine itself."""
        lines = self.cleaned_data["back"].split()
        for line in lines:
            place = urlsplit(line)
            is_here = place.hostname in ("localhost", "127.0.0.1", "::1")
            if place.scheme != "https" and not (place.scheme == "http" and is_here):
                raise forms.ValidationError(_("No es una dirección https entera: %s") % line)
            if not place.hostname or place.fragment or "*" in line:
                raise forms.ValidationError(_("No es una dirección https entera: %s") % line)
        return lines


class SubstitutionForm(forms.Form):
    """Who acts for oneself, from a day to a day, both included, where one lives."""

    substitute = forms.ChoiceField(
        label=_("Quién actúa"), help_text=_("Alguien de su misma institución.")
    )
    since = forms.DateField(label=_("Desde el día"), widget=DATE)
    until = forms.DateField(label=_("Hasta el día"), widget=DATE, help_text=_("Este incluido."))
    rule = forms.CharField(
        label=_("Según"), max_length=200, help_text=_("El acto o la norma que lo permite.")
    )

    def __init__(self, *args: Any, people: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(Any, self.fields["substitute"]).choices = [("", _("Elija")), *people]

    def moments(self, zone: str) -> tuple[datetime, datetime]:
        """The first moment of the first day, and that after the last day."""
        here = ZoneInfo(zone)
        first, last = self.cleaned_data["since"], self.cleaned_data["until"]
        return (
            datetime.combine(first, time(), here),
            datetime.combine(last + timedelta(days=1), time(), here),
        )


class CorrectionForm(forms.Form):
    about = forms.CharField(
        label=_("Dónde"), max_length=200, required=False, help_text=_("La página o el dato.")
    )
    words = forms.CharField(
        label=_("Qué hay que corregir"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
