"""What people write on the directory's pages; the forms read, the services decide."""

from datetime import tzinfo
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from almenara.core.forms.clocks import WallClockField
from almenara.core.parties.models import Institution, Person, State
from almenara.directory.rosters import DAYS
from almenara.directory.wallclock import zone_names

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
KINDS = [("duty", _("Guardia")), ("alternate", _("Suplente")), ("head", _("Jefatura"))]
DAY_NAMES = [_("lunes"), _("martes"), _("miércoles"), _("jueves"), _("viernes"), _("sábado"),
             _("domingo")]  # fmt: skip
ROLES = [("ncp", _("Punto de contacto nacional")), ("mission", _("Misión Permanente")),
         ("secretariat", _("Secretaría responsable"))]  # fmt: skip


class NoteForm(forms.Form):
    """The note verbale that is the act."""

    note = forms.FileField(label=_("Nota verbal"), help_text=_("PDF, hasta 50 MB."))


class NominationForm(NoteForm):
    """One note; the posts that it names stand beside it."""

    institution = forms.ModelChoiceField(Institution.objects.none(), label=_("Institución"))

    def __init__(self, institutions: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(Any, self.fields["institution"]).queryset = institutions


class PostForm(forms.Form):
    """One post of a nomination."""

    kind = forms.ChoiceField(label=_("Clase"), choices=KINDS, initial="duty")
    title = forms.CharField(label=_("Nombre del puesto"), max_length=200)
    holder = forms.CharField(label=_("Usuario de quien lo ocupa"), max_length=150)
    phone = forms.CharField(
        label=_("Teléfono de guardia"),
        required=False,
        max_length=40,
        help_text=_("Del puesto, nunca particular."),
    )
    mail = forms.EmailField(label=_("Correo del puesto"), required=False)


POSTS = forms.formset_factory(PostForm, extra=3, min_num=1, validate_min=True, max_num=8)


class HolderForm(NoteForm):
    """Who follows in a post."""

    holder = forms.CharField(label=_("Usuario de quien sigue"), max_length=150)


class InviteForm(forms.Form):
    """A person for whom an account is made."""

    username = forms.RegexField(
        r"^[a-z0-9][a-z0-9.-]{2,39}$", label=_("Usuario"), help_text=_("Letras, cifras, punto.")
    )
    mail = forms.EmailField(label=_("Correo institucional"))
    title = forms.CharField(label=_("Cargo"), max_length=120)
    institution = forms.ModelChoiceField(Institution.objects.none(), label=_("Institución"))

    def __init__(self, institutions: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(Any, self.fields["institution"]).queryset = institutions


class PasswordForm(forms.Form):
    """The first password of an account."""

    password = forms.CharField(
        label=_("Contraseña"),
        min_length=12,
        max_length=200,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=_("Doce caracteres o más."),
    )
    again = forms.CharField(
        label=_("Otra vez"), widget=forms.PasswordInput({"autocomplete": "new-password"})
    )

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password"):
            raise forms.ValidationError(_("No son iguales."))
        return again


class LinesForm(forms.Form):
    """How a post is reached."""

    phone = forms.CharField(label=_("Teléfono de guardia"), required=False, max_length=40)
    mail = forms.EmailField(label=_("Correo del puesto"), required=False)


class RosterForm(forms.Form):
    """Hand-over times on the wall clock and the order of the people."""

    people = forms.CharField(
        label=_("Orden de las personas"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Un usuario en cada línea, en el orden en que se relevan."),
    )
    hand_overs = forms.CharField(
        label=_("Horas de relevo"),
        initial="07:00, 19:00",
        help_text=_(
            "Separadas por comas. La que el cambio de hora repite vale la primera vez; la que se "
            "salta, en el momento del salto."
        ),
    )
    days = forms.MultipleChoiceField(
        label=_("Días"),
        choices=list(zip(DAYS, DAY_NAMES, strict=True)),
        initial=list(DAYS),
        widget=forms.CheckboxSelectMultiple,
    )
    rotation = forms.ChoiceField(
        label=_("Rotación"),
        choices=[
            ("each", _("Cada relevo, la siguiente persona")),
            ("weekly", _("La misma persona toda la semana")),
        ],
    )
    zone = forms.ChoiceField(label=_("Hora de"))
    begins = forms.DateField(label=_("Desde el día"), widget=DAY)

    def __init__(self, place: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = sorted(n for n in zone_names() if n.startswith(("America/", "Atlantic/", "UTC")))
        cast(Any, self.fields["zone"]).choices = [(name, name.replace("_", " ")) for name in names]
        self.fields["zone"].initial = place
        self.fields["begins"].initial = timezone.localdate


class ChangeForm(forms.Form):
    """Somebody takes over what lies between two moments on the clocks of the post."""

    person = forms.ModelChoiceField(Person.objects.none(), label=_("Quién cubre"))
    starts_at = WallClockField(label=_("Desde"))
    ends_at = WallClockField(label=_("Hasta"))

    def __init__(self, people: Any, place: tzinfo, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(Any, self.fields["person"]).queryset = people
        for name in ("starts_at", "ends_at"):
            cast(WallClockField, self.fields[name]).place = place


class SwapForm(forms.Form):
    """Two shifts whose persons change places."""

    one = forms.ChoiceField(label=_("Este turno"))
    other = forms.ChoiceField(label=_("por este otro"))

    def __init__(self, shifts: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("one", "other"):
            cast(Any, self.fields[name]).choices = shifts


class CalendarForm(forms.Form):
    """A calendar of shifts, first to be looked at, then to be taken."""

    calendar = forms.FileField(
        label=_("Calendario (.ics)"),
        help_text=_(
            "De Outlook, Google o cualquier otro, hasta 512 kB. Cada evento termina su título con "
            "el usuario de quien está de guardia."
        ),
        widget=forms.FileInput({"accept": ".ics,text/calendar"}),
    )


class TakenForm(forms.Form):
    """The calendar that was looked at, sent once more to be taken."""

    text = forms.CharField(strip=False, widget=forms.HiddenInput)


class CheckForm(forms.Form):
    """A check of the link."""

    answer_within = forms.ChoiceField(
        label=_("Plazo para responder"),
        choices=[
            ("PT30M", _("30 minutos")),
            ("PT1H", _("1 hora")),
            ("PT4H", _("4 horas")),
            ("PT24H", _("24 horas")),
            ("P3D", _("3 días")),
        ],
    )
    announced = forms.BooleanField(label=_("Anunciada: no es por sorpresa"), required=False)


class TermsForm(NoteForm):
    """A State joins by its note and accepts the terms as they stand."""

    accepts = forms.BooleanField(label=_("Mi Estado acepta los términos"))


class ContactForm(forms.Form):
    """Please call."""

    institution = forms.ChoiceField(label=_("A quién"))
    reason = forms.CharField(label=_("Para qué, en una línea"), max_length=200)
    urgency = forms.ChoiceField(
        label=_("Urgencia"),
        choices=[("normal", _("Normal: 2 horas")), ("immediate", _("Inmediata: 15 minutos"))],
    )

    def __init__(self, institutions: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(Any, self.fields["institution"]).choices = institutions


class WindowForm(forms.Form):
    """An event that opens the host's guard to the States with a delegation."""

    name = forms.CharField(label=_("Evento"), max_length=120)
    host = forms.ModelChoiceField(State.objects.none(), label=_("Anfitrión"))
    states = forms.ModelMultipleChoiceField(
        State.objects.none(),
        label=_("Estados con delegación"),
        widget=forms.CheckboxSelectMultiple,
    )
    starts_at = WallClockField(label=_("Desde (UTC)"))
    ends_at = WallClockField(label=_("Hasta (UTC)"))

    def __init__(self, states: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("host", "states"):
            cast(Any, self.fields[name]).queryset = states
